// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import replicated.dist.Visitor;

/**
 * One client with a cookie jar, who talks to any JVM of the application. It owns a note, writes ever higher numbers
 * into it and counts visits of it; an answer with less than what it was told is done is a violation. A write that
 * failed may or may not have happened, and so asks for nothing. Its steps run one after the other, but for pairs that
 * overlap. What was written after the response had begun, or by two requests at once, is promised by the node that did
 * it alone, until it is started anew or the client writes again.
 */
final class Session {

    private static final String NOTES = "/api/notes/";
    private static final String DOORS = "/api/doors/";
    private static final List<String> OWNERS =
            List.of("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi");

    private final int number;
    private final Supplier<List<URI>> applications;
    private final Tally tally;
    private final Excuses excuses;
    private final ExecutorService pairs;
    private final List<Door> doors;
    private final Counters counters;
    private final Visitor visitor;
    private final Random random;

    private long note = -1;
    /** Read by both of a pair. */
    private volatile long attempted;

    private Promise latest = Promise.NOTHING;
    /** What any node has to show but the one that promised more. */
    private Promise everywhere = Promise.NOTHING;

    private URI promising;
    private Excuses.Mark promised;

    /** Does not begin yet. {@code doors} are those that it uses beside the ordinary way. */
    Session(
            int number,
            Supplier<List<URI>> applications,
            Tally tally,
            Excuses excuses,
            ExecutorService pairs,
            Collection<Door> doors,
            Counters counters) {
        this.number = number;
        this.applications = applications;
        this.tally = tally;
        this.excuses = excuses;
        this.pairs = pairs;
        this.doors = doors.stream().filter(door -> door.kind != Door.Kind.WORK).toList();
        this.counters = counters;
        this.random = new Random(number);
        this.visitor = new Visitor(true).with("JSESSIONID", "session-" + number);
    }

    void step() {
        if (note < 0) {
            Answer opened = write(any(), "/api/notes", 0);
            note = opened == null ? -1 : opened.number();
            return;
        }
        if (!doors.isEmpty() && random.nextInt(3) == 0) {
            through(doors.get(random.nextInt(doors.size())));
            return;
        }
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> change(NOTES);
            case 3 -> visit("/api/visit/");
            case 4 -> visit("/api/transaction/");
            case 5 -> change("/api/fail/");
            case 6, 7 -> {
                change("/api/redirect/");
                read(any());
            }
            case 8 -> together(() -> change(NOTES), reading(any()));
            case 9 -> {
                change(NOTES);
                together(reading(any()), reading(any()));
            }
            default -> read(any());
        }
    }

    private void through(Door door) {
        tally.used(door.word(), 1);
        String path = DOORS + door.word() + "/";
        URI application = any();
        switch (door) {
            case LATE -> {
                onlyHere(application, () -> change(application, path, door.word()));
                read(application);
            }
            case PARALLEL -> {
                onlyHere(application, () -> twoAtOnce(application, door.word()));
                read(application);
            }
            case READ_ONLY -> check(application, least(application), () -> post(application, path, 0));
            case ROLLED_BACK, NO_CONNECTION -> {
                // One number ahead of all that are written: nobody may ever see it.
                post(application, path, attempted + 1);
                read(any());
            }
            case FUNCTION_VIEW -> {
                Answer answer = post(application, path, 0);
                if (answer != null && answer.number() > 0) {
                    done(latest.withVisit(door.word()));
                }
                read(any());
            }
            case COUNTER -> {
                // Somebody else right after: what one's own bookmark covers is never lost.
                String counter = counters.any(random);
                counters.count(counter, name -> count(visitor, name));
                counters.count(counter, name -> count(new Visitor(false), name));
            }
            case WHO -> lookAs(OWNERS.get(random.nextInt(OWNERS.size())));
            case SHARED -> get(application, DOORS + "shared", visitor);
            case STREAM -> stream(application, path);
            case TASK -> {
                long next = attempted + 1;
                attempted = next;
                String query = note + "?text=" + number + "." + next;
                Promise written = latest.withText(next, door.word());
                if (check(application, written, () -> get(application, path + query, visitor))) {
                    done(written);
                }
                read(any());
            }
            case FORGOTTEN -> {
                onlyHere(application, () -> forgotten(application, path, door.word()));
                read(application);
            }
            case CACHED -> cached(application, path, door.word());
            default -> {
                change(application, path, door.word());
                read(any());
            }
        }
    }

    /**
     * All that one request reads comes from one server: told by one of nobody, which no replica is too far behind for.
     * An endpoint leads to several, and in other scenes replicas are lost while it reads.
     */
    private void stream(URI application, String path) {
        check(application, least(application), () -> get(application, path + note, visitor));
        String scene = tally.span().scene;
        Answer shown = get(application, path + note, new Visitor(false));
        boolean undisturbed = scene.equals("lag") && tally.span().scene.equals(scene);
        if (undisturbed && shown != null && !shown.fromEndpoint() && shown.servers() > 1) {
            tally.violated(Door.STREAM.word(), "one request was shown several servers: " + shown);
        }
    }

    private void forgotten(URI application, String path, String door) {
        long next = attempted + 1;
        attempted = next;
        if (write(application, path + note, next) == null) {
            return;
        }
        String finish = DOORS + "finish/" + note;
        Answer finished = send(finish, () -> new Visitor(false).post(application, finish, ""));
        if (finished != null && finished.done()) {
            done(latest.withText(next, door));
        }
    }

    /** The cache knows only what was written through it. */
    private void cached(URI application, String path, String door) {
        Promise before = latest;
        change(application, path, door);
        if (latest.equals(before)) {
            return;
        }
        long least = latest.written();
        get(application, path + note, new Visitor(false));
        Answer shown = get(application, path + note, visitor);
        if (shown != null && shown.value() < least) {
            tally.violated(door, "client " + number + " has written " + least + " and is shown " + shown);
        }
    }

    private void together(Runnable one, Runnable other) {
        CompletableFuture<Void> second = CompletableFuture.runAsync(other, pairs);
        one.run();
        second.join();
    }

    private void twoAtOnce(URI application, String door) {
        AtomicReference<Answer> visited = new AtomicReference<>();
        together(() -> change(application, NOTES, door), () -> visited.set(post(application, DOORS + "visit/", 0)));
        if (visited.get() != null) {
            done(latest.withVisit(door));
        }
    }

    /** What a write does is promised by the node that does it. */
    private void onlyHere(URI application, Runnable write) {
        Excuses.Mark mark = excuses.mark();
        Promise latestBefore = latest;
        Promise everywhereBefore = everywhere;
        write.run();
        if (!latest.equals(latestBefore)) {
            everywhere = everywhereBefore;
            promising = application;
            promised = mark;
        }
    }

    private void change(String path) {
        change(any(), path, Door.NONE);
    }

    private void change(URI application, String path, String door) {
        long next = attempted + 1;
        attempted = next;
        if (write(application, path + note, next) != null) {
            done(latest.withText(next, door));
        }
    }

    /** A write that is done, and after which the client was told of its position. */
    private void done(Promise promise) {
        tally.writes.incrementAndGet();
        latest = promise;
        everywhere = promise;
    }

    /** What a node has to show by now. */
    private Promise least(URI application) {
        boolean more = application.equals(promising) && !excuses.since(promised, Excuses.Cause.APPLICATION_DOWN);
        return more ? latest : everywhere;
    }

    /** Null where it did not happen, as far as is known. */
    private Answer write(URI application, String path, long value) {
        Answer answer = send(path, () -> visitor.post(application, path, number + "." + value));
        return answer == null || !answer.done() ? null : answer;
    }

    private Answer post(URI application, String path, long value) {
        return send(path, () -> visitor.post(application, path + note, number + "." + value));
    }

    private Answer get(URI application, String path, Visitor as) {
        return send(path, () -> as.get(application, path));
    }

    /** A GET that writes, and shows what it wrote. */
    private void visit(String path) {
        URI application = any();
        Promise next = latest.withVisit(Door.NONE);
        if (check(application, next, () -> get(application, path + note, visitor))) {
            done(next);
        }
    }

    private void read(URI application) {
        reading(application).run();
    }

    /** A read that has to show what is done by now, whatever is written meanwhile. */
    private Runnable reading(URI application) {
        Promise least = least(application);
        return () -> check(application, least, () -> get(application, NOTES + note, visitor));
    }

    private boolean check(URI application, Promise least, Supplier<Answer> request) {
        Answer answer = request.get();
        if (answer == null) {
            return false;
        }
        tally.reads.incrementAndGet();
        if (!answer.fromPrimary()) {
            tally.readsOnReplicas.incrementAndGet();
        }
        String missing = answer.isMadeUp(number, attempted) ? "made-up" : least.missing(answer);
        if (missing != null) {
            tally.violated(
                    missing,
                    "client " + number + " with " + visitor + " at " + application + " has to be shown " + least
                            + ", at most " + attempted + ", and is (" + tally.span().scene + ") " + answer);
        }
        return true;
    }

    private long count(Visitor as, String counter) {
        Answer answer = get(any(), DOORS + "counter/" + counter, as);
        return answer == null ? -1 : answer.number();
    }

    /** Nobody sees the rows of others, and everybody their own; who says nothing sees none. */
    private void lookAs(String owner) {
        switch (random.nextInt(3)) {
            case 0 -> owners(get(any(), DOORS + "who/" + owner, visitor), owner);
            case 1 -> owners(get(any(), DOORS + "who-writes/" + owner, visitor), owner + "," + owner);
            default -> {
                URI application = any();
                String path = DOORS + "who-writes/" + owner;
                owners(send(path, () -> visitor.post(application, path, "")), owner + "," + owner);
            }
        }
        owners(get(any(), DOORS + "nobody", visitor), "");
    }

    private void owners(Answer answer, String expected) {
        if (answer != null && answer.response().statusCode() < 400 && !expected.equals(answer.owners())) {
            tally.violated(
                    Door.WHO.word(),
                    "the rows to be seen are of '" + expected + "' (" + tally.span().scene + "), not " + answer);
        }
    }

    private URI any() {
        List<URI> all = applications.get();
        return all.get(random.nextInt(all.size()));
    }

    /** Null where there was no answer, or none that was meant. */
    private Answer send(String path, Call call) {
        Span span = tally.span();
        Excuses.Mark mark = excuses.mark();
        long begun = System.nanoTime();
        try {
            Answer answer = new Answer(call.response());
            if (!excuses.anySince(mark)) {
                span.durations.add(System.nanoTime() - begun);
            }
            if (answer.server() != null) {
                tally.servedBy(answer.server(), begun);
            }
            if (answer.meant()) {
                return answer;
            }
            boolean excused = answer.fromPrimary() && excuses.since(mark, Excuses.Cause.PRIMARY_GONE);
            failed(span, excused, path + ": " + answer);
        } catch (IOException e) {
            failed(span, excuses.since(mark, Excuses.Cause.APPLICATION_DOWN), path + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    private void failed(Span span, boolean excused, String what) {
        if (excused) {
            tally.excused.incrementAndGet();
            span.excused.incrementAndGet();
        } else {
            tally.failures.add(span.scene + ": " + what);
            span.failed.incrementAndGet();
        }
    }

    private interface Call {
        HttpResponse<String> response() throws IOException, InterruptedException;
    }
}
