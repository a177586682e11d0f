package greatseal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Against a country that runs, with phones that answer: scripts/sdks sets it up and says where. */
@EnabledIfEnvironmentVariable(named = "GREATSEAL_COUNTRY", matches = ".+")
class CountryTest {
    private static final String COUNTRY = System.getenv("GREATSEAL_COUNTRY");
    private static final String SIGNER = System.getenv("GREATSEAL_SIGNER");

    private static Path folder() {
        return Path.of(System.getenv("GREATSEAL_FOLDER"));
    }

    @Test
    void aPersonLogsInAndSignsADigest() throws Exception {
        RelyingParty service = new RelyingParty(folder(), COUNTRY);
        List<String> codes = new ArrayList<>();
        assertEquals("PNOMU-" + SIGNER, service.login("MU", SIGNER, "Log in", codes::add).person().code());
        PersonCertificate person = service.lookUp("MU", SIGNER, "signature");
        byte[] deed = "a deed".getBytes(StandardCharsets.UTF_8);
        PersonSignature signature =
                service.sign(person, Content.digest(Message.digest(deed)), "Please sign the deed", codes::add);
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(person.certificate().getPublicKey());
        verifier.update(deed);
        assertTrue(verifier.verify(signature.value()));
        assertTrue(codes.size() == 2 && codes.stream().allMatch(code -> code.matches("[0-9]{4}")), codes.toString());
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "GREATSEAL_REFUSER", matches = ".+")
    void aPersonRefuses() {
        RelyingParty service = new RelyingParty(folder(), COUNTRY);
        var ended = assertThrows(
                GreatSealException.Ended.class, () -> service.login("MU", System.getenv("GREATSEAL_REFUSER"), "Log in", code -> {}));
        assertEquals("refused", ended.state);
    }

    @Test
    void whatCannotBeAskedSaysWhy() {
        RelyingParty service = new RelyingParty(folder(), COUNTRY);
        var refused = assertThrows(GreatSealException.Refused.class, () -> service.lookUp("MU", "T0101900000099", "signature"));
        assertEquals("person-unknown", refused.slug);
        assertThrows(GreatSealException.Unreachable.class, () -> new RelyingParty(folder(), "http://127.0.0.1:1"));
        assertThrows(GreatSealException.Credentials.class, () -> new RelyingParty(Path.of("/nowhere"), COUNTRY));
    }

    @Test
    void theKeysOfAnotherCountryAreNotBelieved() {
        Credentials own = Credentials.read(folder());
        Credentials other = new Credentials(own.id(), own.certificate(), own.chain(), own.root(), own.key(), "0".repeat(64), own.tls());
        RelyingParty stranger = new RelyingParty(other, COUNTRY);
        var refusal = assertThrows(GreatSealException.NotBelieved.class, () -> stranger.keys(""));
        assertEquals("key-list", refusal.check);
    }
}
