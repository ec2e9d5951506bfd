// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import replicated.config.Expand;
import replicated.config.JdbcUrl;
import replicated.config.ReplicaSettings;
import replicated.log.Faults;
import replicated.log.Log;

/**
 * Looks up again and again which servers the entries of a file stand for, whatever is asked for them, see {@link
 * DiscoveryLookups}. What was found last counts until something
 * else is found, see {@link LookupAnswers}: a name server that fails takes nobody out of service. One thread of its own,
 * from the first entry that is to be expanded on; all methods are for any thread and never block.
 */
final class DiscoveryLoop implements AutoCloseable {

    /** What of an entry decides what it stands for. */
    private record Question(Expand expand, String name, int port) {

        static Question of(ReplicaSettings entry) {
            return new Question(entry.expand(), Resolver.name(entry), JdbcUrl.port(entry.url()));
        }
    }

    private final String database;
    private final Resolver resolver;
    private final long intervalNanos;
    private final Runnable changed;

    /** Written by the thread only. */
    private final Map<Question, List<String>> known = new ConcurrentHashMap<>();

    /** What those are made of. Only for the thread. */
    private final Map<Question, LookupAnswers> answers = new HashMap<>();

    /** Those whose latest lookup has failed. Only for the thread. */
    private final Set<Question> failing = new HashSet<>();

    private volatile Set<Question> wanted = Set.of();
    private volatile boolean closed;
    private volatile boolean woken;

    /** Null until there is something to look up. Written under the lock of this. */
    private volatile @Nullable Thread thread;

    /**
     * Nothing is looked up yet.
     *
     * @param database for the log and the thread's name
     * @param interval between two lookups
     * @param changed called on the thread of this when an entry stands for other servers than before
     */
    DiscoveryLoop(String database, Resolver resolver, Duration interval, Runnable changed) {
        this.database = database;
        this.resolver = resolver;
        this.intervalNanos = interval.toNanos();
        this.changed = changed;
    }

    /** From now on these entries are looked up, those not seen before at once. */
    synchronized void watch(List<ReplicaSettings> entries) {
        Set<Question> now = new HashSet<>();
        for (ReplicaSettings entry : entries) {
            if (entry.expand() != Expand.NONE) {
                now.add(Question.of(entry));
            }
        }
        wanted = now;
        if (thread == null && !now.isEmpty() && !closed) {
            Thread first = new DaemonThreads("lookup-" + database).newThread(this::run);
            thread = first;
            first.start();
        } else if (!known.keySet().containsAll(now)) {
            woken = true;
            LockSupport.unpark(thread);
        }
    }

    /**
     * The replicas that entries stand for, as far as is known now.
     *
     * @param entries of the file
     * @return none for an entry that was not found yet; of two with one name the first
     */
    List<ReplicaSettings> members(List<ReplicaSettings> entries) {
        List<ReplicaSettings> members = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ReplicaSettings entry : entries) {
            for (ReplicaSettings member : members(entry)) {
                if (names.add(member.name())) {
                    members.add(member);
                }
            }
        }
        return members;
    }

    private List<ReplicaSettings> members(ReplicaSettings entry) {
        if (entry.expand() == Expand.NONE) {
            return List.of(entry);
        }
        return known.getOrDefault(Question.of(entry), List.of()).stream()
                .map(entry::at)
                .toList();
    }

    /** Ends the thread, after the lookup under way. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            woken = false;
            try {
                if (lookUp() && !closed) {
                    changed.run();
                }
            } catch (RuntimeException | LinkageError fault) {
                Faults.caught("discovery", fault);
            }
            long end = System.nanoTime() + intervalNanos;
            long left = intervalNanos;
            while (left > 0 && !woken && !closed) {
                LockSupport.parkNanos(this, left);
                left = end - System.nanoTime();
            }
        }
    }

    private boolean lookUp() {
        Set<Question> now = wanted;
        failing.retainAll(now);
        known.keySet().retainAll(now);
        answers.keySet().retainAll(now);
        boolean others = false;
        for (Question question : now) {
            others |= lookUp(question);
        }
        return others;
    }

    /** Whether it stands for other servers than before. */
    private boolean lookUp(Question question) {
        List<String> answer;
        try {
            answer = resolver.servers(question.expand(), question.name(), question.port());
        } catch (IOException failure) {
            if (failing.add(question)) {
                List<String> last = known.getOrDefault(question, List.of());
                Log.warn(database + ": the servers of " + question.name() + " cannot be looked up: "
                        + failure.getMessage() + "; "
                        + (last.isEmpty() ? "it stands for none until then" : "the last known stay: " + last));
            }
            return false;
        }
        if (failing.remove(question)) {
            Log.info(database + ": " + question.name() + " can be looked up");
        }
        List<String> servers =
                answers.computeIfAbsent(question, first -> new LookupAnswers()).add(answer);
        List<String> before = known.put(question, servers);
        if (servers.equals(before)) {
            return false;
        }
        Log.info(database + ": " + question.name() + " stands for " + servers
                + (before == null ? "" : ", before for " + before));
        return true;
    }
}
