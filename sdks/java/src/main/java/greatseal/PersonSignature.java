package greatseal;

import java.time.Instant;

/**
 * A signature of a person that was verified, with its evidence: whoever has it can prove it to others.
 *
 * @param value ECDSA, DER
 * @param raw the same as r and s side by side, 32 octets each, as JWS and XML have it
 * @param receipt the service's confirmation, a compact JWS
 * @param statement what the phone was shown, a compact JWS
 * @param ocsp an OCSP answer from after the signature, DER: the certificate was good
 */
public record PersonSignature(
        byte[] value, byte[] raw, PersonCertificate person, String receipt, String statement, byte[] ocsp, Instant completedAt) {}
