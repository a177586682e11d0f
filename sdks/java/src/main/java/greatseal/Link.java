package greatseal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A device link that was started. Its secret makes the codes: it stays with you, and goes to no browser.
 *
 * @param step the one that was due at {@code toldAt}
 */
public record Link(Session session, byte[] secret, long step, Instant toldAt) {
    /**
     * What a code on a screen holds at this moment, or where a link on the phone leads: to be made anew each second.
     *
     * @param way {@code qr} or {@code same_device}
     */
    public String line(String way) {
        long due = step + Math.max(0, Duration.between(toldAt, Instant.now()).toSeconds());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(("greatseal device link v1\0" + way + "\0").getBytes(StandardCharsets.US_ASCII));
            mac.update(HexFormat.of().parseHex(session.id()));
            byte[] code = mac.doFinal(ByteBuffer.allocate(8).putLong(due).array());
            String written = Base64.getUrlEncoder().withoutPadding().encodeToString(code);
            return "sign-link:1:" + session.id() + ":" + way + ":" + due + ":" + written;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every platform has HMAC with SHA-256", impossible);
        }
    }

    /** The same as an address, which opens the phone that the country has as a page: {@code address("phone_app")}. */
    public String address(String way, String phoneApp) {
        return phoneApp.replaceAll("/$", "") + "/#" + line(way);
    }
}
