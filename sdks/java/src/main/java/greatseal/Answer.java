package greatseal;

import static greatseal.GreatSealException.attempt;
import static greatseal.GreatSealException.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** What a completed session gives, and whether to believe any of it. Nothing here touches a network or reads a clock. */
final class Answer {
    /** What a login signs stands behind these octets, so that no document can be taken for one. */
    private static final byte[] AUTHENTICATION_PREFIX =
            "mobile-signature-authentication-v1\0".getBytes(StandardCharsets.US_ASCII);

    private Answer() {}

    /** The keys of the service, in a list that the pinned statement key has signed. */
    record KeyList(PublicKey statementKey, PublicKey receiptKey, PublicKey openingKey, String sha256) {
        static KeyList of(String compact, String pin) {
            Message list = attempt("key-list", () -> Message.parse(Message.KEY_LIST, compact));
            List<PublicKey> keys = attempt("key-list", () -> List.of(
                    Message.key(list.body().get("statement_key")), Message.key(list.body().get("receipt_key")),
                    Message.key(list.body().get("opening_key"))));
            Set<String> pins = keys.stream().map(key -> Message.sha256(key.getEncoded())).collect(Collectors.toSet());
            require(pins.size() == 3, "key-list", "one key has two uses");
            boolean isPinned = Message.sha256(keys.get(0).getEncoded()).equals(pin);
            require(isPinned, "key-list", "its statement key is not the pinned one");
            require(list.isBy(keys.get(0)), "key-list", "the pinned key did not sign it");
            return new KeyList(keys.get(0), keys.get(1), keys.get(2), list.sha256());
        }
    }

    /** What an answer must be about to be believed; {@code code} is the one that was shown, null if none was. */
    record Expected(
            Request request, String session, String code, X509Certificate relyingParty, X509Certificate root, KeyList keys, Instant now) {

        /** Verifies everything; throws NotBelieved with the first check that fails. */
        PersonSignature verify(JsonNode result) {
            return attempt("answer-form", () -> verified(result));
        }

        private PersonSignature verified(JsonNode result) {
            Stream.of("certificate", "statement", "receipt").forEach(name -> text(result, name));
            List<byte[]> values = signatures(result);
            // 1. It is the person who was asked, whose certificate leads to the root and is for this purpose.
            byte[] certificate = octets(result, "certificate");
            String given = Message.sha256(certificate);
            PersonCertificate person = request.person() != null ? request.person()
                    : PersonCertificate.ofAnswer(certificate, result.path("chain"), request.text("purpose"));
            require(given.equals(person.id()), "certificate", "another certificate answers than was asked");
            require(person.purpose().equals(request.text("purpose")), "purpose", "the request is for another");
            X509Certificate issuer = person.issuer(root, now);
            // 2. The statement says what was asked, for this session and in this relying party's name.
            Message statement = statement(result, person);
            // 3. The person's key signed what is stated, each in its place: for a login the statement itself.
            byte[] raw = attempt("signature", () -> raw(values, statement, person));
            // 4. The receipt confirms all of that.
            Message receipt = receipt(result, statement, values, person);
            Instant completedAt = Instant.ofEpochSecond(receipt.body().get("completed_at").longValue());
            // 5. The certificate was good afterwards.
            require(result.hasNonNull("ocsp"), "status-missing", "the answer has no status of the certificate");
            byte[] ocsp = octets(result, "ocsp");
            Status.check(ocsp, person, issuer, completedAt, now);
            byte[] first = values.stream().filter(Objects::nonNull).findFirst().orElseThrow();
            String way = statement.body().path("link").path("way").textValue();
            String verifier = receipt.body().path("verifier_sha256").textValue();
            return new PersonSignature(
                    values, first, raw, person, receipt.compact(), statement.compact(), ocsp, completedAt, session, way, verifier);
        }

        private Message statement(JsonNode result, PersonCertificate person) {
            Message statement = readStatement(result);
            JsonNode party = statement.body().get("relying_party");
            long expiresAt = statement.body().get("expires_at").longValue();
            long lives = expiresAt - statement.body().get("issued_at").longValue();
            require(lives >= 1 && lives <= 600, "statement-form", "it lives for " + lives + " seconds");
            require(statement.isBy(keys.statementKey), "statement-signature", "the statement key did not sign it");
            same("statement-session", "the session", statement.text("session"), session);
            same("statement-request", "the request", statement.text("request_sha256"), request.sha256());
            same("statement-relying-party", "the relying party", party.get("id").textValue(), request.text("iss"));
            String own = PersonCertificate.hash(relyingParty);
            same("statement-relying-party", "its certificate", party.get("certificate_sha256").textValue(), own);
            String content = "statement-content";
            same(content, "the door", statement.text("door"), "native");
            same(content, "the purpose", statement.text("purpose"), request.text("purpose"));
            same(content, "the certificate", statement.text("certificate_sha256"), person.id());
            same(content, "what is signed", statement.body().get("sign"), request.toSign(statement.body().get("sign")));
            same(content, "what is read", statement.body().get("display"), request.members("language", "text", "payment"));
            JsonNode code = statement.body().get("code");
            boolean isLink = request.claims().has("link");
            String mode = isLink ? "none" : request.claims().path("code_mode").asText("compare");
            same(content, "the code's mode", code.get("mode").textValue(), mode);
            JsonNode link = statement.body().path("link");
            same(content, "the device link", link, request.stated(link.path("way").asText()));
            require(expiresAt <= request.claims().path("exp").longValue(), content, "it outlives the request");
            boolean isShown = this.code == null || this.code.equals(code.path("value").asText());
            require(isShown, "code", "the phone showed another than was shown here");
            return statement;
        }

        /** Gives the first signature as r and s side by side, once all are verified. */
        private byte[] raw(List<byte[]> values, Message statement, PersonCertificate person) throws Exception {
            JsonNode sign = statement.body().get("sign");
            List<byte[]> digests = sign.path("type").asText().equals("challenge")
                    ? List.of(Message.digest(AUTHENTICATION_PREFIX, HexFormat.of().parseHex(statement.sha256())))
                    : sign.path("documents").valueStream().map(one -> HexFormat.of().parseHex(one.path("sha256").asText())).toList();
            boolean isEach = values.size() == digests.size() && values.stream().anyMatch(Objects::nonNull);
            require(isEach, "signature-count", "there are " + values.size() + " of " + digests.size() + ", at least one must be signed");
            PublicKey key = person.certificate().getPublicKey();
            boolean isP256 = key instanceof ECPublicKey ec && ec.getParams().getCurve().getField().getFieldSize() == 256;
            require(isP256, "signature", "the person's key is not of P-256");
            var order = ((ECPublicKey) key).getParams().getOrder();
            byte[] raw = null;
            for (int at = 0; at < digests.size(); at++) {
                if (values.get(at) != null) {
                    // It throws for anything but the one form in DER, and for values that are not below the order.
                    var scalars = StandardDSAEncoding.INSTANCE.decode(order, values.get(at));
                    Signature verifier = Signature.getInstance("NONEwithECDSA");
                    verifier.initVerify(key);
                    verifier.update(digests.get(at));
                    require(verifier.verify(values.get(at)), "signature", "it is not the person's over what is stated");
                    raw = raw == null ? PlainDSAEncoding.INSTANCE.encode(order, scalars[0], scalars[1]) : raw;
                }
            }
            return raw;
        }

        private Message receipt(JsonNode result, Message statement, List<byte[]> values, PersonCertificate person) {
            Message receipt = attempt("receipt-form", () -> Message.parse(Message.RECEIPT, text(result, "receipt")));
            boolean isCompleted = receipt.text("state").equals("completed");
            require(isCompleted == receipt.body().has("signatures_sha256"), "receipt-form", "signatures stand there when completed only");
            require(receipt.isBy(keys.receiptKey), "receipt-signature", "the receipt key did not sign it");
            same("receipt-session", "the session", receipt.text("session"), session);
            same("receipt-relying-party", "the relying party", receipt.text("relying_party"), request.text("iss"));
            same("receipt-request", "the request", receipt.text("request_sha256"), request.sha256());
            same("receipt-statement", "the statement", receipt.text("statement_sha256"), statement.sha256());
            same("receipt-certificate", "the certificate", receipt.text("certificate_sha256"), person.id());
            ArrayNode signed = Message.JSON.createArrayNode();
            values.forEach(value -> signed.add(value == null ? null : Message.sha256(value)));
            same("receipt-outcome", "what is signed", receipt.body().get("signatures_sha256"), signed);
            return receipt;
        }
    }

    /** The list of keys under which the statement of a result was made, as it says itself. */
    static String keyListNamed(JsonNode result) {
        return readStatement(result).text("key_list_sha256");
    }

    private static Message readStatement(JsonNode result) {
        String compact = text(result, "statement");
        return attempt("statement-form", () -> Message.parse(Message.STATEMENT, compact));
    }

    private static void same(String check, String what, Object stated, Object wanted) {
        require(wanted.equals(stated), check, what + " is " + stated + ", but " + wanted + " was expected");
    }

    private static String text(JsonNode result, String name) {
        require(result.path(name).isTextual(), "answer-form", name + " is missing or no text");
        return result.get(name).textValue();
    }

    /** One for each that was asked, or null. */
    private static List<byte[]> signatures(JsonNode result) {
        JsonNode given = result.path("signatures");
        boolean isList = given.isArray() && given.valueStream().allMatch(one -> one.isNull() || one.isTextual());
        require(isList, "answer-form", "signatures is missing or no list of texts");
        List<byte[]> values = new ArrayList<>();
        given.forEach(one -> values.add(one.isNull() ? null : attempt("answer-form", () -> Message.base64(one.textValue()))));
        return values;
    }

    private static byte[] octets(JsonNode result, String name) {
        return attempt("answer-form", () -> Message.base64(text(result, name)));
    }
}
