package greatseal;

import static greatseal.GreatSealException.attempt;
import static greatseal.GreatSealException.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A signed request: its octets are its name. Kept, it can be waited for after a crash.
 *
 * @param person whom it asks; null where it asks whoever claims its link
 */
public record Request(String compact, PersonCertificate person, JsonNode claims) {
    /** A request of one's own that was kept; {@code person} is whom it asks. */
    public static Request read(String compact, PersonCertificate person) {
        JsonNode claims = attempt("answer-form", () -> Message.json(Message.base64url(compact.split("\\.")[1])));
        boolean isIts = claims.path("certificate_id").asText().equals(person.id());
        require(isIts, "certificate", "the request names another certificate");
        return new Request(compact, person, claims);
    }

    /** A request that names nobody: a device link. */
    public static Request readLink(String compact) {
        JsonNode claims = attempt("answer-form", () -> Message.json(Message.base64url(compact.split("\\.")[1])));
        boolean isLink = claims.path("link").isObject() && !claims.has("certificate_id");
        require(isLink, "certificate", "the request is no device link");
        return new Request(compact, null, claims);
    }

    /** What a statement has to say of its link, if the phone came by this way; missing where it has none. */
    JsonNode stated(String way) {
        JsonNode link = claims.path("link");
        if (link.isMissingNode()) {
            return link;
        }
        boolean isLet = link.path("ways").valueStream().anyMatch(one -> one.asText().equals(way));
        ObjectNode stated = Message.JSON.createObjectNode().put("way", isLet ? way : link.path("ways").path(0).asText());
        if (isLet && way.equals("same_device")) {
            stated.put("callback_sha256", Message.sha256(link.path("callback").asText().getBytes(StandardCharsets.UTF_8)));
        }
        return stated;
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
        return some(claims, names);
    }

    private static ObjectNode some(JsonNode all, String... names) {
        ObjectNode some = Message.JSON.createObjectNode();
        for (String name : names) {
            if (all.has(name)) {
                some.set(name, all.get(name));
            }
        }
        return some;
    }

    /** What it asks to sign, in the words of this statement, which may want more to be opened. */
    ObjectNode toSign(JsonNode stated) {
        if (claims.has("challenge")) {
            return members("challenge").put("type", "challenge").put("algorithm", "ES256");
        }
        ObjectNode sign = Message.JSON.createObjectNode().put("type", "documents").put("algorithm", "ES256");
        ArrayNode documents = sign.putArray("documents");
        for (JsonNode asked : claims.path("documents")) {
            ObjectNode document = attempt("answer-form", () -> stated(asked));
            ObjectNode opened = document.deepCopy().put("must_open", true);
            documents.add(opened.equals(stated.path("documents").path(documents.size())) ? opened : document);
        }
        return sign;
    }

    private static ObjectNode stated(JsonNode asked) throws IOException {
        ObjectNode document = some(asked, "document_name", "document_sha256");
        if (asked.path("must_open").asBoolean()) {
            document.put("must_open", true);
        }
        if (asked.has("digest")) {
            String digest = HexFormat.of().formatHex(Message.base64(asked.get("digest").path("value").asText()));
            return document.put("type", "digest").put("sha256", digest);
        }
        return document.put("type", "to_be_signed").put("sha256", Message.sha256(Message.base64(asked.path("to_be_signed").asText())));
    }
}
