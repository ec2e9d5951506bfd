// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import replicated.hooks.ReplicatedHooks;

/** What is told of a real driver's calls: a commit that is taken for a rollback would be a write that nobody hears of. */
class StatementInstrumentationTest {

    private final List<String> told = new ArrayList<>();
    private Connection connection;

    @BeforeEach
    void connect() throws Exception {
        HookTransformer transformer =
                new HookTransformer(Instrumenter.instrumentations(new NamedCode(Set.of(), Set.of(), List.of())), null);
        WovenLoader[] loader = new WovenLoader[1];
        loader[0] = new WovenLoader(
                name -> name.startsWith("org.h2."),
                classFile -> transformer.transform(
                        null, loader[0], new ClassReader(classFile).getClassName(), null, null, classFile));
        Driver driver = Class.forName("org.h2.Driver", true, loader[0])
                .asSubclass(Driver.class)
                .getConstructor()
                .newInstance();
        connection = driver.connect("jdbc:h2:mem:", new Properties());
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE note (id int)");
        }
        ReplicatedHooks.install(TestHooks.to(new Told()));
    }

    @AfterEach
    void close() throws Exception {
        ReplicatedHooks.install(null);
        connection.close();
    }

    private final class Told implements AgentHooks.Statements {
        @Override
        public Object enter(Object statement, String sql, boolean writes) {
            return "statement " + sql;
        }

        @Override
        public Object commit(Object ending) {
            assertThat(ending).isSameAs(connection);
            return "commit";
        }

        @Override
        public Object rollback(Object ending) {
            assertThat(ending).isSameAs(connection);
            return "rollback";
        }

        @Override
        public void exit(Object token, Throwable thrown) {
            told.add(thrown == null ? (String) token : token + " failed");
        }
    }

    @Test
    void endsOfTransactionsAreTold() throws Exception {
        connection.setAutoCommit(false);
        assertThat(told).containsExactly("commit");
        told.clear();

        connection.commit();
        assertThat(told).containsExactly("commit");
        told.clear();

        connection.rollback();
        assertThat(told).containsExactly("rollback");
    }

    @Test
    void goingBackToASavepointEndsNothing() throws Exception {
        connection.setAutoCommit(false);
        var here = connection.setSavepoint();
        told.clear();

        connection.rollback(here);

        assertThat(told).isEmpty();
    }

    @Test
    void aStatementIsToldWithItsTextAndItsFailure() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO note VALUES (1)");
            assertThat(told).contains("statement INSERT INTO note VALUES (1)");
            told.clear();

            assertThatThrownBy(() -> statement.execute("INSERT INTO nothing VALUES (1)"))
                    .isInstanceOf(SQLException.class);
            assertThat(told).contains("statement INSERT INTO nothing VALUES (1) failed");
        }
    }
}
