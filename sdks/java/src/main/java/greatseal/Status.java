package greatseal;

import static greatseal.GreatSealException.attempt;
import static greatseal.GreatSealException.require;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Is a certificate good, by an OCSP answer (RFC 6960)? */
final class Status {
    /** How far clocks of two parties may differ. */
    static final Duration TOLERANCE = Duration.ofSeconds(60);
    private static final Set<?> ALGORITHMS = Set.of(
            X9ObjectIdentifiers.ecdsa_with_SHA256, X9ObjectIdentifiers.ecdsa_with_SHA384, X9ObjectIdentifiers.ecdsa_with_SHA512,
            PKCSObjectIdentifiers.sha256WithRSAEncryption, PKCSObjectIdentifiers.sha384WithRSAEncryption,
            PKCSObjectIdentifiers.sha512WithRSAEncryption);
    private static final Set<?> CRITICAL = Set.of(
            Extension.basicConstraints, Extension.keyUsage, Extension.extendedKeyUsage, Extension.subjectAlternativeName,
            Extension.certificatePolicies);

    private Status() {}

    /** Was the certificate good, by an answer of its issuer that was made when the session had ended? */
    static void check(byte[] der, PersonCertificate person, X509Certificate issuer, Instant completedAt, Instant now) {
        BasicOCSPResp answer = attempt("status-form", () -> read(der));
        boolean isSigned = attempt("status-signer", () -> isSignedForIssuer(answer, holder(issuer), now));
        require(isSigned, "status-signer", "nobody signed it who may speak for the issuer");
        SingleResp single = attempt("status-certificate", () -> single(answer, person.certificate(), issuer));
        require(single.getCertStatus() == null, "status-good", "it is revoked, suspended or unknown");
        Instant made = single.getThisUpdate().toInstant();
        Instant until = single.getNextUpdate() == null ? made : single.getNextUpdate().toInstant();
        boolean isOfNow = !made.plus(TOLERANCE).isBefore(completedAt) && !made.isAfter(now.plus(TOLERANCE))
                && !now.isAfter(until.plus(TOLERANCE));
        require(isOfNow, "status-time", "it speaks of " + made + ", the session ended at " + completedAt + " and it is " + now);
    }

    private static BasicOCSPResp read(byte[] der) throws IOException, OCSPException {
        OCSPResponse whole = OCSPResponse.getInstance(ASN1Primitive.fromByteArray(der));
        OCSPResp response = new OCSPResp(whole);
        if (response.getStatus() != OCSPResp.SUCCESSFUL || !(response.getResponseObject() instanceof BasicOCSPResp answer)) {
            throw new IOException("no successful OCSP answer");
        }
        // What Bouncy Castle verifies is what it has read, written anew: that must be what came.
        byte[] inner = whole.getResponseBytes().getResponse().getOctets();
        if (!Arrays.equals(whole.getEncoded("DER"), der) || !Arrays.equals(answer.getEncoded(), inner)) {
            throw new IOException("not in its one form");
        }
        boolean isPlain = answer.getCriticalExtensionOIDs().isEmpty()
                && Stream.of(answer.getResponses()).allMatch(one -> one.getCriticalExtensionOIDs().isEmpty());
        if (!isPlain) {
            throw new IOException("a critical extension");
        }
        return answer;
    }

    private static boolean isSignedForIssuer(BasicOCSPResp answer, X509CertificateHolder issuer, Instant now) throws Exception {
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
        RespID responder = answer.getResponderId();
        for (X509CertificateHolder signer : Stream.concat(Stream.of(issuer), Stream.of(answer.getCerts())).toList()) {
            RespID byKey = new RespID(signer.getSubjectPublicKeyInfo(), digests.get(RespID.HASH_SHA1));
            if (responder.equals(byKey) || responder.equals(new RespID(signer.getSubject()))) {
                return (signer.equals(issuer) || isDelegated(signer, issuer, now))
                        && ALGORITHMS.contains(answer.getSignatureAlgOID())
                        && answer.isSignatureValid(new JcaContentVerifierProviderBuilder().build(signer));
            }
        }
        return false;
    }

    /** RFC 6960, section 4.2.2.2: issued by this issuer directly, for this purpose, and nobody has to ask about it in turn. */
    private static boolean isDelegated(X509CertificateHolder signer, X509CertificateHolder issuer, Instant now) throws Exception {
        ExtendedKeyUsage purposes = ExtendedKeyUsage.fromExtensions(signer.getExtensions());
        boolean may = purposes != null && purposes.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning)
                && signer.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck) != null
                && CRITICAL.containsAll(signer.getCriticalExtensionOIDs());
        return may && signer.isValidOn(Date.from(now)) && signer.getIssuer().equals(issuer.getSubject())
                && ALGORITHMS.contains(signer.getSignatureAlgorithm().getAlgorithm())
                && signer.isSignatureValid(new JcaContentVerifierProviderBuilder().build(issuer));
    }

    private static SingleResp single(BasicOCSPResp answer, X509Certificate certificate, X509Certificate issuer) throws Exception {
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
        for (SingleResp single : answer.getResponses()) {
            boolean isIts = single.getCertID().getSerialNumber().equals(certificate.getSerialNumber())
                    && certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
            if (isIts && single.getCertID().matchesIssuer(holder(issuer), digests)) {
                return single;
            }
        }
        throw new IOException("it speaks of another certificate");
    }

    static X509CertificateHolder holder(X509Certificate certificate) throws Exception {
        return new X509CertificateHolder(certificate.getEncoded());
    }
}
