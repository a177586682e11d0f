package greatseal;

/**
 * An open session.
 *
 * @param code the person compares it with the one on the phone; null until there is one
 */
public record Session(String id, String state, String code, Request request) {}
