package replicated.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import replicated.dist.Visitor;

/**
 * One client with a cookie jar, who talks to any JVM of the application. It owns a note, writes ever higher numbers into it
 * and counts visits of it; an answer with less than what it was told is done is a violation. A write that failed may or may
 * not have happened, and so asks for nothing. Its steps run one after the other, but for pairs that overlap.
 */
final class Session {

    private final int number;
    private final Supplier<List<URI>> applications;
    private final Tally tally;
    private final Excuses excuses;
    private final ExecutorService pairs;
    private final Visitor visitor;
    private final Random random;

    private long note = -1;
    /** Read by both of a pair. */
    private volatile long attempted;

    private long written;
    private long visits;

    Session(int number, Supplier<List<URI>> applications, Tally tally, Excuses excuses, ExecutorService pairs) {
        this.number = number;
        this.applications = applications;
        this.tally = tally;
        this.excuses = excuses;
        this.pairs = pairs;
        this.random = new Random(number);
        this.visitor = new Visitor(true).with("JSESSIONID", "session-" + number);
    }

    void step() {
        if (note < 0) {
            Answer opened = write("/api/notes", 0);
            note = opened == null ? -1 : opened.number();
            return;
        }
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> change("/api/notes/");
            case 3 -> visit("/api/visit/");
            case 4 -> visit("/api/transaction/");
            case 5 -> change("/api/fail/");
            case 6, 7 -> {
                change("/api/redirect/");
                read();
            }
            case 8 -> together(() -> change("/api/notes/"), reading());
            case 9 -> {
                change("/api/notes/");
                together(reading(), reading());
            }
            default -> read();
        }
    }

    private void together(Runnable one, Runnable other) {
        CompletableFuture<Void> second = CompletableFuture.runAsync(other, pairs);
        one.run();
        second.join();
    }

    private void change(String path) {
        long next = attempted + 1;
        attempted = next;
        Answer answer = write(path + note, next);
        if (answer != null) {
            written = next;
        }
    }

    private Answer write(String path, long value) {
        Answer answer = send(path, application -> visitor.post(application, path, number + "." + value));
        if (answer == null || !answer.done()) {
            return null;
        }
        tally.writes.incrementAndGet();
        return answer;
    }

    /** A GET that writes, and shows what it wrote. */
    private void visit(String path) {
        long least = visits + 1;
        if (check(path, written, least)) {
            visits = least;
            tally.writes.incrementAndGet();
        }
    }

    private void read() {
        reading().run();
    }

    /** A read that has to show what is done by now, whatever is written meanwhile. */
    private Runnable reading() {
        long least = written;
        long leastVisits = visits;
        return () -> check("/api/notes/", least, leastVisits);
    }

    private boolean check(String path, long least, long leastVisits) {
        Answer answer = send(path + note, application -> visitor.get(application, path + note));
        if (answer == null) {
            return false;
        }
        tally.reads.incrementAndGet();
        if (!answer.fromPrimary()) {
            tally.readsOnReplicas.incrementAndGet();
        }
        if (!answer.shows(number, least, attempted, leastVisits)) {
            tally.violations.add(path + note + " of client " + number + " with " + visitor + " has to show " + least
                    + " and " + leastVisits + " visits, and is (" + tally.span().scene + ") " + answer);
        }
        return true;
    }

    /** Null where there was no answer, or none that was meant. */
    private Answer send(String path, Call call) {
        List<URI> all = applications.get();
        URI application = all.get(random.nextInt(all.size()));
        Span span = tally.span();
        Excuses.Mark mark = excuses.mark();
        long begun = System.nanoTime();
        try {
            Answer answer = new Answer(call.of(application));
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
        HttpResponse<String> of(URI application) throws IOException, InterruptedException;
    }
}
