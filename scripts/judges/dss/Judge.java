import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.simplereport.jaxb.XmlTimestamp;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
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
 *
 * With --tasks alone, tasks come as lines on standard input, fields separated by tabs: strict, signed (strict, but that
 * annotations overlap is only warned of: the originals' own do, in every text with links) or default (DSS's own policy,
 * for what others signed), moment, PEM file with the roots, file. Each is answered with one line: passed
 * or refused, intact or broken (is any signature TOTAL_FAILED), what DSS says.
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

    private record Verdict(boolean passed, boolean intact, String text) {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1 && arguments[0].equals("--tasks")) {
            answerTasks();
            return;
        }
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

    private static void answerTasks() throws Exception {
        String strict = strictPolicy();
        String signed = strict.replace("<PdfAnnotationOverlap Level=\"FAIL\"", "<PdfAnnotationOverlap Level=\"WARN\"");
        String byDefault = defaultPolicy();
        BufferedReader tasks = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = tasks.readLine(); line != null; line = tasks.readLine()) {
            String[] task = line.split("\t");
            CommonTrustedCertificateSource roots = new CommonTrustedCertificateSource();
            try (InputStream pem = new FileInputStream(task[2])) {
                for (Certificate root : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                    roots.addCertificate(new CertificateToken((X509Certificate) root));
                }
            }
            String policy = switch (task[0]) {
                case "strict" -> strict;
                case "signed" -> signed;
                case "default" -> byDefault;
                default -> throw new IllegalArgumentException("no such policy: " + task[0]);
            };
            Verdict verdict = validate(new File(task[3]), Instant.parse(task[1]), policy, roots);
            System.out.println((verdict.passed() ? "passed" : "refused") + "\t"
                + (verdict.intact() ? "intact" : "broken") + "\t" + verdict.text().replaceAll("\\s+", " "));
        }
    }

    private static String defaultPolicy() throws IOException {
        try (InputStream stream = Judge.class.getResourceAsStream("/policy/constraint.xml")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String strictPolicy() throws IOException {
        String policy = defaultPolicy();
        for (String name : RAISED) {
            Pattern level = Pattern.compile("<" + name + " Level=\"[A-Z]+\"");
            policy = level.matcher(policy).replaceAll("<" + name + " Level=\"FAIL\"");
        }
        return policy;
    }

    private void judge(File file, Instant moment, String policy) {
        Verdict verdict = validate(file, moment, policy, roots);
        boolean asExpected = verdict.passed() == expectsPassed;
        failures += asExpected ? 0 : 1;
        System.out.println((asExpected ? "ok  " : "BAD ") + file.getName() + " at " + moment + ": " + verdict.text());
    }

    private static Verdict validate(File file, Instant moment, String policy, CommonTrustedCertificateSource roots) {
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
            boolean passed = !report.getSignatureIdList().isEmpty();
            boolean intact = passed;
            for (String signature : report.getSignatureIdList()) {
                passed &= holds(report, signature);
                intact &= !report.getIndication(signature).toString().equals("TOTAL_FAILED");
                verdicts.add(describe(report, signature));
            }
            return new Verdict(passed, intact, verdicts.isEmpty() ? "no signature" : String.join("; ", verdicts));
        } catch (RuntimeException | StackOverflowError problem) {
            return new Verdict(false, false, "unreadable: " + problem.getMessage());
        }
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
