// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the statements out of a PostgreSQL log that is written with {@link #LINE_PREFIX}. */
final class PostgresLog {
    /** {@code log_line_prefix}: time in seconds since 1970, session, user, application. */
    static final String LINE_PREFIX = "%n|%c|%u|%a|";

    // "statement: ..." is the simple protocol, "execute <unnamed>: ..." or "execute S_1/C_2: ..." the extended one.
    private static final Pattern STATEMENT =
            Pattern.compile("(\\d+\\.\\d+)\\|([^|]*)\\|([^|]*)\\|(.*?)\\|LOG:  (?:statement|execute [^:]*): (.*)");

    private PostgresLog() {}

    static List<LoggedStatement> statements(String log) {
        List<LoggedStatement> statements = new ArrayList<>();
        // The lines of one message that follow its first begin with a tab.
        for (String message : log.split("\n(?!\t)", -1)) {
            String[] firstAndRest = message.split("\n", 2);
            Matcher matcher = STATEMENT.matcher(firstAndRest[0]);
            if (matcher.matches() && !matcher.group(4).equals(Server.OWN_SESSIONS)) {
                String rest = firstAndRest.length == 1
                        ? ""
                        : "\n" + firstAndRest[1].replace("\n\t", "\n").substring(1);
                statements.add(new LoggedStatement(
                        time(matcher.group(1)),
                        matcher.group(2),
                        matcher.group(3),
                        matcher.group(4),
                        matcher.group(5) + rest));
            }
        }
        return statements;
    }

    private static Instant time(String seconds) {
        return Instant.ofEpochMilli(new BigDecimal(seconds).movePointRight(3).longValue());
    }
}
