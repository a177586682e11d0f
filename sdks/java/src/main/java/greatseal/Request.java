package greatseal;

import static greatseal.GreatSealException.attempt;
import static greatseal.GreatSealException.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A signed request: its octets are its name. Kept, it can be waited for after a crash. */
public record Request(String compact, PersonCertificate person, JsonNode claims) {
    /** A request of one's own that was kept; {@code person} is whom it asks. */
    public static Request read(String compact, PersonCertificate person) {
        JsonNode claims = attempt("answer-form", () -> Message.json(Message.base64url(compact.split("\\.")[1])));
        boolean isIts = claims.path("certificate_id").asText().equals(person.id());
        require(isIts, "certificate", "the request names another certificate");
        return new Request(compact, person, claims);
    }

    /** Its name in statement and receipt. */
    public String sha256() {
        return Message.sha256(compact.getBytes(StandardCharsets.US_ASCII));
    }

    String text(String name) {
        return claims.path(name).asText();
    }

    /** Those of these members that it has. */
    ObjectNode members(String... names) {
        ObjectNode some = Message.JSON.createObjectNode();
        for (String name : names) {
            if (claims.has(name)) {
                some.set(name, claims.get(name));
            }
        }
        return some;
    }

    /** What it asks to sign, in the words of a statement. */
    ObjectNode toSign() {
        if (claims.has("challenge")) {
            return members("challenge").put("type", "challenge").put("algorithm", "ES256");
        }
        boolean isDigest = claims.has("digest");
        String digest = attempt("answer-form", () -> isDigest
                ? HexFormat.of().formatHex(Message.base64(claims.get("digest").path("value").asText()))
                : Message.sha256(Message.base64(text("to_be_signed"))));
        return members("document_name", "document_sha256")
                .put("type", isDigest ? "digest" : "to_be_signed").put("algorithm", "ES256").put("sha256", digest);
    }
}
