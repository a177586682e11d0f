import java.io.FileInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;

/** Whether a file keeps what it claims to be: PDF/A and PDF/UA, before and after it was signed. */
public final class Judge {
    public static void main(String[] files) throws Exception {
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        if (files.length == 0 || files.length % 2 != 0) {
            System.err.println("Judge BEFORE.pdf AFTER.pdf ...");
            System.exit(3);
        }
        boolean asExpected = true;
        for (int place = 0; place < files.length; place += 2) {
            asExpected &= judge(files[place], files[place + 1]);
        }
        System.exit(asExpected ? 0 : 1);
    }

    /** What `before` claims and is, `after` must be. A file that is nothing of what it claims proves nothing. */
    private static boolean judge(String before, String after) throws Exception {
        List<String> kept = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        for (PDFAFlavour flavour : claims(before)) {
            if (!validate(before, flavour).isCompliant()) {
                continue;
            }
            ValidationResult result = validate(after, flavour);
            if (result.isCompliant() && claims(after).contains(flavour)) {
                kept.add(flavour.toString());
            } else {
                lost.add(flavour + " by " + rules(result));
            }
        }
        String verdict = !lost.isEmpty() ? "lost " + lost : kept.isEmpty() ? "nothing to keep" : "kept " + kept;
        System.out.println(verdict + "  " + after);
        return lost.isEmpty() && !kept.isEmpty();
    }

    private static List<PDFAFlavour> claims(String file) throws Exception {
        try (var stream = new FileInputStream(file);
                var parser = Foundries.defaultInstance().createParser(stream)) {
            return List.copyOf(parser.getFlavours());
        }
    }

    private static ValidationResult validate(String file, PDFAFlavour flavour) throws Exception {
        var foundry = Foundries.defaultInstance();
        try (var stream = new FileInputStream(file);
                var parser = foundry.createParser(stream, flavour);
                var validator = foundry.createValidator(flavour, false)) {
            return validator.validate(parser);
        }
    }

    private static String rules(ValidationResult result) {
        var failed = new TreeMap<String, Integer>();
        result.getFailedChecks().forEach((rule, count) -> failed.put(rule.getClause() + "-" + rule.getTestNumber(), count));
        return "rules " + failed;
    }
}
