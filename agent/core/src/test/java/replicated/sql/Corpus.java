// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import replicated.dialect.Dialect;
import replicated.route.StatementKind;

/**
 * A statement of a corpus file.
 *
 * @param line where it begins
 * @param kind the verdict expected
 * @param mark {@code rescued}, {@code silent} or empty; the file says what they mean
 * @param sql the text
 */
record Corpus(int line, StatementKind kind, String mark, String sql) {

    /** The corpus of a dialect. */
    static List<Corpus> of(Dialect dialect) {
        return read(
                switch (dialect.name()) {
                    case "POSTGRESQL" -> "postgresql.sql";
                    case "MYSQL", "MARIADB" -> "mysql.sql";
                    case "H2" -> "h2.sql";
                    default -> "other.sql";
                });
    }

    private static List<Corpus> read(String file) {
        List<Corpus> statements = new ArrayList<>();
        StatementKind kind = null;
        String mark = "";
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (line.startsWith("-- == ")) {
                String[] words = line.split(" ", -1);
                kind = StatementKind.valueOf(words[2]);
                mark = words.length > 3 ? words[3] : "";
            } else if (line.startsWith(" ")) {
                Corpus open = statements.remove(statements.size() - 1);
                statements.add(new Corpus(open.line, open.kind, open.mark, open.sql + "\n" + line));
            } else if (!line.isBlank() && (kind != null || !line.startsWith("-- "))) {
                statements.add(new Corpus(number, kind, mark, line));
            }
        }
        return statements;
    }

    static List<String> lines(String file) {
        try (InputStream in = Corpus.class.getResourceAsStream("/corpus/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return line + ": " + sql;
    }
}
