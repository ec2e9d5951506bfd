// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made again on the next server, and in which order. */
class SessionStepsTest {

    private final SessionSteps steps = new SessionSteps();

    private final List<String> made = new ArrayList<>();

    private final Connection target = proxy(Connection.class, (proxy, method, arguments) -> {
        if (method.getName().equals("createStatement")) {
            return statement();
        }
        made.add("savepoint " + arguments[0]);
        return proxy(Savepoint.class, (savepoint, call, none) -> null);
    });

    private Statement statement() {
        return proxy(Statement.class, (proxy, method, arguments) -> {
            if (method.getName().equals("execute")) {
                made.add((String) arguments[0]);
                return false;
            }
            return null;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void set(String name) {
        steps.setting("SET " + name, false, false, true);
    }

    private RoutedSavepoint mark(String name) throws SQLException {
        RoutedSavepoint savepoint = RoutedSavepoint.on(target, name);
        steps.savepoint(savepoint);
        return savepoint;
    }

    private List<String> again() throws SQLException {
        made.clear();
        steps.makeLastingOn(target);
        steps.makeOthersOn(target);
        return made;
    }

    /** A connection that is kept open for a long job is told the same for each of its items. */
    @Test
    void ofTheSameThatWasToldInARowTheLastIsMadeAgain() throws SQLException {
        steps.setting("SET a", false, false, false);
        for (int item = 0; item < 1_000; item++) {
            String name = "item " + item;
            steps.told("client-info", next -> made.add(name), false);
        }
        steps.told("schema", next -> made.add("schema"), false);

        assertThat(again()).containsExactly("SET a", "item 999", "schema");
    }

    @Test
    void allIsMadeAgainInItsOrder() throws SQLException {
        set("a");
        mark("one");
        set("b");
        mark("two");
        set("c");

        assertThat(again()).containsExactly("SET a", "savepoint one", "SET b", "savepoint two", "SET c");
    }

    @Test
    void aSavepointTakesBackWhatCameAfterItAndStays() throws SQLException {
        set("a");
        RoutedSavepoint one = mark("one");
        set("b");
        mark("two");
        set("c");

        steps.rolledBackTo(one, true);

        assertThat(again()).containsExactly("SET a", "savepoint one");
    }

    @Test
    void whereSettingsAreNotUndoneOnlySavepointsGo() throws SQLException {
        RoutedSavepoint one = mark("one");
        set("b");
        mark("two");

        steps.rolledBackTo(one, false);

        assertThat(again()).containsExactly("savepoint one", "SET b");
    }

    @Test
    void aReleasedSavepointTakesThoseAfterItAlongAndLeavesTheSettings() throws SQLException {
        set("a");
        mark("one");
        RoutedSavepoint two = mark("two");
        set("b");
        mark("three");

        steps.released(two);

        assertThat(again()).containsExactly("SET a", "savepoint one", "SET b");
    }

    @Test
    void aNameInATextMeansTheLatestSavepointOfThatName() throws SQLException {
        mark("one");
        set("a");
        mark("one");
        set("b");

        steps.rolledBackToByText("rollback to One ;", true);

        assertThat(again()).containsExactly("savepoint one", "SET a", "savepoint one");
    }

    @Test
    void otherTextsTakeNothingBack() throws SQLException {
        mark("one");
        set("a");

        steps.rolledBackToByText("SAVEPOINT one", true);
        steps.rolledBackToByText("ROLLBACK TO \"One\"", true);

        assertThat(again()).containsExactly("savepoint one", "SET a");
    }

    @Test
    void theEndOfATransactionTakesItsSavepointsAndWhatWasLocalToIt() throws SQLException {
        steps.setting("SET before", false, false, false);
        mark("one");
        steps.setting("SET LOCAL a", true, false, true);
        set("b");

        steps.transactionEnded(false);
        assertThat(again()).containsExactly("SET before", "SET b");

        set("c");
        steps.transactionEnded(true);
        assertThat(again()).containsExactly("SET before", "SET b");
    }
}
