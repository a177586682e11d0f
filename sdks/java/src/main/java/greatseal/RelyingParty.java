package greatseal;

import static greatseal.GreatSealException.attempt;
import static greatseal.GreatSealException.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;

/** A relying party of a country: look up, ask, wait, and believe only what was verified. For several threads at once. */
public final class RelyingParty {
    /** How long a request may be redeemed, in seconds. */
    private static final long REQUEST_LIFETIME = 300;
    /** How long one long poll lasts, and how long its answer may then take, in seconds. */
    private static final int POLL = 30, GRACE = 30;
    /** The largest answer that is read, in octets. */
    private static final int LARGEST_ANSWER = 4 * 1024 * 1024;
    private static final Set<String> OPEN = Set.of("requested", "stated", "shown", "answered");
    private static final SecureRandom RANDOM = new SecureRandom();

    final Credentials credentials;
    private final HttpClient own;
    private final HttpClient plain;
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
        own = client().sslContext(credentials.tls()).build();
        plain = client().build();
        this.country = json(call(plain, "GET", country.replaceAll("/$", "") + "/.well-known/greatseal", null, BodyPublishers.noBody()));
    }

    private static HttpClient.Builder client() {
        return HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).connectTimeout(Duration.ofSeconds(5));
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
        long now = Instant.now().getEpochSecond();
        ObjectNode claims = Message.JSON.createObjectNode()
                .put("aud", "mobile-signature").put("iss", credentials.id()).put("jti", HexFormat.of().formatHex(random(16)))
                .put("iat", now).put("exp", now + REQUEST_LIFETIME).put("certificate_id", person.id())
                .put("purpose", person.purpose()).put("text", text).put("language", language);
        content.write(claims);
        String compact = Message.signed(credentials.key(), "sign-request+jwt", credentials.x5c(), claims);
        return Request.read(compact, person);
    }

    /** Asks a person's phone. Show the code of the session, and then wait. */
    public Session start(PersonCertificate person, Content content, String text) {
        return send(request(person, content, text, "en"));
    }

    /** Sends a signed request; the same octets again are the same session. */
    public Session send(Request request) {
        JsonNode body = ask("POST", "/v1/sessions", "application/jose", request.compact());
        return new Session(body.path("session").asText(), body.path("state").asText(), body.path("code").textValue(), request);
    }

    /** Waits for the end of a session and verifies everything. {@code onCode} hears the code as soon as there is one. */
    public PersonSignature await(Session session, Consumer<String> onCode) {
        String state = session.state();
        String code = session.code();
        if (code != null) {
            onCode.accept(code);
        }
        while (true) {
            JsonNode body = ask("GET", "/v1/sessions/" + session.id() + "?wait=" + POLL + "&known=" + state, null, null);
            // The first code counts: whoever shows another one later has shown a wrong one before.
            if (code == null && body.path("code").isTextual()) {
                code = body.get("code").textValue();
                onCode.accept(code);
            }
            state = body.path("state").asText();
            if (state.equals("completed")) {
                return accept(session, code, withStatus(session, body.path("result")));
            }
            if (!OPEN.contains(state)) {
                throw new GreatSealException.Ended(state, slug(body.path("problem")), body.path("retry_after").longValue());
            }
        }
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
            byte[] list = call(plain, "GET", address("key_list"), null, BodyPublishers.noBody());
            known = Answer.KeyList.of(new String(list, StandardCharsets.US_ASCII).strip(), credentials.statementKeyPin());
            keys = known;
        }
        return known;
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
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return json(call(own, method, address("relying_party_api") + path, type, publisher));
    }

    /** Calls a door: no redirect, no proxy, bounded time and size. Gives the octets of a successful answer. */
    private static byte[] call(HttpClient client, String method, String url, String type, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(POLL + GRACE)).method(method, body);
        if (type != null) {
            request.header("content-type", type);
        }
        try {
            HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream stream = response.body()) {
                byte[] octets = stream.readNBytes(LARGEST_ANSWER);
                if (stream.read() >= 0) {
                    throw new IOException("more than " + LARGEST_ANSWER + " octets");
                }
                if (response.statusCode() / 100 != 2) {
                    throw refusal(response.statusCode(), octets);
                }
                return octets;
            }
        } catch (IOException problem) {
            throw new GreatSealException.Unreachable(url + ": " + problem, problem);
        } catch (InterruptedException problem) {
            Thread.currentThread().interrupt();
            throw new GreatSealException.Unreachable(url + ": interrupted", problem);
        }
    }

    private static GreatSealException refusal(int status, byte[] body) {
        JsonNode said;
        try {
            said = Message.json(body);
        } catch (IOException speaksNoProblems) {
            said = Message.JSON.createObjectNode();
        }
        String text = line(said, "title") + ". " + line(said, "detail");
        return new GreatSealException.Refused(status, slug(said), text, said.path("retry_after").longValue());
    }

    /** The last part of a problem's type. */
    private static String slug(JsonNode problem) {
        return line(problem, "type").replaceAll(".*/", "");
    }

    /** A service's words, so that nothing in them steers a terminal. */
    private static String line(JsonNode body, String name) {
        return body.path(name).asText().replaceAll("\\p{C}", "?");
    }

    private static JsonNode json(byte[] octets) {
        JsonNode body = attempt("answer-form", () -> Message.json(octets));
        require(body.isObject(), "answer-form", "the answer is no object");
        return body;
    }

    private static byte[] random(int octets) {
        byte[] drawn = new byte[octets];
        RANDOM.nextBytes(drawn);
        return drawn;
    }
}
