// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import replicated.log.Faults;
import replicated.sql.InspectedText;
import replicated.sql.Verdict;

/** What a connection's statements are found to be by their texts. Used by one thread at a time. */
abstract class InspectingConnection extends SessionConnection {

    InspectingConnection(ScopedDatabase scoped) {
        super(scoped);
    }

    /** What a text is found to do; with a fault of ours as a reason not to know. */
    Verdict verdict(String sql) {
        try {
            InspectedText latest = scoped().latestText();
            if (latest != null && latest.isOf(sql)) {
                return latest.verdict(database().judge());
            }
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("latest", e);
        }
        return inspected(sql);
    }

    private Verdict inspected(String sql) {
        InspectedText known;
        Verdict verdict;
        try {
            known = services().known(database().dialect(), sql);
            verdict = known.verdict(database().judge());
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("inspect", e);
            return Verdict.UNKNOWN;
        }
        try {
            scoped().setLatestText(known);
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("latest", e);
        }
        return verdict;
    }

    /** A replica has refused what looked like a read. */
    final void foundToWrite(String sql) {
        services().foundToWrite(sql);
        GuardedScope.tell("found-to-write", () -> scoped().foundToWrite(sql));
        GuardedScope.tell("found-to-write", () -> scoped().setLatestText(null));
    }
}
