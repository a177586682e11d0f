package greatseal;

import static greatseal.GreatSealException.attempt;
import static greatseal.GreatSealException.require;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * A certificate of a person: it is of whom the look-up asked for, leads to the country's root and is for its purpose.
 *
 * @param id its SHA-256, by which requests name it
 * @param purpose {@code authentication} or {@code signature}
 * @param chain those above it
 */
public record PersonCertificate(String id, String purpose, X509Certificate certificate, List<X509Certificate> chain) {
    /** The most certificates in a path below the root; those of a country have two. */
    private static final int LONGEST_PATH = 7;
    private static final int KEY_CERT_SIGN = 5;

    /** Believes an entry of a look-up for this code in the register of {@code country} once everything in it is verified. */
    static PersonCertificate of(JsonNode found, String country, String code, X509Certificate root, Instant now) {
        boolean fits = Message.HASH.test(found.path("certificate_id")) && Message.PURPOSE.test(found.path("purpose"))
                && Message.TEXT.test(found.path("certificate")) && Message.isTexts(found.path("chain"));
        require(fits, "answer-form", "an entry of the look-up lacks a member, or has one of another form");
        X509Certificate certificate = read(found.get("certificate").textValue());
        List<X509Certificate> chain = new ArrayList<>();
        found.get("chain").forEach(one -> chain.add(read(one.textValue())));
        String id = found.get("certificate_id").textValue();
        PersonCertificate person = new PersonCertificate(id, found.get("purpose").textValue(), certificate, List.copyOf(chain));
        // Whoever has taken the service over has genuine certificates of others at hand. With two letters of a country there is one
        // reading of a number (EN 319 412-1, section 5.1.3).
        List<String> numbers = attempt("person", () -> attributes(certificate, BCStyle.SERIALNUMBER));
        boolean isAsked = country.length() == 2 && numbers.equals(List.of("PNO" + country + "-" + code));
        require(isAsked, "person", "the certificate is of another person than was asked for");
        require(id.equals(hash(certificate)), "certificate-id", "the look-up calls it by another hash");
        person.issuer(root, now);
        return person;
    }

    /** Whoever claimed a device link, whose certificate comes with the answer. Where it leads is not checked yet. */
    static PersonCertificate ofAnswer(byte[] certificate, JsonNode above, String purpose) {
        require(Message.isTexts(above), "answer-form", "chain is missing or no list of texts");
        X509Certificate own = attempt("certificate-form", () -> read(certificate));
        List<X509Certificate> chain = new ArrayList<>();
        above.forEach(one -> chain.add(read(one.textValue())));
        List<String> numbers = attempt("person", () -> attributes(own, BCStyle.SERIALNUMBER));
        boolean isPerson = numbers.size() == 1 && numbers.get(0).matches("PNO[A-Z]{2}-.+");
        require(isPerson, "person", "the certificate of the answer is no person's");
        return new PersonCertificate(hash(own), purpose, own, List.copyOf(chain));
    }

    /** The issuer, on a path to the root in which everything holds at this time (RFC 5280, section 6). */
    X509Certificate issuer(X509Certificate root, Instant now) {
        // Each purpose has a key of its own (EN 319 412-2, NAT-4.3.2: types A and C).
        boolean[] usage = certificate.getKeyUsage();
        boolean fits = usage != null && usage[0] == purpose.equals("authentication") && usage[1] == purpose.equals("signature");
        require(fits, "purpose", "it is for another");
        List<X509Certificate> path = attempt("chain", () -> path(root, now));
        boolean mayIssue = path.stream().skip(1).allMatch(one -> one.getKeyUsage() != null && one.getKeyUsage()[KEY_CERT_SIGN]);
        require(mayIssue && path.size() > 1, "chain", "an issuer may not sign certificates");
        return path.get(1);
    }

    private List<X509Certificate> path(X509Certificate root, Instant now) throws GeneralSecurityException {
        X509CertSelector selector = new X509CertSelector();
        selector.setCertificate(certificate);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(root, null)), selector);
        List<X509Certificate> known = new ArrayList<>(chain);
        known.add(certificate);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
        parameters.setDate(Date.from(now));
        // Of persons' certificates the answer brings the status; a country has no other between them and its root.
        parameters.setRevocationEnabled(false);
        parameters.setMaxPathLength(LONGEST_PATH);
        root.checkValidity(Date.from(now));
        List<X509Certificate> path = new ArrayList<>();
        CertPathBuilder.getInstance("PKIX").build(parameters).getCertPath().getCertificates()
                .forEach(one -> path.add((X509Certificate) one));
        path.add(root);
        return path;
    }

    /** Given name and surname. */
    public String name() {
        return attribute(certificate, BCStyle.GIVENNAME) + " " + attribute(certificate, BCStyle.SURNAME);
    }

    /** The person's identifier, such as {@code PNOMU-T0101900000017} (EN 319 412-1, section 5.1.3). */
    public String code() {
        return attribute(certificate, BCStyle.SERIALNUMBER);
    }

    static String attribute(X509Certificate certificate, ASN1ObjectIdentifier kind) {
        return attributes(certificate, kind).stream().findFirst().orElse("");
    }

    /** An attribute of the subject, as often as it stands there. */
    private static List<String> attributes(X509Certificate certificate, ASN1ObjectIdentifier kind) {
        RDN[] found = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()).getRDNs(kind);
        return Arrays.stream(found).flatMap(one -> Arrays.stream(one.getTypesAndValues()))
                .filter(one -> one.getType().equals(kind)).map(one -> one.getValue().toString()).toList();
    }

    private static X509Certificate read(String base64) {
        return attempt("certificate-form", () -> read(Message.base64(base64)));
    }

    /** Reads a certificate behind which nothing stands. */
    static X509Certificate read(byte[] der) throws CertificateException, IOException {
        var read = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        if (!Arrays.equals(read.getEncoded(), der)) {
            throw new IOException("octets behind the certificate");
        }
        return read;
    }

    static String hash(X509Certificate certificate) {
        return Message.sha256(attempt("certificate-form", certificate::getEncoded));
    }
}
