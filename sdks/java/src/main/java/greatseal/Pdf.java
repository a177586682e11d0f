package greatseal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Hashtable;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.ExternalSigningSupport;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.CollectionStore;

/** PDFs with PDFBox: it makes the place of the signature, the phone signs, and the CMS goes in (PAdES, EN 319 142-1, B-B). */
public final class Pdf {
    private Pdf() {}

    /** Has a person sign a PDF that the phone calls {@code name}. */
    public static byte[] sign(
            RelyingParty party, PersonCertificate person, byte[] pdf, String name, String text, Consumer<String> onCode) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PDDocument document = Loader.loadPDF(pdf)) {
            PDSignature field = new PDSignature();
            field.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            field.setSubFilter(PDSignature.SUBFILTER_ETSI_CADES_DETACHED);
            field.setSignDate(Calendar.getInstance());
            document.addSignature(field);
            ExternalSigningSupport place = document.saveIncrementalForExternalSigning(out);
            try (InputStream content = place.getContent()) {
                byte[] signed = content.readAllBytes();
                byte[] digest = Message.digest(signed);
                place.setSignature(signedData(signed, person, attributes -> {
                    Content asked = Content.bound(attributes, digest, name);
                    return party.sign(person, asked, text, onCode).value();
                }));
            }
        }
        return out.toByteArray();
    }

    /** CMS SignedData without its content, whose attributes bind document and certificate (RFC 5652; RFC 5035, section 3). */
    private static byte[] signedData(byte[] content, PersonCertificate person, UnaryOperator<byte[]> signer) throws IOException {
        try {
            List<X509CertificateHolder> certificates = new ArrayList<>(List.of(Status.holder(person.certificate())));
            for (var above : person.chain()) {
                certificates.add(Status.holder(above));
            }
            byte[] hash = Message.digest(person.certificate().getEncoded());
            SigningCertificateV2 binding = new SigningCertificateV2(new ESSCertIDv2(hash));
            Hashtable<ASN1ObjectIdentifier, Attribute> bound = new Hashtable<>();
            ASN1ObjectIdentifier kind = PKCSObjectIdentifiers.id_aa_signingCertificateV2;
            bound.put(kind, new Attribute(kind, new DERSet(binding)));
            DefaultSignedAttributeTableGenerator defaults = new DefaultSignedAttributeTableGenerator(new AttributeTable(bound));
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            // The phone signs no time: PAdES has it in the document (EN 319 142-1, section 5.3).
            generator.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                    .setSignedAttributeGenerator(known -> defaults.getAttributes(known).remove(CMSAttributes.signingTime))
                    .build(new OnThePhone(signer), certificates.get(0)));
            generator.addCertificates(new CollectionStore<>(certificates));
            return generator.generate(new CMSProcessableByteArray(content), false).getEncoded("DER");
        } catch (GreatSealException refused) {
            throw refused;
        } catch (Exception problem) {
            throw new IOException("the signature cannot be written", problem);
        }
    }

    /** A signer of Bouncy Castle whose key is on a person's phone. */
    private record OnThePhone(UnaryOperator<byte[]> signer, ByteArrayOutputStream attributes) implements ContentSigner {
        OnThePhone(UnaryOperator<byte[]> signer) {
            this(signer, new ByteArrayOutputStream());
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        }

        @Override
        public OutputStream getOutputStream() {
            return attributes;
        }

        @Override
        public byte[] getSignature() {
            return signer.apply(attributes.toByteArray());
        }
    }
}
