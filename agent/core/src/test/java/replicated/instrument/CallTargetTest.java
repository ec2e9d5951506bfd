// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.hooks.ReplicatedHooks;

/** Kinds of calls that are found by name share their hooks, and yet stand and fall each by itself. */
class CallTargetTest {

    private final List<String> events = new ArrayList<>();

    private final class Target implements CallTarget {
        private final String name;

        Target(String name) {
            this.name = name;
        }

        @Override
        public Object enter(Object subject) {
            if (subject == null) {
                throw new IllegalStateException("a deliberate fault");
            }
            events.add(name + " enter " + subject);
            return subject;
        }

        @Override
        public void exit(Object token) {
            events.add(name + " exit " + token);
        }
    }

    @BeforeEach
    void install() {
        ReplicatedHooks.install(TestHooks.to(Map.of("one", new Target("one"), "other", new Target("other"))));
    }

    @AfterEach
    void uninstall() {
        ReplicatedHooks.install(null);
    }

    private static void giveUp(String kind) {
        for (int i = 0; i < AgentHooks.FAILURES; i++) {
            ReplicatedHooks.callEnter(kind, (Object) null);
        }
    }

    @Test
    void eachKindLeadsToItsTarget() {
        Object outer = ReplicatedHooks.callEnter("one", "a");
        ReplicatedHooks.callExit(ReplicatedHooks.callEnter("other", "b"));
        ReplicatedHooks.callExit(outer);

        assertThat(events).containsExactly("one enter a", "other enter b", "other exit b", "one exit a");
        assertThat(ReplicatedHooks.callEnter("nobody's", "c")).isNull();
    }

    @Test
    void aKindThatFailsTooOftenLeavesTheOthers() {
        giveUp("one");

        assertThat(ReplicatedHooks.callEnter("one", "a")).isNull();
        assertThat(ReplicatedHooks.callEnter("other", "b")).isNotNull();
    }

    @Test
    void aCallEndsAlsoWhenItsKindIsGivenUpMeanwhile() {
        Object begun = ReplicatedHooks.callEnter("one", "a");
        giveUp("one");

        ReplicatedHooks.callExit(begun);

        assertThat(events).containsExactly("one enter a", "one exit a");
    }
}
