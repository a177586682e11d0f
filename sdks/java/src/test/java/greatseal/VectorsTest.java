package greatseal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The vectors that every client passes: what is good is believed, and each forgery is refused by its check. */
class VectorsTest {
    static final JsonNode FILE;

    static {
        try {
            Path at = Path.of(System.getenv().getOrDefault("GREATSEAL_VECTORS", "../../tests/vectors/relying-party.json"));
            FILE = Message.json(Files.readAllBytes(at));
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static PersonSignature judged(JsonNode it) throws Exception {
        var root = PersonCertificate.read(Base64.getDecoder().decode(it.get("root").textValue()));
        var party = PersonCertificate.read(Base64.getDecoder().decode(it.get("relying_party").textValue()));
        Instant now = Instant.ofEpochSecond(it.get("now").longValue());
        JsonNode asked = it.get("asked");
        Request request = !it.has("person") ? Request.readLink(it.get("request").textValue())
                : Request.read(it.get("request").textValue(), PersonCertificate.of(
                        it.get("person"), asked.get("country").textValue(), asked.get("code").textValue(), root, now));
        Answer.KeyList keys = Answer.KeyList.of(it.get("key_list").textValue(), it.get("statement_key_pin").textValue());
        String code = it.path("code").textValue();
        String session = it.get("session").textValue();
        PersonSignature signature = new Answer.Expected(request, session, code, party, root, keys, now).verify(it.get("result"));
        if (it.has("back")) {
            signature.checkCallback(it.at("/back/session").textValue(), it.at("/back/verifier").textValue());
        }
        return signature;
    }

    private static JsonNode changed(JsonNode vector) {
        JsonNode it = FILE.get("good").get(vector.get("of").textValue()).deepCopy();
        vector.get("change").properties().forEach(change -> {
            int end = change.getKey().lastIndexOf('/');
            String name = change.getKey().substring(end + 1);
            ObjectNode place = (ObjectNode) it.at(change.getKey().substring(0, end));
            if (change.getValue().isNull()) {
                place.remove(name);
            } else {
                place.set(name, change.getValue());
            }
        });
        return it;
    }

    private static Stream<JsonNode> all(String name) {
        return StreamSupport.stream(FILE.get(name).spliterator(), false);
    }

    @TestFactory
    Stream<DynamicTest> good() {
        return Stream.of("login", "digest", "document", "batch", "scanned", "led-back")
                .map(name -> DynamicTest.dynamicTest(name, () -> assertEquals(64, judged(FILE.get("good").get(name)).raw().length)));
    }

    @TestFactory
    Stream<DynamicTest> noCharacterOfAnAnswerCanBeChanged() {
        return Stream.of("login", "digest", "document", "batch", "scanned", "led-back").map(name -> DynamicTest.dynamicTest(name, () -> {
            List<String> members = List.of("/certificate", "/statement", "/signatures/0", "/signatures/2", "/receipt");
            for (String member : members) {
                String whole = FILE.get("good").get(name).get("result").at(member).textValue();
                // Each thirteenth: all of them take half a minute.
                for (int place = name.length() % 3; whole != null && place < whole.length(); place += 13) {
                    JsonNode it = FILE.get("good").get(name).deepCopy();
                    String other = whole.charAt(place) == 'A' ? "B" : "A";
                    String changed = whole.substring(0, place) + other + whole.substring(place + 1);
                    JsonNode result = it.get("result");
                    if (member.startsWith("/signatures/")) {
                        ((ArrayNode) result.get("signatures")).set(Integer.parseInt(member.substring(12)), TextNode.valueOf(changed));
                    } else {
                        ((ObjectNode) result).put(member.substring(1), changed);
                    }
                    assertThrows(GreatSealException.NotBelieved.class, () -> judged(it), member + " " + place);
                }
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> harmless() {
        return all("harmless").map(vector -> DynamicTest.dynamicTest(vector.get("name").textValue(), () -> judged(changed(vector))));
    }

    @TestFactory
    Stream<DynamicTest> forged() {
        return all("forged").map(vector -> DynamicTest.dynamicTest(vector.get("name").textValue(), () -> {
            var refusal = assertThrows(GreatSealException.NotBelieved.class, () -> judged(changed(vector)));
            assertEquals(vector.get("refused").textValue(), refusal.check, refusal.getMessage());
        }));
    }
}
