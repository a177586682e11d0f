package greatseal;

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
 */
public record PersonSignature(
        List<byte[]> values, byte[] value, byte[] raw, PersonCertificate person, String receipt, String statement, byte[] ocsp, Instant completedAt) {}
