package greatseal;

import static greatseal.GreatSealException.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A relying party of a country: look up, ask, wait, and believe only what was verified. For several threads at once. */
public final class RelyingParty {
    /** How long a request may be redeemed, in seconds. */
    private static final long REQUEST_LIFETIME = 300;
    /** How long one long poll lasts, and how long its answer may then take, in seconds. */
    private static final int POLL = 30, GRACE = 30;
    /** The pause between two polls that come back without news. */
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** The states in which a session is open, in their order, and those in which it has ended in vain. */
    private static final List<String> OPEN = List.of("requested", "stated", "shown", "answered");
    private static final Set<String> ENDED = Set.of("refused", "expired", "cancelled", "failed");
    private static final SecureRandom RANDOM = new SecureRandom();

    final Credentials credentials;
    private final Doors own;
    private final Doors plain;
    private final JsonNode country;
    private volatile Answer.KeyList keys;

    /**
     * @param folder what registration gave
     * @param country the base address of the country, such as its landing page
     */
    public RelyingParty(Path folder, String country) {
        this(Credentials.read(folder), country);
    }

    RelyingParty(Credentials credentials, String country) {
        this.credentials = credentials;
        own = new Doors(credentials.tls());
        plain = new Doors(null);
        String page = country.replaceAll("/$", "") + "/.well-known/greatseal";
        this.country = plain.json("GET", page, Duration.ofSeconds(GRACE), null, null);
        require(address("relying_party_api").startsWith("https:"), "answer-form", "the country has no address relying_party_api");
        require(address("key_list").matches("https?:.*"), "answer-form", "the country has no address key_list");
    }

    /** What the country says of itself, such as {@code time_stamp}: an address. */
    public String address(String name) {
        return country.path(name).asText();
    }

    /**
     * The person's newest certificate for a purpose.
     *
     * @param country ISO 3166-1 alpha-2
     * @param code the person's code in that country's register
     * @param purpose {@code authentication} or {@code signature}
     */
    public PersonCertificate lookUp(String country, String code, String purpose) {
        String asked = Message.JSON.createObjectNode().put("country", country).put("code", code).toString();
        for (JsonNode entry : ask("POST", "/v1/persons/lookup", "application/json", asked).path("certificates")) {
            if (entry.path("purpose").asText().equals(purpose)) {
                return PersonCertificate.of(entry, country, code, credentials.root(), Instant.now());
            }
        }
        throw new GreatSealException.NotBelieved("purpose", "the person has no certificate for " + purpose, null);
    }

    /** Writes a request and signs it; nothing is sent. The person reads {@code text}, at most 200 characters. */
    public Request request(PersonCertificate person, Content content, String text, String language) {
        return request(person, content, text, language, Message.JSON.createObjectNode());
    }

    /**
     * The same, showing more.
     *
     * @param more {@code payment}, with {@code amount}, {@code currency} and {@code payee}; {@code code_mode}: {@code choose}
     */
    public Request request(PersonCertificate person, Content content, String text, String language, ObjectNode more) {
        ObjectNode about = Message.JSON.createObjectNode()
                .put("jti", HexFormat.of().formatHex(random(16))).put("certificate_id", person.id())
                .put("purpose", person.purpose()).put("text", text).put("language", language);
        return Request.read(signed(about.setAll(more), content), person);
    }

    private String signed(ObjectNode about, Content content) {
        long now = Instant.now().getEpochSecond();
        ObjectNode claims = Message.JSON.createObjectNode()
                .put("aud", "mobile-signature").put("iss", credentials.id()).put("iat", now).put("exp", now + REQUEST_LIFETIME);
        content.write(claims.setAll(about));
        return Message.signed(credentials.key(), "sign-request+jwt", credentials.x5c(), claims);
    }

    /**
     * Asks whoever claims the link with a phone.
     *
     * @param qr whether it may be a code on a screen
     * @param callback where a link on the phone itself leads back to, an https address at your registered domain; null for no such link
     */
    public Link startLink(Content content, String text, boolean qr, String callback) {
        Answer.KeyList list = fetchedKeys();
        byte[] secret = random(32);
        String jti = HexFormat.of().formatHex(random(16));
        ObjectNode told = Message.JSON.createObjectNode()
                .put("iss", credentials.id()).put("jti", jti).put("secret", Base64.getEncoder().encodeToString(secret));
        ObjectNode about = Message.JSON.createObjectNode().put("jti", jti).put("text", text).put("language", "en")
                .put("purpose", content instanceof Content.Login ? "authentication" : "signature");
        ObjectNode link = about.putObject("link");
        ArrayNode ways = link.putArray("ways");
        if (qr) {
            ways.add("qr");
        }
        if (callback != null) {
            ways.add("same_device");
            link.put("callback", callback);
        }
        link.put("secret", Message.encrypted(list.openingKey(), "sign-link-secret+jwe", told));
        Request request = Request.readLink(signed(about, content));
        JsonNode body = ask("POST", "/v1/sessions", "application/jose", request.compact());
        JsonNode step = body.path("step");
        require(step.isInt() && step.intValue() >= -60 && step.intValue() <= 600, "answer-form", "the service does not say which step of the link it is");
        return new Link(session(body, request), secret, step.longValue(), Instant.now());
    }

    /** Asks a person's phone. Show the code of the session, and then wait. */
    public Session start(PersonCertificate person, Content content, String text) {
        return send(request(person, content, text, "en"));
    }

    /** Sends a signed request; the same octets again are the same session. */
    public Session send(Request request) {
        return session(ask("POST", "/v1/sessions", "application/jose", request.compact()), request);
    }

    private static Session session(JsonNode body, Request request) {
        String id = body.path("session").asText();
        // It becomes a part of addresses.
        require(id.matches("[0-9a-f]{32}"), "answer-form", "the session has no id");
        return new Session(id, state(body), code(body), request);
    }

    /** Waits for the end of a session and verifies everything. {@code onCode} hears the code as soon as there is one. */
    public PersonSignature await(Session session, Consumer<String> onCode) {
        String state = session.state();
        String code = session.code();
        // Clocks of two parties may differ.
        Instant end = Instant.ofEpochSecond(session.request().claims().path("exp").longValue()).plus(Status.TOLERANCE);
        if (code != null) {
            onCode.accept(code);
        }
        while (true) {
            String poll = "/v1/sessions/" + session.id() + "?wait=" + POLL + "&known=" + state;
            JsonNode body = ask("GET", poll, null, null);
            int before = OPEN.indexOf(state);
            state = state(body);
            // The first code counts: whoever shows another one later has shown a wrong one before.
            String shown = code(body);
            if (code == null && shown != null) {
                code = shown;
                onCode.accept(code);
            }
            if (state.equals("completed")) {
                return accept(session, code, withStatus(session, body.path("result")));
            }
            if (!OPEN.contains(state)) {
                throw new GreatSealException.Ended(state, Doors.slug(body.path("problem")), Doors.instant(body));
            }
            if (!Instant.now().isBefore(end)) {
                throw new GreatSealException.Ended("expired", "", 0);
            }
            // A door that has no news waits itself; one that does not is not asked without a pause.
            if (OPEN.indexOf(state) <= before) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException problem) {
            Thread.currentThread().interrupt();
            throw new GreatSealException.Unreachable("interrupted", problem);
        }
    }

    private static String state(JsonNode body) {
        String state = body.path("state").asText();
        require(OPEN.contains(state) || ENDED.contains(state) || state.equals("completed"), "answer-form", "the session has no state");
        return state;
    }

    /** Four digits, which are shown as they are; null if there are none. */
    private static String code(JsonNode body) {
        JsonNode code = body.path("code");
        boolean isCode = code.isTextual() && code.textValue().matches("[0-9]{4}");
        require(isCode || code.isMissingNode() || code.isNull(), "answer-form", "the code is no four digits");
        return code.textValue();
    }

    /** Takes a request back. */
    public void cancel(Session session) {
        ask("DELETE", "/v1/sessions/" + session.id(), null, null);
    }

    /** Logs a person in: look up, a fresh challenge, the code for {@code onCode}, wait, verify. */
    public PersonSignature login(String country, String code, String text, Consumer<String> onCode) {
        return sign(lookUp(country, code, "authentication"), new Content.Login(random(32)), text, onCode);
    }

    /** Has a person sign: the code for {@code onCode}, wait, verify. */
    public PersonSignature sign(PersonCertificate person, Content content, String text, Consumer<String> onCode) {
        return await(start(person, content, text), onCode);
    }

    /** The service's keys, by the pinned one; the list is fetched anew when a statement was made under another. */
    Answer.KeyList keys(String named) {
        Answer.KeyList known = keys;
        if (known == null || !known.sha256().equals(named)) {
            known = fetchedKeys();
            keys = known;
        }
        return known;
    }

    private Answer.KeyList fetchedKeys() {
        byte[] list = plain.octets("GET", address("key_list"), Duration.ofSeconds(GRACE), null, null);
        return Answer.KeyList.of(new String(list, StandardCharsets.US_ASCII).strip(), credentials.statementKeyPin());
    }

    /** The service leaves the status out where it did not have it within a second; it asks again each time. */
    private JsonNode withStatus(Session session, JsonNode first) {
        JsonNode result = first;
        for (int again = 0; again < 3 && result.isObject() && !result.hasNonNull("ocsp"); again++) {
            result = ask("GET", "/v1/sessions/" + session.id(), null, null).path("result");
        }
        return result;
    }

    private PersonSignature accept(Session session, String code, JsonNode result) {
        Answer.KeyList known = keys(Answer.keyListNamed(result));
        Credentials by = credentials;
        return new Answer.Expected(session.request(), session.id(), code, by.certificate(), by.root(), known, Instant.now()).verify(result);
    }

    private JsonNode ask(String method, String path, String type, String body) {
        return own.json(method, address("relying_party_api") + path, Duration.ofSeconds(POLL + GRACE), type, body);
    }

    private static byte[] random(int octets) {
        byte[] drawn = new byte[octets];
        RANDOM.nextBytes(drawn);
        return drawn;
    }
}
