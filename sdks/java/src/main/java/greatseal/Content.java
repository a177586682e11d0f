package greatseal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

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

    /** Up to 50 documents, which the person signs with one PIN, and may strike some of out. */
    record Documents(List<Document> documents) implements Content {
        @Override
        public void write(ObjectNode claims) {
            ArrayNode all = claims.putArray("documents");
            documents.forEach(document -> all.add(document.members()));
        }
    }

    /** One document, as the members of a request that say it. */
    record Document(ObjectNode members) implements Content {
        @Override
        public void write(ObjectNode claims) {
            new Documents(List.of(this)).write(claims);
        }

        /** The same, which the phone can read at this address of your registered domain, where so many octets are. */
        public Document at(String url, long size) {
            ObjectNode located = members.deepCopy();
            located.putObject("location").put("url", url).put("size", size);
            return new Document(located);
        }

        /** The same, which must be opened before it is signed. */
        public Document opened() {
            return new Document(members.deepCopy().put("must_open", true));
        }
    }

    /** A SHA-256 digest of something that only the sender knows, as the phone says, unless it says where the document lies. */
    static Document digest(byte[] sha256) {
        ObjectNode members = Message.JSON.createObjectNode();
        members.putObject("digest").put("algorithm", "sha256").put("value", base64(sha256));
        return new Document(members);
    }

    /** A text that the person reads in full and signs as it is shown. */
    static Document text(String text) {
        return new Document(Message.JSON.createObjectNode().put("to_be_signed", base64(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** CMS signed attributes (RFC 5652, section 5.3), DER SET OF, of a PDF or another container with this digest. */
    static Document bound(byte[] toBeSigned, byte[] sha256, String name) {
        return new Document(Message.JSON.createObjectNode().put("to_be_signed", base64(toBeSigned)).put("document_name", name)
                .put("document_sha256", HexFormat.of().formatHex(sha256)));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
