// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.util.ArrayList;
import java.util.List;
import replicated.bookmark.Position;
import replicated.replica.Replica;
import replicated.route.Decision;
import replicated.route.Intent;
import replicated.route.Reason;
import replicated.route.RouteTrust;
import replicated.sql.InspectedText;

/** A scope that says what a test tells it to, and keeps what it hears. */
final class StubScope implements RoutingScope, ScopedDatabase {

    boolean fillsCachesStrictly;
    Intent intent = Intent.READ_METHOD;
    boolean hasWritten;
    boolean learned;
    boolean fresh = true;
    boolean expectedToWrite;
    boolean over;
    RuntimeException fault;
    Reason noReplica;
    final List<String> heard = new ArrayList<>();
    final List<Replica> replicas = new ArrayList<>();

    private Database database;
    private ConnectionServices services;
    boolean chosen;
    int choices;
    InspectedText latest;

    @Override
    public boolean fillsCachesStrictly() {
        return fillsCachesStrictly;
    }

    @Override
    public void noteStrictCacheFill() {
        fillsCachesStrictly = true;
    }

    @Override
    public ScopedDatabase on(Database used) {
        database = used;
        return this;
    }

    @Override
    public RoutingScope scope() {
        return this;
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public CachedDecision cachedDecision() {
        return isStillValid() && !replicas.isEmpty()
                ? new CachedDecision(new Choice(replicas.get(0), null), intent.reason(), 100)
                : null;
    }

    @Override
    public boolean isStillValid() {
        return chosen && intent.read() && !hasWritten && !learned && fault == null;
    }

    @Override
    public InspectedText latestText() {
        return latest;
    }

    @Override
    public void setLatestText(InspectedText known) {
        latest = known;
    }

    @Override
    public ConnectionServices services() {
        return services;
    }

    @Override
    public void setServices(ConnectionServices made) {
        services = made;
    }

    @Override
    public boolean mayStayOn(Replica replica, boolean inTransaction) {
        return true;
    }

    @Override
    public boolean expectedToWrite() {
        return expectedToWrite;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public void wroteEarly(String key) {
        heard.add("wrote early " + key);
    }

    @Override
    public boolean outside() {
        return false;
    }

    @Override
    public boolean ofRequest() {
        return true;
    }

    @Override
    public Intent intent() {
        if (fault != null) {
            throw fault;
        }
        return intent;
    }

    @Override
    public boolean hasWritten() {
        return hasWritten;
    }

    @Override
    public void writing(Object writer, boolean proved) {
        hasWritten = true;
        heard.add("writing");
    }

    @Override
    public void committed(Object writer, Position told) {
        committed(writer);
        if (told != null) {
            heard.add("told " + told);
        }
    }

    @Override
    public void committed(Object writer) {
        heard.add("committed");
    }

    @Override
    public boolean hasCommittedWrites() {
        return heard.contains("committed");
    }

    /** Each commit is to be heard of. */
    @Override
    public boolean tellsOfCommits() {
        return false;
    }

    @Override
    public void rolledBack(Object writer) {
        heard.add("rolledBack");
    }

    @Override
    public RouteTrust trust() {
        return learned ? RouteTrust.WRITER : RouteTrust.TRUSTED;
    }

    @Override
    public boolean isFresh() {
        return fresh;
    }

    @Override
    public void readAnew() {
        fresh = true;
        hasWritten = true;
    }

    @Override
    public void wroteOnPrimary() {
        if (!learned) {
            learnWriter();
        }
    }

    @Override
    public void learnWriter() {
        learned = true;
        heard.add("learn");
    }

    @Override
    public String route() {
        return "GET /notes/*";
    }

    @Override
    public Choice replica(Replica excluded) {
        choices++;
        chosen = true;
        return replicas.stream()
                .filter(replica -> replica != excluded)
                .findFirst()
                .map(replica -> new Choice(replica, null))
                .orElse(new Choice(null, noReplica == null ? Reason.NO_REPLICA : noReplica));
    }

    @Override
    public void decided(Replica replica, Reason reason) {
        heard.add((replica == null ? "primary" : replica.name()) + " " + reason.code());
    }

    @Override
    public void moved() {
        heard.add("moved");
    }

    @Override
    public void observed(Decision would) {
        heard.add("would " + (would.replica() ? "replica " : "primary ")
                + would.reason().code());
    }

    @Override
    public void observedMove() {
        heard.add("would move");
    }

    @Override
    public void rescued(String cause) {
        heard.add("rescued " + cause);
    }

    @Override
    public void refusedFallback() {
        heard.add("refused fallback");
    }
}
