// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the statements out of the general query log of MariaDB or MySQL, written by a server whose time is UTC. */
final class GeneralLog {
    // "time<tab>session command<tab>argument". MariaDB leaves the time out where it is that of the line before.
    private static final Pattern ENTRY = Pattern.compile(
            "(?m)^(\\d{6} [ \\d]\\d:\\d\\d:\\d\\d|\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z|\t)\t *(\\d+) ([A-Z]\\w*)\t");
    private static final Set<String> STATEMENTS = Set.of("Query", "Execute", "Bulk_execute");
    private static final DateTimeFormatter MARIADB_TIME = DateTimeFormatter.ofPattern("yyMMdd ppH:mm:ss");

    private GeneralLog() {}

    /** @param except a user whose statements are left out */
    static List<LoggedStatement> statements(String log, String except) {
        List<LoggedStatement> statements = new ArrayList<>();
        Map<String, String> users = new HashMap<>();
        Instant time = Instant.EPOCH;
        Matcher entry = ENTRY.matcher(log);
        boolean found = entry.find();
        while (found) {
            time = entry.group(1).equals("\t") ? time : time(entry.group(1));
            String session = entry.group(2);
            String command = entry.group(3);
            int begin = entry.end();
            found = entry.find();
            String argument =
                    log.substring(begin, found ? entry.start() : log.length()).stripTrailing();
            if (command.equals("Connect")) {
                users.put(session, argument.substring(0, Math.max(0, argument.indexOf('@'))));
            } else if (STATEMENTS.contains(command)) {
                // The server's own threads, which apply what the primary sent, never connected.
                String user = users.get(session);
                if (user != null && !user.equals(except)) {
                    statements.add(new LoggedStatement(time, session, user, "", argument));
                }
            }
        }
        return statements;
    }

    private static Instant time(String text) {
        return text.endsWith("Z")
                ? Instant.parse(text)
                : LocalDateTime.parse(text, MARIADB_TIME).toInstant(ZoneOffset.UTC);
    }
}
