package greatseal;

import java.util.concurrent.Callable;

/**
 * Why something could not be asked, or why an answer is not believed. What a service says in its message is one line, and cannot steer
 * a terminal.
 */
@SuppressWarnings("serial")
public sealed class GreatSealException extends RuntimeException {
    /** The longest message, in UTF-16 units. */
    private static final int LONGEST = 1_000;

    private GreatSealException(String message, Throwable cause) {
        super(message.substring(0, Math.min(LONGEST, message.length())).replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?"), cause);
    }

    /** The folder of the relying party is not whole, or is open to others. */
    public static final class Credentials extends GreatSealException {
        Credentials(String message, Throwable cause) { super(message, cause); }
    }

    /** Nobody answers, or the answer broke off. A request that was sent may have begun a session: send it again. */
    public static final class Unreachable extends GreatSealException {
        Unreachable(String message, Throwable cause) { super(message, cause); }
    }

    /** The service refused (RFC 9457). Decide by {@code slug}; {@code /problems/<slug>} of the country explains it. */
    public static final class Refused extends GreatSealException {
        public final int status;
        public final String slug;
        /** From when on, in seconds since 1970, the same may be asked again; 0 where that is not said. */
        public final long retryAfter;

        Refused(int status, String slug, String text, long retryAfter) {
            super(text + " (" + status + ", " + slug + ")", null);
            this.status = status;
            this.slug = slug;
            this.retryAfter = retryAfter;
        }
    }

    /** The session ended without a signature: {@code refused}, {@code expired}, {@code cancelled} or {@code failed}. */
    public static final class Ended extends GreatSealException {
        public final String state;
        /** Empty where the state says all. */
        public final String slug;
        /** From when on, in seconds since 1970, this person may be asked again; 0 if at once. */
        public final long retryAfter;

        Ended(String state, String slug, long retryAfter) {
            super("the session has ended: " + state + " " + slug, null);
            this.state = state;
            this.slug = slug;
            this.retryAfter = retryAfter;
        }
    }

    /** What the service answered is not believed; {@code check} names what failed, as tests/vectors/relying-party.json does. */
    public static final class NotBelieved extends GreatSealException {
        public final String check;

        NotBelieved(String check, String why, Throwable cause) {
            super("what the service answered is not believed (" + check + "): " + why, cause);
            this.check = check;
        }
    }

    /** Refuses an answer unless something holds. */
    static void require(boolean holds, String check, String why) {
        if (!holds) {
            throw new NotBelieved(check, why, null);
        }
    }

    /** What is read; whatever goes wrong is a failed check. */
    static <T> T attempt(String check, Callable<T> reading) {
        try {
            return reading.call();
        } catch (NotBelieved failed) {
            throw failed;
        } catch (Exception | StackOverflowError problem) {
            throw new NotBelieved(check, String.valueOf(problem.getMessage()), problem);
        }
    }
}
