package greatseal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Doors in somebody else's hands: whatever they answer, a call ends in time, takes little room, and fails as an exception of ours. */
class DoorsTest {
    private static final String DEEP = "[".repeat(200_000);
    private static final String ID = "a1".repeat(16);
    private static final String SESSION = "/v1/sessions/" + ID;
    private static final Map<String, HttpHandler> ANSWERS = new ConcurrentHashMap<>();
    private static final List<HttpExchange> ASKED = new CopyOnWriteArrayList<>();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    @TempDir
    static Path folder;

    private static HttpServer plain;
    private static HttpsServer api;
    private static String at;
    private static String page;

    @BeforeAll
    static void open() throws Exception {
        register();
        var anywhere = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        plain = HttpServer.create(anywhere, 0);
        api = HttpsServer.create(anywhere, 0);
        api.setHttpsConfigurator(new HttpsConfigurator(Credentials.read(folder).tls()));
        for (HttpServer server : List.of(plain, api)) {
            server.setExecutor(THREADS);
            server.createContext("/", exchange -> {
                ASKED.add(exchange);
                exchange.getRequestBody().readAllBytes();
                ANSWERS.get(exchange.getRequestURI().getPath()).handle(exchange);
            });
            server.start();
        }
        at = "http://127.0.0.1:" + plain.getAddress().getPort();
        page = page("https://127.0.0.1:" + api.getAddress().getPort(), at + "/keys");
    }

    @AfterAll
    static void close() {
        plain.stop(0);
        api.stop(0);
        THREADS.shutdownNow();
    }

    /** What registration gives: a root and a relying party, which is the door, too. */
    private static void register() throws Exception {
        String key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        openssl("req -x509 " + key + " -keyout root.key -subj /CN=Root -out chain.pem");
        openssl("req " + key + " -keyout key.pem -subj /CN=bank/serialNumber=bank -addext subjectAltName=IP:127.0.0.1 -out csr.pem");
        openssl("x509 -req -in csr.pem -CA chain.pem -CAkey root.key -copy_extensions copy -out certificate.pem");
        Files.writeString(folder.resolve("statement-key.sha256"), "0".repeat(64));
    }

    private static void openssl(String arguments) throws Exception {
        Process process = new ProcessBuilder(("openssl " + arguments).split(" ")).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    private static String page(String api, String keys) {
        return Message.JSON.createObjectNode().put("relying_party_api", api).put("key_list", keys).toString();
    }

    private static HttpHandler says(int status, byte[] body) {
        return exchange -> {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        };
    }

    private static HttpHandler says(String body) {
        return says(200, body.getBytes(StandardCharsets.UTF_8));
    }

    /** A relying party of a country whose door gives this answer there. */
    private static RelyingParty party(String path, HttpHandler answer) {
        ANSWERS.clear();
        ASKED.clear();
        ANSWERS.put("/.well-known/greatseal", says(page));
        ANSWERS.put(path, answer);
        return new RelyingParty(folder, at);
    }

    private static ObjectNode session() {
        return Message.JSON.createObjectNode().put("session", ID).put("state", "stated").put("code", "4711");
    }

    /** A session whose request is over in so many seconds. */
    private static Session open(long seconds) {
        ObjectNode claims = Message.JSON.createObjectNode().put("exp", Instant.now().getEpochSecond() + seconds - 60);
        return new Session(ID, "requested", null, new Request("a.b.c", null, claims));
    }

    private static byte[] call(String path, long milliseconds) {
        return new Doors(null).octets("GET", at + path, Duration.ofMillis(milliseconds), null, null);
    }

    private static <T extends GreatSealException> T fails(Class<T> kind, Runnable asks) {
        T failure = assertThrows(kind, asks::run);
        assertFalse(failure.getMessage().matches("(?s).*[\\p{C}\\u2028\\u2029].*"), failure.getMessage());
        return failure;
    }

    private static void notBelieved(String check, Runnable asks) {
        assertEquals(check, fails(GreatSealException.NotBelieved.class, asks).check);
    }

    @Test
    void nothingPackedIsAskedForOrTaken() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var outer = new GZIPOutputStream(new GZIPOutputStream(packed))) {
            outer.write(new byte[1 << 26]);
        }
        for (String encoding : List.of("gzip", "gzip, gzip", "br", "deflate")) {
            party("/bomb", exchange -> {
                exchange.getResponseHeaders().add("content-encoding", encoding);
                says(200, packed.toByteArray()).handle(exchange);
            });
            String told = fails(GreatSealException.Unreachable.class, () -> call("/bomb", 5_000)).getMessage();
            assertTrue(told.contains("encoding"), told);
            assertEquals(List.of("identity"), ASKED.get(ASKED.size() - 1).getRequestHeaders().get("accept-encoding"));
        }
    }

    @Test
    void anAnswerHasASize() {
        party("/long", says(200, new byte[Doors.LARGEST_ANSWER]));
        assertEquals(Doors.LARGEST_ANSWER, call("/long", 5_000).length);
        party("/long", says(200, new byte[Doors.LARGEST_ANSWER + 1]));
        String told = fails(GreatSealException.Unreachable.class, () -> call("/long", 5_000)).getMessage();
        assertTrue(told.contains("more than"), told);
    }

    @Test
    void anAnswerInDropsEndsWithTheCall() {
        party("/drops", exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            for (int drop = 0; drop < 100; drop++) {
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
                try {
                    Thread.sleep(100);
                } catch (InterruptedException over) {
                    return;
                }
            }
        });
        Instant start = Instant.now();
        fails(GreatSealException.Unreachable.class, () -> call("/drops", 500));
        assertTrue(Duration.between(start, Instant.now()).toMillis() < 2_000);
    }

    @Test
    void aPageThatIsNoCountrys() {
        String plain = page("http://127.0.0.1:1", "http://127.0.0.1:1");
        for (String page : List.of(
                "{}", "[]", "null", "1", "NaN", "", "\0", DEEP, "{\"a\":1,\"a\":1}", "{\"relying_party_api\":1}", plain)) {
            notBelieved("answer-form", () -> party("/.well-known/greatseal", says(page)));
        }
    }

    @Test
    void addressesThatCannotBeCalled() {
        for (String address : List.of("[", "\0", "a b:c", "ä:99999", "a".repeat(70_000), "127.0.0.1:1")) {
            RelyingParty party = party("/.well-known/greatseal", says(page("https://" + address, "http:" + address)));
            fails(GreatSealException.Unreachable.class, () -> party.lookUp("MU", "T9901011", "signature"));
        }
        RelyingParty party = party("/.well-known/greatseal", says(page("https://127.0.0.1:1", "http:")));
        fails(GreatSealException.Unreachable.class, () -> party.keys(""));
    }

    @Test
    void aLookUpThatFindsAnything() {
        for (String body : List.of(
                "{}", DEEP, "{\"certificates\":1}", "{\"certificates\":[1,{\"purpose\":[]}]}",
                "{\"certificates\":[{\"purpose\":\"authentication\"}]}",
                "{\"certificates\":[{\"purpose\":\"authentication\",\"certificate_id\":[],\"certificate\":{},\"chain\":1}]}")) {
            RelyingParty party = party("/v1/persons/lookup", says(body));
            fails(GreatSealException.NotBelieved.class, () -> party.lookUp("MU", "T9901011", "authentication"));
        }
    }

    @Test
    void aLookUpThatFindsSomebodyElse() {
        ObjectNode found = Message.JSON.createObjectNode();
        found.putArray("certificates").add(VectorsTest.FILE.at("/good/login/person"));
        RelyingParty party = party("/v1/persons/lookup", says(found.toString()));
        var refusal = fails(
                GreatSealException.NotBelieved.class, () -> party.login("MU", "T9901012", "Log in", code -> {}));
        assertEquals("person", refusal.check);
        assertFalse(refusal.getMessage().contains("T99"));
        assertTrue(ASKED.stream().noneMatch(one -> one.getRequestURI().getPath().equals("/v1/sessions")));
    }

    @Test
    void aRefusalThatIsNoProblem() {
        ObjectNode steers = Message.JSON.createObjectNode()
                .put("type", "/problems/\u001b[2J").put("title", "\u001b[2J\u202e").put("detail", "\n\u2028".repeat(9));
        String other = "{\"type\":[],\"title\":{},\"detail\":1,\"retry_after\":\"soon\"}";
        for (String body : List.of(DEEP, "[]", "", "\0", steers.toString(), other)) {
            RelyingParty party = party("/v1/persons/lookup", says(400, body.getBytes(StandardCharsets.UTF_8)));
            var refused = fails(GreatSealException.Refused.class, () -> party.lookUp("MU", "T9901011", "signature"));
            assertEquals("", refused.slug);
            assertEquals(0, refused.retryAfter);
        }
    }

    @Test
    void aSessionOfAnotherForm() throws IOException {
        for (String change : List.of(
                "{\"code\":\"\\u001b[2J\"}", "{\"code\":\"47110\"}", "{\"code\":\"٤٧١١\"}", "{\"code\":4711}", "{\"code\":[\"4711\"]}",
                "{\"code\":\"4711\\n\"}", "{\"state\":\"won\"}", "{\"state\":[\"stated\"]}", "{\"session\":\"../../keys\"}",
                "{\"session\":null}")) {
            ObjectNode body = session();
            body.setAll((ObjectNode) Message.JSON.readTree(change));
            RelyingParty party = party("/v1/sessions", says(body.toString()));
            notBelieved("answer-form", () -> party.send(open(90).request()));
            if (!change.contains("session")) {
                ANSWERS.put(SESSION, says(body.toString()));
                notBelieved("answer-form", () -> party.await(open(90), code -> assertNull(code)));
            }
        }
    }

    @Test
    void aCompletedSessionWithoutAResult() throws IOException {
        for (String result : List.of("null", "[]", "{}", "{\"statement\":1}", "{\"statement\":\"a.b.c\",\"ocsp\":\"\"}")) {
            ObjectNode body = session().put("state", "completed").set("result", Message.JSON.readTree(result));
            RelyingParty party = party(SESSION, says(body.toString()));
            fails(GreatSealException.NotBelieved.class, () -> party.await(open(90), code -> {}));
        }
    }

    @Test
    void aSessionThatEndsWithAnything() throws IOException {
        for (String problem : List.of("[]", "1", "null", "{\"type\":1}", "{\"type\":\"/problems/\\u001b[2J\"}")) {
            ObjectNode body = session().put("state", "failed").put("retry_after", "soon").set("problem", Message.JSON.readTree(problem));
            RelyingParty party = party(SESSION, says(body.toString()));
            var ended = fails(GreatSealException.Ended.class, () -> party.await(open(90), code -> {}));
            assertEquals("", ended.slug);
            assertEquals(0, ended.retryAfter);
        }
    }

    @Test
    void waitingPausesAndEndsWithTheRequest() {
        RelyingParty party = party(SESSION, exchange ->
                says(session().put("state", ASKED.size() % 2 == 0 ? "stated" : "shown").toString()).handle(exchange));
        var ended = fails(GreatSealException.Ended.class, () -> party.await(open(3), code -> {}));
        assertEquals("expired", ended.state);
        assertTrue(ASKED.size() < 10, ASKED.size() + " calls");
    }
}
