package replicated.position;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import replicated.config.Secret;
import replicated.position.Bookmark.Entry;

/**
 * Bookmarks as text for a cookie or a header: {@code v1.key!issued!position~key!issued.signature}. Numbers are in base 36; an
 * entry without a position counts for the time window; the signature is there if a secret is set. All characters are cookie-octets (RFC 6265,
 * 4.1.1) and none is a separator of the older RFC 2616, which some containers still quote. Thread-safe.
 *
 * <p>What comes back comes from a client, so it is not trusted (agent study, P39): its length is bounded before it is
 * looked at, the signature is compared in constant time before anything else is read, and no text whatever is an error.
 */
public final class BookmarkCodec {

    /** The longest text written or read, in characters; browsers keep 4096 for name, value and attributes together. */
    public static final int MAX_TEXT = 2048;

    private static final String VERSION = "v1.";
    private static final String MAC = "HmacSHA256";

    /** RFC 2104, 5: no less than half of the hash, and no less than 80 bits. */
    private static final int SIGNATURE_BYTES = 16;

    /** Null: unsigned. */
    private final SecretKeySpec key;

    private final long maxAge;
    private final long window;
    private final LongSupplier clock;

    /**
     * A codec for one configuration.
     *
     * @param secret key of the signature; {@link Secret#NONE}: bookmarks are not signed, and a signature is not looked at
     * @param maxAge entries older than this are not written, and without a position not read either
     * @param window the time window, which is also the clock skew between nodes that is forgiven
     * @param clock milliseconds since the epoch, as {@link #steadyClock}
     */
    public BookmarkCodec(Secret secret, Duration maxAge, Duration window, LongSupplier clock) {
        this.key = secret.present() ? new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), MAC) : null;
        this.maxAge = maxAge.toMillis();
        this.window = window.toMillis();
        this.clock = clock;
    }

    /**
     * A clock that starts at the system's time and does not follow its jumps: a clock set back or forth while the application
     * runs ages no bookmark.
     *
     * @return milliseconds since the epoch
     */
    public static LongSupplier steadyClock() {
        long startMillis = System.currentTimeMillis();
        long startNanos = System.nanoTime();
        return () -> startMillis + (System.nanoTime() - startNanos) / 1_000_000;
    }

    /**
     * The text of a bookmark, without what is older than {@code max-age}. Where it would be longer than {@link #MAX_TEXT}, its longest positions become time-window
     * entries.
     *
     * @param bookmark any
     * @return never null; empty where nothing is left
     */
    public String encode(Bookmark bookmark) {
        if (bookmark.isEmpty()) {
            return "";
        }
        List<Entry> entries = new ArrayList<>();
        long oldest = clock.getAsLong() - maxAge;
        for (Entry entry : bookmark.entries()) {
            if (entry.issuedAt() < oldest) {
                continue;
            }
            boolean tooLong =
                    entry.position() != null && entry.position().text().length() > Positions.MAX_TEXT;
            entries.add(tooLong ? withoutPosition(entry) : entry);
        }
        if (entries.isEmpty()) {
            return "";
        }
        String text = sign(payload(entries));
        while (text.length() > MAX_TEXT) {
            Entry longest = entries.stream()
                    .max(Comparator.comparingInt(BookmarkCodec::positionLength))
                    .orElseThrow();
            entries.set(entries.indexOf(longest), withoutPosition(longest));
            text = sign(payload(entries));
        }
        return text;
    }

    private static Entry withoutPosition(Entry entry) {
        return new Entry(entry.database(), null, entry.issuedAt());
    }

    private static int positionLength(Entry entry) {
        return entry.position() == null ? 0 : entry.position().text().length();
    }

    private static String payload(List<Entry> entries) {
        StringBuilder payload = new StringBuilder(VERSION);
        for (Entry entry : entries) {
            payload.append(payload.length() == VERSION.length() ? "" : "~")
                    .append(entry.database())
                    .append('!')
                    .append(Base36.text(entry.issuedAt()));
            if (entry.position() != null) {
                payload.append('!').append(entry.position().text());
            }
        }
        return payload.toString();
    }

    /**
     * The bookmark of a text.
     *
     * <ul>
     *   <li>null, empty, longer than {@link #MAX_TEXT}, of another version, malformed, unsigned or badly signed where a secret is
     *       set: the empty bookmark;
     *   <li>an entry older than {@code max-age} is left out, unless it has a position: that is true for ever, and the age may be
     *       the difference of two clocks. Cookies end by themselves;
     *   <li>an entry issued in the future, by no more than the window, counts as issued now; by more, its window counts as over;
     *   <li>an entry whose position is not understood (such as one of a later version of this agent) counts for the time window.
     * </ul>
     *
     * @param text what the client sent, or null
     * @return never null; never throws
     */
    public Bookmark decode(String text) {
        if (text == null || text.length() > MAX_TEXT || !text.startsWith(VERSION)) {
            return Bookmark.EMPTY;
        }
        int dot = text.indexOf('.', VERSION.length());
        String payload = dot < 0 ? text : text.substring(0, dot);
        if (key != null && (dot < 0 || !isSigned(payload, text.substring(dot + 1)))) {
            return Bookmark.EMPTY;
        }
        long now = clock.getAsLong();
        List<Entry> entries = new ArrayList<>();
        for (String field : payload.substring(VERSION.length()).split("~", Bookmark.MAX_ENTRIES + 1)) {
            String[] parts = field.split("!", 3);
            long issuedAt = parts.length < 2 ? Base36.NONE : Base36.parse(parts[1]);
            if (issuedAt < 0 || !Bookmark.isKey(parts[0])) {
                return Bookmark.EMPTY;
            }
            Position position =
                    parts.length < 3 ? null : Positions.parse(parts[2]).orElse(null);
            long ahead = issuedAt - now;
            if (position != null || ahead >= -maxAge) {
                long counted = ahead <= 0 ? issuedAt : ahead <= window ? now : now - window;
                entries.add(new Entry(parts[0], position, Math.max(0, counted)));
            }
        }
        return Bookmark.of(entries);
    }

    private String sign(String payload) {
        return key == null
                ? payload
                : payload + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac(payload));
    }

    private boolean isSigned(String payload, String signature) {
        byte[] claimed = signature.getBytes(StandardCharsets.UTF_8);
        byte[] expected = Base64.getUrlEncoder().withoutPadding().encode(mac(payload));
        return MessageDigest.isEqual(expected, claimed);
    }

    private byte[] mac(String payload) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(payload.getBytes(StandardCharsets.UTF_8)), SIGNATURE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + MAC + ", which every Java platform must have", e);
        }
    }
}
