import ee.sk.mid.MidAuthentication;
import ee.sk.mid.MidAuthenticationHashToSign;
import ee.sk.mid.MidAuthenticationResponseValidator;
import ee.sk.mid.MidAuthenticationResult;
import ee.sk.mid.MidClient;
import ee.sk.mid.MidHashToSign;
import ee.sk.mid.MidHashType;
import ee.sk.mid.MidLanguage;
import ee.sk.mid.MidSignature;
import ee.sk.mid.rest.dao.MidSessionStatus;
import ee.sk.mid.rest.dao.request.MidAuthenticationRequest;
import ee.sk.mid.rest.dao.request.MidCertificateRequest;
import ee.sk.mid.rest.dao.request.MidSignatureRequest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An e-service on the Java client of Mobile-ID: does one thing with it and says what the client says.
 *
 * Environment: BASE, UUID, NAME, KEY_STORE (PKCS#12, its password "changeit"; empty for a connection without a client certificate), ROOT
 * (of the server's certificate), ISSUER (of the persons' certificates), NUMBER, CODE. Arguments:
 *
 *   certificate               the signing certificate: prints "certificate" and its subject
 *   authenticate HASH-TYPE    a login: prints "code" and "valid" with the identity, or "invalid" with the client's errors
 *   relayed HASH-TYPE         the same, but the answer is held against another hash: must be invalid
 *   sign HASH-TYPE            a signature: prints "code" and "signed" or "forged", by the certificate that was asked for before
 *   poll SESSION              the end of a signature's session
 *
 * What the client throws is printed as "thrown", with its class and message. Exit code 0 for certificate, valid and signed.
 */
public final class Judge {

    private static final String NUMBER = System.getenv("NUMBER");
    private static final String CODE = System.getenv("CODE");

    public static void main(String[] arguments) throws Exception {
        boolean accepted = false;
        try {
            accepted = perform(client(), arguments);
        } catch (RuntimeException thrown) {
            System.out.println("thrown " + thrown.getClass().getSimpleName() + ": " + thrown.getMessage());
        }
        System.exit(accepted ? 0 : 1);
    }

    private static boolean perform(MidClient client, String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "certificate":
                System.out.println("certificate " + certificate(client).getSubjectX500Principal());
                return true;
            case "authenticate":
                return authenticate(client, MidHashType.valueOf(arguments[1]), false);
            case "relayed":
                return authenticate(client, MidHashType.valueOf(arguments[1]), true);
            case "sign":
                return sign(client, MidHashType.valueOf(arguments[1]));
            case "poll":
                client.getSessionStatusPoller().fetchFinalSignatureSessionStatus(arguments[1]);
                return true;
            default:
                throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static MidClient client() throws GeneralSecurityException, IOException {
        return MidClient.newBuilder()
            .withHostUrl(System.getenv("BASE"))
            .withRelyingPartyUUID(System.getenv("UUID"))
            .withRelyingPartyName(System.getenv("NAME"))
            .withTrustSslContext(connections())
            .withLongPollingTimeoutSeconds(60)
            .build();
    }

    /** Mutual TLS: what the client library leaves to the SSLContext that it is given. */
    private static SSLContext connections() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", read(System.getenv("ROOT")));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);

        KeyStore own = KeyStore.getInstance("PKCS12");
        char[] password = "changeit".toCharArray();
        String file = System.getenv("KEY_STORE");
        try (InputStream store = file.isEmpty() ? null : Files.newInputStream(Path.of(file))) {
            own.load(store, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);

        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static X509Certificate certificate(MidClient client) {
        MidCertificateRequest request = MidCertificateRequest.newBuilder()
            .withPhoneNumber(NUMBER)
            .withNationalIdentityNumber(CODE)
            .build();
        return client.createMobileIdCertificate(client.getMobileIdConnector().getCertificate(request));
    }

    private static boolean authenticate(MidClient client, MidHashType type, boolean relayed) throws Exception {
        MidAuthenticationHashToSign hash = MidAuthenticationHashToSign.generateRandomHashOfType(type);
        MidAuthenticationRequest request = MidAuthenticationRequest.newBuilder()
            .withPhoneNumber(NUMBER)
            .withNationalIdentityNumber(CODE)
            .withHashToSign(hash)
            .withLanguage(MidLanguage.ENG)
            .withDisplayText("Log in to the library")
            .build();
        System.out.println("code " + hash.calculateVerificationCode());
        String session = client.getMobileIdConnector().authenticate(request).getSessionID();
        MidSessionStatus ended = client.getSessionStatusPoller().fetchFinalAuthenticationSessionStatus(session);
        MidAuthenticationHashToSign held = relayed ? MidAuthenticationHashToSign.generateRandomHashOfType(type) : hash;
        MidAuthentication answer = client.createMobileIdAuthentication(ended, held);
        X509Certificate issuer = read(System.getenv("ISSUER"));
        MidAuthenticationResult result = new MidAuthenticationResponseValidator(List.of(issuer)).validate(answer);
        if (result.isValid()) {
            System.out.println("valid " + result.getAuthenticationIdentity());
        } else {
            System.out.println("invalid " + result.getErrors());
        }
        return result.isValid();
    }

    private static boolean sign(MidClient client, MidHashType type) throws Exception {
        X509Certificate certificate = certificate(client);
        MidHashToSign hash =
            MidHashToSign.newBuilder().withDataToHash("a contract".getBytes()).withHashType(type).build();
        MidSignatureRequest request = MidSignatureRequest.newBuilder()
            .withPhoneNumber(NUMBER)
            .withNationalIdentityNumber(CODE)
            .withHashToSign(hash)
            .withLanguage(MidLanguage.ENG)
            .withDisplayText("Sign the contract")
            .build();
        System.out.println("code " + hash.calculateVerificationCode());
        String session = client.getMobileIdConnector().sign(request).getSessionID();
        MidSessionStatus ended = client.getSessionStatusPoller().fetchFinalSignatureSessionStatus(session);
        MidSignature signature = client.createMobileIdSignature(ended);
        // The client has a validator for logins alone; the platform verifies what it gives out.
        Signature verifier = Signature.getInstance("NONEwithECDSAinP1363Format");
        verifier.initVerify(certificate.getPublicKey());
        verifier.update(hash.getHash());
        boolean signed = verifier.verify(signature.getValue());
        System.out.println((signed ? "signed " : "forged ") + signature.getAlgorithmName());
        return signed;
    }

    private static X509Certificate read(String file) throws GeneralSecurityException, IOException {
        try (InputStream stream = Files.newInputStream(Path.of(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(stream);
        }
    }
}
