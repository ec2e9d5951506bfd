// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.List;
import replicated.jdbc.Database;
import replicated.jdbc.UntrackedUse;

/** Takes connections when the test says so. */
final class OtherThreads implements UntrackedUse {

    private long taken;
    private Database latest;

    void take(Database database) {
        taken++;
        latest = database;
    }

    @Override
    public long now() {
        return taken;
    }

    @Override
    public List<Database> since(long moment) {
        return taken > moment ? List.of(latest) : List.of();
    }
}
