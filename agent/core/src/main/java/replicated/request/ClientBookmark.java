// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Bookmark;
import replicated.bookmark.BookmarkCodec;
import replicated.bookmark.Position;
import replicated.bookmark.ReceivedBookmark;
import replicated.bookmark.ReceivedBookmark.Came;
import replicated.config.ReadYourWrites;
import replicated.jdbc.Database;
import replicated.log.Faults;
import replicated.request.ClientMemory.Remembered;

/**
 * What the client of one scope has to see: what it has brought, what this node remembers of it, and what it is told of
 * the scope's own writes, or remembered where it can be told no more. Thread-safe, as the scope is.
 */
final class ClientBookmark {

    /** So many entries are looked at to find a client. */
    private static final int MAX_NAMES = 2 * Bookmark.MAX_ENTRIES;

    private static final Remembered[] NOBODY = {};

    private final ScopeServices services;
    private final Policy policy;
    private final ClientIdentity client;

    /** Null until it is asked for. */
    private volatile @Nullable ReceivedBookmark received;

    /** Looked up once; null before. */
    private volatile Remembered @Nullable [] remembered;

    /** The latest answer of {@link #demanded}, which most questions repeat; null before. */
    private volatile @Nullable Merged merged;

    /** The headers of the response are what they are: a write that is committed from now on is late. */
    private volatile boolean fixed;

    /** The names of what the client was told last. */
    private volatile List<Long> given = List.of();

    private record Merged(Bookmark remembered, Bookmark all) {}

    ClientBookmark(ScopeServices services, Policy policy, ClientIdentity client) {
        this.services = services;
        this.policy = policy;
        this.client = client;
    }

    /** Whether nothing is demanded, as far as that is known without a clock. */
    boolean isEmpty() {
        return received().demanded().isEmpty() && remembered().length == 0;
    }

    /** Whether a late write to a database is waiting for its position: no replica is known to show it. */
    boolean isPending(Database database) {
        for (Remembered each : remembered()) {
            if (each.isPending(database.key())) {
                return true;
            }
        }
        return false;
    }

    /** What the client's reads have to see. */
    Bookmark demanded() {
        Remembered[] known = remembered();
        if (known.length != 1) {
            return all(received().demanded(), known);
        }
        // Asked with each read: to merge once is enough.
        Bookmark now = known[0].bookmark();
        Merged before = merged;
        if (before == null || !isSame(before.remembered(), now)) {
            before = new Merged(now, received().demanded().merge(now));
            merged = before;
        }
        return before.all();
    }

    @SuppressWarnings("ReferenceEquality") // what has changed is another object
    private static boolean isSame(Bookmark one, Bookmark other) {
        return one == other;
    }

    private static Bookmark all(Bookmark brought, Remembered[] known) {
        Bookmark all = brought;
        for (Remembered each : known) {
            all = all.merge(each.bookmark());
        }
        return all;
    }

    /** Whoever is remembered by what the client has brought, and still counts. */
    private Remembered[] remembered() {
        Remembered[] known = remembered;
        if (known == null) {
            known = find();
            remembered = known;
        }
        return known;
    }

    private Remembered[] find() {
        ClientMemory memory = services.memory();
        if (memory.isEmpty()) {
            return NOBODY;
        }
        List<Long> names = names();
        Remembered[] found = memory.find(names);
        if (found.length > 0) {
            long now = policy.now();
            for (Remembered each : found) {
                memory.forget(each, now);
            }
            found = memory.find(names);
        }
        return found;
    }

    private ReceivedBookmark received() {
        ReceivedBookmark known = received;
        if (known == null) {
            known = policy.codec().decode(client.bookmarks());
            received = known;
        }
        return known;
    }

    /**
     * What the client is known by; a session, if it has one, tells more than an entry that others may have been given.
     */
    private List<Long> names() {
        List<Long> names = new ArrayList<>();
        for (String session : client.sessions()) {
            names.add(services.memory().name(session));
        }
        Set<String> ours = services.ours();
        int most = names.size() + MAX_NAMES;
        for (Came entry : received().entries()) {
            if (names.size() < most && entry.verified() && ours.contains(entry.database())) {
                names.add(services.memory().name(entry.text()));
            }
        }
        return names;
    }

    /** The response is about to be committed, or has been. To be called before what was written is looked at. */
    void fix() {
        fixed = true;
    }

    /** Whether the response is about to be committed, or has been. */
    boolean isFixed() {
        return fixed;
    }

    /**
     * The headers that tell of writes; they are remembered, too. May wait for the position of a primary.
     *
     * @param written what the scope has written to, or is about to
     * @param expected keys of databases to which a write may follow that no header can tell of
     * @param route of the scope; asked for its name only if there is something to tell
     * @return empty where there is nothing to tell
     */
    List<Map.Entry<String, String>> headers(
            List<? extends WrittenDatabase> written, Collection<String> expected, RouteName route) {
        if (written.isEmpty() && expected.isEmpty()) {
            return List.of();
        }
        written.forEach(each -> services.ours().add(each.database().key()));
        services.ours().addAll(expected);
        Bookmark before = all(received().own(), remembered());
        long since = policy.now();
        Bookmark after = BookmarkHeaders.after(before, written, expected, policy, services.decisions());
        services.writesWithoutPosition().note(after, since, route.get());
        BookmarkCodec.Encoded text = policy.codec().encode(after, received(), services.ours());
        List<Long> told = text.own().stream().map(services.memory()::name).toList();
        given = told;
        long now = policy.now();
        services.memory()
                .remember(
                        names(),
                        told,
                        after.only(services.ours()),
                        now,
                        now + policy.maxAge().toMillis());
        return BookmarkHeaders.of(text, policy, client.secure());
    }

    /**
     * The headers that leave the client with what it has brought, where something was told that has come to nothing.
     */
    List<Map.Entry<String, String>> headersOfBefore() {
        return BookmarkHeaders.of(
                policy.codec().encode(received().own(), received(), services.ours()), policy, client.secure());
    }

    /**
     * A write has been committed.
     *
     * @param route of the request: asked for its name only where the response cannot tell any more
     * @param ended whether the request has ended
     */
    void committed(Database database, RouteName route, boolean ended) {
        if (!fixed || !policy.readsClients()) {
            return;
        }
        ReadYourWrites protection = database.replicas().settings().consistency().readYourWrites();
        if (protection == ReadYourWrites.OFF) {
            return;
        }
        if (policy.config().learning().learn()) {
            services.learned().late().wrote(route.get(), database.key(), ended);
        }
        services.ours().add(database.key());
        long now = policy.now();
        Bookmark window =
                protection == ReadYourWrites.WINDOW ? Bookmark.EMPTY.with(database.key(), null, now) : Bookmark.EMPTY;
        services.writesWithoutPosition().note(database.key(), now, route.get());
        List<Long> names = names();
        names.addAll(given);
        Remembered known = services.memory()
                .remember(names, List.of(), window, now, now + policy.maxAge().toMillis());
        if (known != null && protection == ReadYourWrites.POSITION && known.late(database.key())) {
            ask(database, known);
        }
    }

    private void ask(Database database, Remembered known) {
        CompletionStage<Position> asked;
        try {
            asked = database.replicas().capture();
        } catch (RuntimeException | LinkageError fault) {
            answered(database, known, null);
            throw fault;
        }
        asked.whenComplete((position, error) -> {
            try {
                answered(database, known, position);
            } catch (RuntimeException | LinkageError fault) {
                Faults.caught("late-write", fault);
            }
        });
    }

    private void answered(Database database, Remembered known, @Nullable Position position) {
        if (known.asked(database.key(), Bookmark.EMPTY.with(database.key(), position, policy.now()))) {
            ask(database, known);
        }
    }
}
