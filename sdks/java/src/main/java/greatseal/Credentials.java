package greatseal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** The folder that registration gave: certificate.pem, key.pem (mode 0600), chain.pem, statement-key.sha256. */
record Credentials(
        String id, X509Certificate certificate, List<X509Certificate> chain, X509Certificate root, PrivateKey key, String statementKeyPin,
        SSLContext tls) {
    private static final Pattern PEM = Pattern.compile("-----BEGIN [A-Z ]+-----([A-Za-z0-9+/=\\s]+)-----END");
    private static final Set<PosixFilePermission> OWNER = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    static Credentials read(Path folder) {
        try {
            if (!OWNER.containsAll(Files.getPosixFilePermissions(folder.resolve("key.pem")))) {
                throw new IOException("key.pem can be read by others: run chmod 600");
            }
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pem(folder, "key.pem").get(0)));
            X509Certificate certificate = PersonCertificate.read(pem(folder, "certificate.pem").get(0));
            List<X509Certificate> chain = new ArrayList<>();
            for (byte[] der : pem(folder, "chain.pem")) {
                chain.add(PersonCertificate.read(der));
            }
            X509Certificate root = chain.stream()
                    .filter(one -> one.getSubjectX500Principal().equals(one.getIssuerX500Principal())).findFirst().orElseThrow();
            String pin = Files.readString(folder.resolve("statement-key.sha256")).strip();
            String id = PersonCertificate.attribute(certificate, BCStyle.SERIALNUMBER);
            return new Credentials(id, certificate, List.copyOf(chain), root, key, pin, tls(key, certificate, root));
        } catch (IOException | GeneralSecurityException | NoSuchElementException | IndexOutOfBoundsException problem) {
            throw new GreatSealException.Credentials(folder + " is not the folder of a relying party: " + problem, problem);
        }
    }

    /** The certificate and its issuers, without the root. */
    List<String> x5c() {
        return Stream.concat(Stream.of(certificate), chain.stream().filter(one -> !one.equals(root)))
                .map(one -> GreatSealException.attempt("certificate-form", () -> Base64.getEncoder().encodeToString(one.getEncoded())))
                .toList();
    }

    /** It trusts the country's root alone, and shows this certificate. */
    private static SSLContext tls(PrivateKey key, X509Certificate certificate, X509Certificate root)
            throws GeneralSecurityException, IOException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        anchors.load(null, null);
        own.setKeyEntry("own", key, new char[0], new X509Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        anchors.setCertificateEntry("root", root);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static List<byte[]> pem(Path folder, String name) throws IOException {
        Matcher blocks = PEM.matcher(Files.readString(folder.resolve(name)));
        List<byte[]> found = new ArrayList<>();
        while (blocks.find()) {
            found.add(Base64.getMimeDecoder().decode(blocks.group(1)));
        }
        return found;
    }
}
