package greatseal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** What the phone shall sign. */
public sealed interface Content {
    /** Writes it into a request. */
    void write(ObjectNode claims);

    /** A login: 16 to 64 octets, drawn for this login alone. */
    record Login(byte[] challenge) implements Content {
        @Override
        public void write(ObjectNode claims) {
            claims.put("challenge", base64(challenge));
        }
    }

    /** A SHA-256 digest of something that only the sender knows: the phone says so. */
    record Digest(byte[] sha256) implements Content {
        @Override
        public void write(ObjectNode claims) {
            claims.putObject("digest").put("algorithm", "sha256").put("value", base64(sha256));
        }
    }

    /** A text that the person reads in full and signs as it is shown. */
    record Text(String text) implements Content {
        @Override
        public void write(ObjectNode claims) {
            claims.put("to_be_signed", base64(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** CMS signed attributes (RFC 5652, section 5.3), DER SET OF, of a PDF or another container with this digest. */
    record Document(byte[] toBeSigned, byte[] sha256, String name) implements Content {
        @Override
        public void write(ObjectNode claims) {
            claims.put("to_be_signed", base64(toBeSigned)).put("document_name", name);
            claims.put("document_sha256", HexFormat.of().formatHex(sha256));
        }
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
