// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import replicated.config.Config;
import replicated.config.ReadYourWrites;
import replicated.jdbc.Database;
import replicated.jdbc.UntrackedUse;

/**
 * A request may wait for work that it has handed to a job past everything that can be followed: its response has to
 * tell of what that wrote.
 */
class WritesOutsideOfRequestsTest {

    private final FakeDatabase database = new FakeDatabase(ReadYourWrites.POSITION);
    private final List<Database> heard = new ArrayList<>();

    private final UntrackedUse untracked = new UntrackedUse() {
        @Override
        public long now() {
            return 0;
        }

        @Override
        public List<Database> since(long moment) {
            return List.of();
        }

        @Override
        public void wrote(Database to) {
            heard.add(to);
        }
    };

    private final Scopes scopes = new Scopes(Config.DEFAULT, new LearnedRoutes(null), Decisions.NONE, untracked);

    @Test
    void whatAJobCommitsIsToldToRequestsThatMayWaitForIt() {
        scopes.outside().on(database).committed(this);

        assertThat(heard).containsExactly(database);
    }

    @Test
    void whatARequestCommitsIsItsOwn() {
        scopes.ofRequest("POST", "/owners", ClientIdentity.NONE).on(database).committed(this);

        assertThat(heard).isEmpty();
    }
}
