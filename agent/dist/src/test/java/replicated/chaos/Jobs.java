// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import replicated.dist.Visitor;

/** Asks the application what its work outside of requests has met. Used by one thread at a time. */
final class Jobs {

    private static final Pattern JOB = Pattern.compile(
            "\"job\": \"(.*?)\", \"rounds\": (\\d+), \"elsewhere\": (\\d+), \"violations\": (\\d+), \"failures\": (\\d+),"
                    + " \"last\": \"(.*?)\"");

    private final Supplier<List<URI>> applications;
    private final Tally tally;
    private final Excuses excuses;
    private final Map<String, Counts> seen = new HashMap<>();
    /** Of the last question, and of the one before: what failed may have begun long before it failed. */
    private Excuses.Mark last;

    private Excuses.Mark before;

    private record Counts(long rounds, long elsewhere, long violations, long failures) {
        static final Counts NONE = new Counts(0, 0, 0, 0);
    }

    Jobs(Supplier<List<URI>> applications, Tally tally, Excuses excuses) {
        this.applications = applications;
        this.tally = tally;
        this.excuses = excuses;
        this.last = excuses.mark();
        this.before = last;
    }

    void ask() throws InterruptedException {
        Excuses.Mark now = excuses.mark();
        for (URI application : applications.get()) {
            try {
                Matcher job = JOB.matcher(
                        new Visitor(false).get(application, "/api/doors/job").body());
                while (job.find()) {
                    told(application, job);
                }
            } catch (IOException e) {
                if (!excuses.since(now, Excuses.Cause.APPLICATION_DOWN)) {
                    tally.failures.add("jobs of " + application + ": " + e);
                }
            }
        }
        before = last;
        last = now;
    }

    private void told(URI application, Matcher job) {
        String door = job.group(1);
        Counts now = new Counts(
                Long.parseLong(job.group(2)),
                Long.parseLong(job.group(3)),
                Long.parseLong(job.group(4)),
                Long.parseLong(job.group(5)));
        Counts known = seen.getOrDefault(application + door, Counts.NONE);
        if (now.rounds() < known.rounds()) {
            // The application was started anew.
            known = Counts.NONE;
        }
        seen.put(application + door, now);
        tally.used(door, now.rounds() - known.rounds());
        tally.jobReadsOnReplicas.addAndGet(now.elsewhere() - known.elsewhere());
        if (now.violations() > known.violations()) {
            tally.violated(
                    door,
                    now.violations() - known.violations(),
                    "of " + application + " (" + tally.span().scene + "): " + job.group(6));
        }
        if (now.failures() > known.failures() && !excuses.anySince(before)) {
            tally.failures.add(tally.span().scene + ": " + door + " of " + application + ": " + job.group(6));
        }
    }
}
