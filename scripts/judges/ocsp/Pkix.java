import java.io.FileInputStream;
import java.net.URI;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Java's own path validation with OCSP and nothing else, as browsers' applets and servers of e-services use it.
 *
 * <pre>java Pkix OCSP-URL ROOT.pem ISSUER.pem CERTIFICATE.pem</pre>
 *
 * The certificate alone is asked about, at OCSP-URL; with `chain` in its place each certificate below the root, where it says
 * itself. Prints `good`, or `revoked: REASON`, or `undetermined: …`. Requests are GET, with a nonce if
 * -Djdk.security.certpath.ocspNonce=true says so, and POST with -Dcom.sun.security.ocsp.useget=false.
 */
public final class Pkix {
    public static void main(String[] arguments) throws Exception {
        X509Certificate root = read(arguments[1]);
        List<X509Certificate> chain = List.of(read(arguments[3]), read(arguments[2]));
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        if (arguments[0].equals("chain")) {
            checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK));
        } else {
            checker.setOcspResponder(URI.create(arguments[0]));
            checker.setOptions(EnumSet.of(
                    PKIXRevocationChecker.Option.NO_FALLBACK, PKIXRevocationChecker.Option.ONLY_END_ENTITY));
        }
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.addCertPathChecker(checker);
        try {
            validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
            System.out.println("good");
        } catch (CertPathValidatorException refused) {
            if (refused.getCause() instanceof CertificateRevokedException revoked) {
                System.out.println("revoked: " + revoked.getRevocationReason());
            } else {
                System.out.println("undetermined: " + refused);
            }
        }
    }

    private static X509Certificate read(String path) throws Exception {
        try (FileInputStream file = new FileInputStream(path)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
        }
    }
}
