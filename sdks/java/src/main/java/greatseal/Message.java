package greatseal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A signed message: compact JWS (RFC 7515) with ES256 alone, in its one form (docs/protocol/phone.md, section 2). */
record Message(String compact, JsonNode body, String sha256) {
    /** Half the order of P-256 (SEC 2, section 2.4.2): the largest s of a message. */
    private static final BigInteger HALF_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16).shiftRight(1);
    private static final String ES256 = "SHA256withECDSAinP1363Format";
    static final ObjectMapper JSON = JsonMapper.builder(
                    JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static final Predicate<JsonNode> TEXT = JsonNode::isTextual;
    static final Predicate<JsonNode> TIME = value -> value.isIntegralNumber() && value.canConvertToLong();
    static final Predicate<JsonNode> HASH = pattern("[0-9a-f]{64}");
    static final Predicate<JsonNode> PURPOSE = pattern("authentication|signature");
    private static final Predicate<JsonNode> ID = pattern("[0-9a-f]{32}");
    private static final Predicate<JsonNode> PARTY = pattern("[a-z0-9._-]{1,64}");
    private static final Predicate<JsonNode> ONE = value -> value.isInt() && value.intValue() == 1;
    private static final Predicate<JsonNode> KEY =
            record(Map.of("kty", pattern("EC"), "crv", pattern("P-256"), "x", TEXT, "y", TEXT));
    private static final Predicate<JsonNode> CODE = record(Map.of("mode", pattern("none")))
            .or(record(Map.of("mode", pattern("compare"), "value", pattern("[0-9]{4}"))))
            .or(record(Map.of("mode", pattern("choose"), "value", pattern("[0-9]{4}"), "decoys", Message::areTwoCodes)));
    private static final Predicate<JsonNode> DISPLAY = record(Map.of("language?", TEXT, "text?", TEXT,
            "payment?", record(Map.of("amount", TEXT, "currency", TEXT, "payee", TEXT))));

    private static final Predicate<JsonNode> LINK = record(Map.of("way", pattern("qr|same_device"), "callback_sha256?", HASH));

    static final Kind STATEMENT = new Kind("sign-statement+jwt", 65_536, record(all(
            Map.of("v", ONE, "aud", pattern("phone"), "session", ID, "device", ID, "purpose", PURPOSE, "relying_party",
                    record(Map.of("id", PARTY, "name", TEXT, "country", TEXT, "domain", TEXT, "certificate_sha256", HASH)),
                    "door", pattern("native|mobile_id"), "request_sha256", HASH, "sign", JsonNode::isObject),
            Map.of("certificate_sha256", HASH, "display", DISPLAY, "code", CODE,
                    "link?", LINK, "key_list_sha256", HASH, "nonce", ID, "issued_at", TIME, "expires_at", TIME)))
            .and(Message::linkFits));
    static final Kind RECEIPT = new Kind("sign-receipt+jwt", 8_192, record(all(
            Map.of("v", ONE, "aud", pattern("relying-party"), "session", ID, "relying_party", PARTY, "request_sha256", HASH,
                    "statement_sha256", HASH, "certificate_sha256", HASH),
            Map.of("signatures_sha256?", Message::isHashes, "verifier_sha256?", HASH, "state", pattern("completed|refused"),
                    "completed_at", TIME))));
    static final Kind KEY_LIST = new Kind("sign-key-list+jwt", 65_536, record(all(
            Map.of("v", ONE, "aud", pattern("phone"), "number", TIME, "country", TEXT, "statement_key", KEY,
                    "next_statement_key?", KEY, "opening_key", KEY, "receipt_key", KEY),
            Map.of("relying_party_issuers", Message::isTexts, "person_issuers?", Message::isTexts, "issued_at", TIME))));

    /** A kind of message: its typ, its limit in octets, its payload. */
    record Kind(String typ, int limit, Predicate<JsonNode> payload) {}

    /** Reads a message of this kind; throws for anything else, and for any other form of it. */
    static Message parse(Kind kind, String compact) throws IOException {
        String[] parts = compact.split("\\.", -1);
        if (compact.length() > kind.limit || parts.length != 3) {
            throw new IOException("too long, or not three parts");
        }
        byte[] raw = base64url(parts[2]);
        // The other value of s would give the same message another hash.
        if (raw.length != 64 || new BigInteger(1, raw, 32, 32).compareTo(HALF_ORDER) > 0) {
            throw new IOException("a signature in another form");
        }
        JsonNode payload = json(base64url(parts[1]));
        var header = record(Map.of("alg", pattern("ES256"), "typ", value -> value.isTextual() && value.textValue().equals(kind.typ)));
        if (!header.test(json(base64url(parts[0]))) || !kind.payload.test(payload)) {
            throw new IOException("another form than that of " + kind.typ);
        }
        return new Message(compact, payload, Message.sha256(compact.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Did this key sign it? */
    boolean isBy(PublicKey key) {
        int end = compact.lastIndexOf('.');
        try {
            Signature verifier = Signature.getInstance(ES256);
            verifier.initVerify(key);
            verifier.update(compact.substring(0, end).getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(base64url(compact.substring(end + 1)));
        } catch (GeneralSecurityException | IOException none) {
            return false;
        }
    }

    String text(String name) {
        return body.path(name).asText();
    }

    /** Writes a message and signs it: ES256, r and s side by side (RFC 7518, section 3.4). */
    static String signed(PrivateKey key, String typ, List<String> x5c, ObjectNode payload) {
        ObjectNode header = JSON.createObjectNode().put("alg", "ES256").put("typ", typ);
        x5c.forEach(header.putArray("x5c")::add);
        try {
            Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
            String input = encoder.encodeToString(JSON.writeValueAsBytes(header)) + "."
                    + encoder.encodeToString(JSON.writeValueAsBytes(payload));
            Signature signer = Signature.getInstance(ES256);
            signer.initSign(key);
            signer.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + encoder.encodeToString(signer.sign());
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("a key of P-256 signs", impossible);
        }
    }

    /** A compact JWE (RFC 7516), ECDH-ES (RFC 7518, section 4.6) and A256GCM, for the holder of this key. */
    static String encrypted(PublicKey recipient, String typ, ObjectNode payload) {
        try {
            Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair own = generator.generateKeyPair();
            ECPoint point = ((ECPublicKey) own.getPublic()).getW();
            ObjectNode header = JSON.createObjectNode().put("alg", "ECDH-ES").put("enc", "A256GCM").put("typ", typ);
            header.putObject("epk").put("kty", "EC").put("crv", "P-256")
                    .put("x", encoder.encodeToString(coordinate(point.getAffineX())))
                    .put("y", encoder.encodeToString(coordinate(point.getAffineY())));
            String head = encoder.encodeToString(JSON.writeValueAsBytes(header));
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(own.getPrivate());
            agreement.doPhase(recipient, true);
            // Concat KDF (RFC 7518, section 4.6.2): one round gives 256 bits; apu and apv are empty.
            byte[] about = ByteBuffer.allocate(23).putInt(7).put("A256GCM".getBytes(StandardCharsets.US_ASCII)).putInt(0).putInt(0).putInt(256).array();
            byte[] key = digest(new byte[] {0, 0, 0, 1}, agreement.generateSecret(), about);
            byte[] nonce = new byte[12];
            new SecureRandom().nextBytes(nonce);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            cipher.updateAAD(head.getBytes(StandardCharsets.US_ASCII));
            byte[] whole = cipher.doFinal(JSON.writeValueAsBytes(payload));
            int end = whole.length - 16;
            return String.join(".", head, "", encoder.encodeToString(nonce), encoder.encodeToString(Arrays.copyOf(whole, end)),
                    encoder.encodeToString(Arrays.copyOfRange(whole, end, whole.length)));
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("every platform has P-256 and AES-GCM", impossible);
        }
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] octets = value.toByteArray();
        byte[] whole = new byte[32];
        int length = Math.min(octets.length, 32);
        System.arraycopy(octets, octets.length - length, whole, 32 - length, length);
        return whole;
    }

    /** A P-256 key (RFC 7518, section 6.2). */
    static PublicKey key(JsonNode jwk) throws GeneralSecurityException, IOException {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(
                new BigInteger(1, base64url(jwk.path("x").asText())), new BigInteger(1, base64url(jwk.path("y").asText())));
        ECParameterSpec p256 = curve.getParameterSpec(ECParameterSpec.class);
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, p256));
    }

    /** JSON with one reading: no member twice, anywhere, and UTF-8 alone. */
    static JsonNode json(byte[] octets) throws IOException {
        return JSON.readTree(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
    }

    /** Base64 with padding (RFC 4648, section 4), in its one form. */
    static byte[] base64(String text) throws IOException {
        return decoded(text, Base64.getDecoder(), Base64.getEncoder());
    }

    /** Base64url without padding (RFC 7515, appendix C), in its one form. */
    static byte[] base64url(String text) throws IOException {
        return decoded(text, Base64.getUrlDecoder(), Base64.getUrlEncoder().withoutPadding());
    }

    private static byte[] decoded(String text, Base64.Decoder decoder, Base64.Encoder encoder) throws IOException {
        try {
            byte[] octets = decoder.decode(text);
            if (encoder.encodeToString(octets).equals(text)) {
                return octets;
            }
        } catch (IllegalArgumentException none) {
            throw new IOException("no base64", none);
        }
        throw new IOException("base64 in another form");
    }

    static byte[] digest(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Arrays.stream(parts).forEach(digest::update);
            return digest.digest();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every platform has SHA-256", impossible);
        }
    }

    /** SHA-256 in hexadecimal: the name of messages and certificates. */
    static String sha256(byte[] octets) {
        return HexFormat.of().formatHex(digest(octets));
    }

    /** A link is of a signed request without a code, and has a callback on the same device alone. */
    private static boolean linkFits(JsonNode says) {
        JsonNode link = says.path("link");
        boolean leadsBack = link.path("way").asText().equals("same_device");
        return link.isMissingNode() || says.path("door").asText().equals("native")
                && says.path("code").path("mode").asText().equals("none") && link.has("callback_sha256") == leadsBack;
    }

    private static boolean isHashes(JsonNode value) {
        return value.isArray() && value.size() >= 1 && value.size() <= 50
                && value.valueStream().allMatch(one -> one.isNull() || HASH.test(one));
    }

    static boolean isTexts(JsonNode value) {
        return value.isArray() && value.valueStream().allMatch(JsonNode::isTextual);
    }

    private static boolean areTwoCodes(JsonNode value) {
        return value.size() == 2 && isTexts(value) && value.valueStream().allMatch(pattern("[0-9]{4}"));
    }

    private static Predicate<JsonNode> pattern(String expression) {
        return value -> value.isTextual() && value.textValue().matches(expression);
    }

    /** An object with these members and no other; one whose name ends with ? may be missing. */
    private static Predicate<JsonNode> record(Map<String, Predicate<JsonNode>> members) {
        return value -> {
            int known = 0;
            for (var member : members.entrySet()) {
                String name = member.getKey().replace("?", "");
                boolean there = value.has(name);
                known += there ? 1 : 0;
                if (there ? !member.getValue().test(value.get(name)) : name.equals(member.getKey())) {
                    return false;
                }
            }
            return value.isObject() && known == value.size();
        };
    }

    private static <T> Map<String, T> all(Map<String, T> some, Map<String, T> others) {
        Map<String, T> all = new HashMap<>(some);
        all.putAll(others);
        return all;
    }
}
