// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import replicated.dist.Visitor;

/**
 * A client who never writes and looks at a note whose visits others count: where one replica serves it all the time,
 * the number never falls. Has a session, so that it can be told from others.
 */
final class Onlooker {

    private final int number;
    private final long note;
    private final Supplier<List<URI>> applications;
    private final Tally tally;
    private final Visitor visitor;
    private final Random random;
    private long seen = -1;
    private String last = "nothing";

    Onlooker(int number, long note, Supplier<List<URI>> applications, Tally tally) {
        this.number = number;
        this.note = note;
        this.applications = applications;
        this.tally = tally;
        this.random = new Random(number);
        this.visitor = new Visitor(true).with("JSESSIONID", "onlooker-" + number);
    }

    void step() throws IOException, InterruptedException {
        List<URI> all = applications.get();
        HttpResponse<String> response = visitor.get(all.get(random.nextInt(all.size())), "/api/notes/" + note);
        Answer answer = new Answer(response);
        tally.reads.incrementAndGet();
        if (!answer.fromPrimary()) {
            tally.readsOnReplicas.incrementAndGet();
        }
        if (answer.visits() < seen) {
            tally.violations.add("onlooker " + number + " went back in time, from " + last + " to " + answer);
        }
        seen = answer.visits();
        last = answer.toString();
    }
}
