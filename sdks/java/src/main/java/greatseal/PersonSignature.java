package greatseal;

import static greatseal.GreatSealException.attempt;
import static greatseal.GreatSealException.require;

import java.time.Instant;
import java.util.List;

/**
 * What a person signed, all of it verified, with its evidence: whoever has it can prove it to others.
 *
 * @param values ECDSA, DER, in the order of what was asked; null for a document that the person struck out
 * @param value the signature of a login or of one document; of several the first that was made
 * @param raw the same as r and s side by side, 32 octets each, as JWS and XML have it
 * @param receipt the service's confirmation, a compact JWS
 * @param statement what the phone was shown, a compact JWS
 * @param ocsp an OCSP answer from after the signature, DER: the certificate was good
 * @param way by which way the person came to a device link, {@code qr} or {@code same_device}; null where the person was named
 * @param verifierSha256 by what the browser is known that the phone led back; null where it led none
 */
public record PersonSignature(
        List<byte[]> values, byte[] value, byte[] raw, PersonCertificate person, String receipt, String statement, byte[] ocsp, Instant completedAt,
        String session, String way, String verifierSha256) {

    /**
     * Is the browser that comes to the callback the one which the phone led back? That it is the one that <em>asked</em>, its cookie has
     * to say. Throws NotBelieved if it is not, or if the phone led nobody anywhere.
     */
    public void checkCallback(String session, String verifier) {
        byte[] octets = attempt("callback", () -> Message.base64url(verifier));
        boolean isIt = octets.length == 32 && session.equals(this.session) && Message.sha256(octets).equals(verifierSha256);
        require(isIt, "callback", "the phone did not lead this browser back");
    }
}
