import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.simplereport.jaxb.XmlTimestamp;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Judges signed PDF files with EU DSS, offline, with the given roots as the only trust anchors.
 *
 * Arguments: --root FILE (repeatable), --at RFC3339 (repeatable; every file is judged for every moment),
 * --expect passed|refused, then the files. `passed` means TOTAL_PASSED at level PAdES_BASELINE_LT with the
 * time-stamp's time as best-signature-time: TOTAL_PASSED alone proves little.
 */
public final class Judge {

    /** What the default policy only warns of, and we want refused. */
    private static final String[] RAISED = {
        "AllFilesSigned", "StructuralValidation", "ByteRange", "ByteRangeCollision", "PdfSignatureDictionary",
        "PdfPageDifference", "PdfAnnotationOverlap", "PdfVisualDifference", "DocMDP", "FieldMDP", "SigFieldLock",
        "UndefinedChanges", "KeyUsage", "CRLNextUpdatePresent", "SigningCertificatePresent",
        "UnicitySigningCertificate", "SigningCertificateRefersCertificateChain", "SigningCertificateDigestAlgorithm",
    };

    private final CommonTrustedCertificateSource roots = new CommonTrustedCertificateSource();
    private final List<Instant> moments = new ArrayList<>();
    private final List<File> files = new ArrayList<>();
    private boolean expectsPassed = true;
    private int failures = 0;

    public static void main(String[] arguments) throws Exception {
        Judge judge = new Judge();
        judge.read(arguments);
        String policy = strictPolicy();
        for (File file : judge.files) {
            for (Instant moment : judge.moments) {
                judge.judge(file, moment, policy);
            }
        }
        System.exit(judge.failures == 0 ? 0 : 1);
    }

    private void read(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--root" -> {
                    CertificateToken root = DSSUtils.loadCertificate(new File(arguments[++i]));
                    roots.addCertificate(root);
                }
                case "--at" -> moments.add(Instant.parse(arguments[++i]));
                case "--expect" -> expectsPassed = switch (arguments[++i]) {
                    case "passed" -> true;
                    case "refused" -> false;
                    default -> throw new IllegalArgumentException("--expect passed or refused");
                };
                default -> addFile(new File(arguments[i]));
            }
        }
        if (moments.isEmpty()) {
            moments.add(Instant.now());
        }
    }

    /** A file that is not there must not pass for one that was refused. */
    private void addFile(File file) {
        if (!file.isFile()) {
            throw new IllegalArgumentException("no such file: " + file);
        }
        files.add(file);
    }

    private static String strictPolicy() throws IOException {
        try (InputStream stream = Judge.class.getResourceAsStream("/policy/constraint.xml")) {
            String policy = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            for (String name : RAISED) {
                Pattern level = Pattern.compile("<" + name + " Level=\"[A-Z]+\"");
                policy = level.matcher(policy).replaceAll("<" + name + " Level=\"FAIL\"");
            }
            return policy;
        }
    }

    private void judge(File file, Instant moment, String policy) {
        String verdict;
        boolean passed;
        try {
            SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
            CommonCertificateVerifier verifier = new CommonCertificateVerifier();
            verifier.setTrustedCertSources(roots);
            validator.setCertificateVerifier(verifier);
            validator.setValidationTime(Date.from(moment));
            Reports reports =
                validator.validateDocument(new ByteArrayInputStream(policy.getBytes(StandardCharsets.UTF_8)));
            if (System.getenv("DSS_JUDGE_DETAILS") != null) {
                System.out.println(reports.getXmlSimpleReport());
            }
            SimpleReport report = reports.getSimpleReport();
            List<String> verdicts = new ArrayList<>();
            passed = !report.getSignatureIdList().isEmpty();
            for (String signature : report.getSignatureIdList()) {
                passed &= holds(report, signature);
                verdicts.add(describe(report, signature));
            }
            verdict = verdicts.isEmpty() ? "no signature" : String.join("; ", verdicts);
        } catch (RuntimeException problem) {
            passed = false;
            verdict = "unreadable: " + problem.getMessage();
        }
        boolean asExpected = passed == expectsPassed;
        failures += asExpected ? 0 : 1;
        System.out.println((asExpected ? "ok  " : "BAD ") + file.getName() + " at " + moment + ": " + verdict);
    }

    private static boolean holds(SimpleReport report, String signature) {
        Date proven = null;
        for (XmlTimestamp stamp : report.getSignatureTimestamps(signature)) {
            if (proven == null || stamp.getProductionTime().before(proven)) {
                proven = stamp.getProductionTime();
            }
        }
        return report.getIndication(signature).toString().equals("TOTAL_PASSED")
            && report.getSignatureFormat(signature).toString().equals("PAdES-BASELINE-LT")
            && proven != null
            && proven.equals(report.getBestSignatureTime(signature));
    }

    private static String describe(SimpleReport report, String signature) {
        return report.getIndication(signature)
            + (report.getSubIndication(signature) == null ? "" : " " + report.getSubIndication(signature))
            + " " + report.getSignatureFormat(signature)
            + " best " + report.getBestSignatureTime(signature).toInstant()
            + (report.getAdESValidationErrors(signature).isEmpty()
                ? "" : " because " + report.getAdESValidationErrors(signature).get(0).getValue());
    }
}
