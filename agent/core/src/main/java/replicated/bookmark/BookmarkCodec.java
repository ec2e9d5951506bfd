// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Bookmark.Entry;
import replicated.bookmark.ReceivedBookmark.Came;
import replicated.config.Secret;

/**
 * Bookmarks as text for a cookie or a header: {@code v2.} and entries joined by {@code ~}, each
 * {@code key!issued[!position][.signature]}. Numbers are in base 36; an entry without a position counts for the time
 * window; a signature is there if a secret is set, and covers its own entry only, so that applications that share a
 * host name, and with it a cookie, can each hand on what the others have signed. All characters are cookie-octets (RFC
 * 6265, 4.1.1) and none is a separator of the older RFC 2616, which some containers still quote. Thread-safe.
 *
 * <p>What comes back comes from a client, so it is not trusted (agent study, P39): what cannot be a bookmark is passed
 * over at a glance, the work on what could be one is bounded, signatures are compared in constant time, and no text
 * whatever is an error.
 */
public final class BookmarkCodec {

    /** The longest text written or read, in characters; browsers keep 4096 for name, value and attributes together. */
    public static final int MAX_TEXT = 2048;

    /** What every text begins with. */
    public static final String VERSION = "v2.";

    /**
     * How many characters of texts that could be bookmarks are looked at in one request: more than containers take for
     * all headers together, unless they are told to.
     */
    static final int MAX_READ = 65_536;

    /** How many signatures are verified in one request; together they take less than a millisecond. */
    static final int MAX_VERIFIED = 512;

    /** How many entries of other applications are handed on. */
    static final int MAX_HANDED_ON = Bookmark.MAX_ENTRIES;

    /** How long entries of other applications are handed on, since nothing tells for how long they count there. */
    static final Duration HANDED_ON_FOR = Duration.ofHours(1);

    /** Null: unsigned. */
    private final @Nullable BookmarkSignature signature;

    private final long maxAge;
    private final long handedOnFor;
    private final long window;
    private final LongSupplier clock;

    /**
     * A codec for one configuration.
     *
     * @param secret key of the signatures; {@link Secret#NONE}: entries are not signed, and signatures are not looked
     *     at
     * @param maxAge entries older than this are not written, and without a position not read either
     * @param window the time window, which is also the clock skew between nodes that is forgiven
     * @param clock milliseconds since the epoch, as {@link #steadyClock}
     */
    public BookmarkCodec(Secret secret, Duration maxAge, Duration window, LongSupplier clock) {
        this.signature = secret.present() ? new BookmarkSignature(secret) : null;
        this.maxAge = maxAge.toMillis();
        this.handedOnFor = Math.max(this.maxAge, HANDED_ON_FOR.toMillis());
        this.window = window.toMillis();
        this.clock = clock;
    }

    /**
     * A clock that starts at the system's time and does not follow its jumps: a clock set back or forth while the
     * application runs ages no bookmark.
     *
     * @return milliseconds since the epoch
     */
    public static LongSupplier steadyClock() {
        long startMillis = System.currentTimeMillis();
        long startNanos = System.nanoTime();
        return () -> startMillis + (System.nanoTime() - startNanos) / 1_000_000;
    }

    /**
     * A text to be sent.
     *
     * @param text empty where there is nothing to send
     * @param own the entries in it that are this application's, as their texts
     * @param keep how long the client has to keep it, for all of its entries to live as long as they may count
     */
    public record Encoded(String text, List<String> own, Duration keep) {}

    /**
     * The text of a bookmark, without what is older than {@code max-age}. Where it would be longer than
     * {@link #MAX_TEXT}, its longest positions become time-window entries. What the client had of other applications
     * follows as it came: the newest first, as many as there is space for, and none older than an hour.
     *
     * @param bookmark any; entries of databases that are not among {@code ours} are left out, since they are handed on
     *     as they came
     * @param received what the client had before
     * @param ours keys of the databases that this application is known to write to
     * @return never null
     */
    public Encoded encode(Bookmark bookmark, ReceivedBookmark received, Set<String> ours) {
        long now = clock.getAsLong();
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : bookmark.entries()) {
            if (now - entry.issuedAt() > maxAge || !ours.contains(entry.database())) {
                continue;
            }
            boolean tooLong =
                    entry.position() != null && entry.position().text().length() > Positions.MAX_TEXT;
            entries.add(tooLong ? withoutPosition(entry) : entry);
        }
        if (entries.size() > Bookmark.MAX_ENTRIES) {
            entries.sort(Comparator.comparingLong(Entry::issuedAt).reversed());
            entries.subList(Bookmark.MAX_ENTRIES, entries.size()).clear();
        }
        List<String> own = texts(entries);
        while (length(own) > MAX_TEXT) {
            Entry longest = entries.stream()
                    .max(Comparator.comparingInt(BookmarkCodec::positionLength))
                    .orElseThrow();
            entries.set(entries.indexOf(longest), withoutPosition(longest));
            own = texts(entries);
        }
        List<String> all = new ArrayList<>(own);
        int length = length(own);
        long keep = maxAge;
        for (Came entry : handedOn(received, ours, now)) {
            if (length + 1 + entry.text().length() <= MAX_TEXT) {
                all.add(entry.text());
                length = length(all);
                keep = Math.max(keep, Math.min(handedOnFor, entry.issuedAt() + handedOnFor - now));
            }
        }
        return new Encoded(all.isEmpty() ? "" : VERSION + String.join("~", all), own, Duration.ofMillis(keep));
    }

    /** What is not ours to write again, the newest first. */
    private List<Came> handedOn(ReceivedBookmark received, Set<String> ours, long now) {
        List<Came> others = new ArrayList<>();
        for (Came entry : received.entries()) {
            if ((!entry.verified() || !ours.contains(entry.database()))
                    && Math.abs(now - entry.issuedAt()) <= handedOnFor) {
                others.add(entry);
            }
        }
        others.sort(Comparator.comparingLong(Came::issuedAt).reversed());
        return others.subList(0, Math.min(others.size(), MAX_HANDED_ON));
    }

    private List<String> texts(List<Entry> entries) {
        BookmarkSignature.Signer signer = signature == null ? null : signature.signer();
        List<String> texts = new ArrayList<>();
        for (Entry entry : entries) {
            String payload = BookmarkEntryText.payload(entry);
            texts.add(signer == null ? payload : payload + BookmarkEntryText.SIGNED + signer.sign(payload));
        }
        return texts;
    }

    private static int length(List<String> entries) {
        int length = VERSION.length() + Math.max(0, entries.size() - 1);
        for (String entry : entries) {
            length += entry.length();
        }
        return length;
    }

    private static Entry withoutPosition(Entry entry) {
        return new Entry(entry.database(), null, entry.issuedAt());
    }

    private static int positionLength(Entry entry) {
        return entry.position() == null ? 0 : entry.position().text().length();
    }

    /**
     * Whether a text could be a bookmark: a glance, to be taken before anything is done with it.
     *
     * @param text what the client sent
     * @return {@code false}: {@link #decode} would find nothing in it
     */
    public static boolean isPlausible(String text) {
        return text.length() <= MAX_TEXT && text.startsWith(VERSION);
    }

    /**
     * What a client has sent.
     *
     * <ul>
     *   <li>a text that is longer than {@link #MAX_TEXT} or of another version, and an entry that is malformed:
     *   nothing;
     *   <li>where a secret is set, an entry that is not signed with it: nothing but something to hand on. It may be
     *       that of another application on the same host;
     *   <li>without a secret a signed entry counts, though it is not ours to write again: a node may have the secret
     *   already;
     *   <li>an entry older than {@code max-age} is left out, unless it has a position: that is true for ever, and the
     *       age may be the difference of two clocks. Cookies end by themselves;
     *   <li>an entry issued in the future, by no more than the window, counts as issued now; by more, its window counts
     *   as over;
     *   <li>an entry whose position is not understood (such as one of a later version of this agent) counts for the
     *   time window.
     * </ul>
     *
     * @param texts in any number and order
     * @return never null; never throws
     */
    public ReceivedBookmark decode(Collection<String> texts) {
        if (texts.isEmpty()) {
            return ReceivedBookmark.NOTHING;
        }
        Reading reading = new Reading();
        for (String text : texts) {
            if (text != null && isPlausible(text) && !reading.take(text)) {
                break;
            }
        }
        return reading.received();
    }

    /** What is found in the texts of one request. Confined to one thread. */
    private final class Reading {

        private final long now = clock.getAsLong();
        private final Set<String> seen = new HashSet<>();
        private final List<Came> came = new ArrayList<>();
        private final List<Entry> own = new ArrayList<>();
        private final List<Entry> others = new ArrayList<>();
        private BookmarkSignature.@Nullable Signer signer;
        private int characters;
        private int verified;

        /** Returns whether more may be looked at. */
        boolean take(String text) {
            characters += text.length();
            if (characters > MAX_READ) {
                return false;
            }
            int from = VERSION.length();
            while (from <= text.length()) {
                int end = text.indexOf('~', from);
                end = end < 0 ? text.length() : end;
                String field = text.substring(from, end);
                if (seen.add(field)) {
                    BookmarkEntryText entry = BookmarkEntryText.parse(field);
                    if (entry != null) {
                        take(entry);
                    }
                }
                from = end + 1;
            }
            return verified < MAX_VERIFIED;
        }

        private void take(BookmarkEntryText text) {
            boolean ours = signature == null ? text.signature() == null : isSigned(text, signature);
            came.add(new Came(text.text(), text.database(), text.issuedAt(), ours));
            if (!ours && signature != null) {
                return;
            }
            @Nullable
            Position position = text.position() == null
                    ? null
                    : Positions.parse(text.position()).orElse(null);
            long ahead = text.issuedAt() - now;
            if (position != null || ahead >= -maxAge) {
                long counted = ahead <= 0 ? text.issuedAt() : ahead <= window ? now : now - window;
                (ours ? own : others).add(new Entry(text.database(), position, Math.max(0, counted)));
            }
        }

        private boolean isSigned(BookmarkEntryText text, BookmarkSignature by) {
            if (text.signature() == null || verified >= MAX_VERIFIED) {
                return false;
            }
            verified++;
            if (signer == null) {
                signer = by.signer();
            }
            return signer.verifies(text.payload(), text.signature());
        }

        ReceivedBookmark received() {
            Bookmark known = Bookmark.of(own);
            return came.isEmpty()
                    ? ReceivedBookmark.NOTHING
                    : new ReceivedBookmark(known, known.merge(Bookmark.of(others)), came);
        }
    }
}
