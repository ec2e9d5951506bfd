// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings made by SQL text on a replica and the savepoints set there, in their order: on the next server they are
 * made again in the same order, since a savepoint takes back what was set after it and nothing that was set before. What
 * was set by a method of JDBC after such a text is in that order too, where both may set the same. Owned by one
 * connection and used by its thread.
 */
final class SessionSteps {

    /** The end of such a text: a name in quotes, or one that is folded. */
    private static final Pattern ROLLBACK_TO = Pattern.compile(
            "\\bTO\\s+(?:SAVEPOINT\\s+)?(?:\"([^\"]+)\"|(\\w+))\\s*;?\\s*\\z", Pattern.CASE_INSENSITIVE);

    private sealed interface Step permits Setting, Told, Mark {
        void makeOn(Connection target) throws SQLException;
    }

    /**
     * A setting.
     *
     * @param local whether it is gone at the end of the transaction
     * @param doubtful whether it was answered with an error, so that the next server may do the same
     */
    private record Setting(String sql, boolean local, boolean doubtful) implements Step {

        @Override
        public void makeOn(Connection target) throws SQLException {
            try (Statement statement = target.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                if (!doubtful) {
                    throw e;
                }
            }
        }
    }

    /** What a method of JDBC does to a connection. */
    @FunctionalInterface
    interface Telling {
        void on(Connection target) throws SQLException;
    }

    /** Set by a method of JDBC. A rollback does not take it back, as {@link SessionState} keeps it for good. */
    private record Told(String what, Telling telling) implements Step {

        @Override
        public void makeOn(Connection target) throws SQLException {
            telling.on(target);
        }
    }

    private record Mark(RoutedSavepoint savepoint) implements Step {

        @Override
        public void makeOn(Connection target) throws SQLException {
            savepoint.setOn(target);
        }
    }

    private final List<Step> steps = new ArrayList<>();

    /** How many settings outlive the open transaction whatever becomes of it: they come before all else. */
    private int cached;

    /**
     * Keeps a setting.
     *
     * @param local whether it is gone at the end of the transaction
     * @param doubtful whether it was answered with an error
     * @param inTransaction whether it was made in one that may yet be rolled back
     */
    void setting(String sql, boolean local, boolean doubtful, boolean inTransaction) {
        steps.add(new Setting(sql, local, doubtful));
        if (!inTransaction) {
            cached = steps.size();
        }
    }

    /**
     * Keeps what was set by a method of JDBC, if a text may have set the same before. Of the same in a row the last one
     * is enough, however often a connection that is kept open is told.
     *
     * @param what it sets, by name
     * @param inTransaction whether it was set in one that is open
     */
    void told(String what, Telling telling, boolean inTransaction) {
        if (!hasSettings()) {
            return;
        }
        int last = steps.size() - 1;
        if (steps.get(last) instanceof Told before && before.what().equals(what)) {
            steps.remove(last);
            cached = Math.min(cached, last);
        }
        steps.add(new Told(what, telling));
        if (!inTransaction) {
            cached = steps.size();
        }
    }

    void savepoint(RoutedSavepoint savepoint) {
        steps.add(new Mark(savepoint));
    }

    /**
     * The transaction was rolled back to a savepoint: those set after it are gone.
     *
     * @param undone whether settings made after it are gone too
     */
    void rolledBackTo(RoutedSavepoint savepoint, boolean undone) {
        int index = index(savepoint);
        if (index >= 0) {
            List<Step> after = steps.subList(index + 1, steps.size());
            after.removeIf(step -> step instanceof Mark || (undone && step instanceof Setting));
        }
    }

    /**
     * As {@link #rolledBackTo}, if that is what a text says. Such texts go to the primary, but for those that bring a
     * failed transaction back to where it had not failed.
     */
    void rolledBackToByText(String sql, boolean undone) {
        Matcher text = ROLLBACK_TO.matcher(sql);
        if (!text.find()) {
            return;
        }
        String name = text.group(1) == null ? text.group(2).toLowerCase(Locale.ROOT) : text.group(1);
        for (int at = steps.size() - 1; at >= 0; at--) {
            if (steps.get(at) instanceof Mark mark && mark.savepoint().isNamed(name)) {
                rolledBackTo(mark.savepoint(), undone);
                return;
            }
        }
    }

    /** A savepoint is released, and with it those set after it; settings stay. */
    void released(RoutedSavepoint savepoint) {
        int index = index(savepoint);
        if (index >= 0) {
            steps.subList(index, steps.size()).removeIf(Mark.class::isInstance);
        }
    }

    private int index(RoutedSavepoint savepoint) {
        for (int at = 0; at < steps.size(); at++) {
            if (steps.get(at) instanceof Mark mark && mark.savepoint() == savepoint) {
                return at;
            }
        }
        return -1;
    }

    /**
     * What belonged to the transaction is gone.
     *
     * @param undone whether settings made in it are gone too
     */
    void transactionEnded(boolean undone) {
        if (undone) {
            steps.subList(cached, steps.size()).removeIf(Setting.class::isInstance);
        }
        steps.removeIf(step -> step instanceof Mark || (step instanceof Setting setting && setting.local()));
        cached = steps.size();
    }

    /** Makes again, in no transaction, what outlives the open one whatever becomes of it. */
    void makeLastingOn(Connection target) throws SQLException {
        for (Step step : steps.subList(0, cached)) {
            step.makeOn(target);
        }
    }

    /** Makes again, in the transaction, what belongs to it. */
    void makeOthersOn(Connection target) throws SQLException {
        for (Step step : steps.subList(cached, steps.size())) {
            step.makeOn(target);
        }
    }

    boolean hasLasting() {
        return cached > 0;
    }

    boolean hasSettings() {
        return steps.stream().anyMatch(Setting.class::isInstance);
    }
}
