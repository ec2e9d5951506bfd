// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.io.File;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a {@code replicas} list. */
final class ReplicasParser {

    private final Collection<File> passwordFiles;

    /** @param passwordFiles receives every {@code password-file} that is named */
    ReplicasParser(Collection<File> passwordFiles) {
        this.passwordFiles = passwordFiles;
    }

    List<ReplicaSettings> replicas(List<Block> entries) {
        List<ReplicaSettings> replicas = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        for (Block entry : entries) {
            ReplicaSettings replica = replica(entry);
            Integer first = replica.name().isEmpty() ? null : lines.putIfAbsent(replica.name(), entry.line());
            if (first != null) {
                entry.complain(
                        Keys.REPLICAS_NAME,
                        "two replicas are named " + Document.plain(replica.name()) + ", the other one on line " + first
                                + "; give each a name of its own");
            }
            if (!replica.url().isEmpty()) {
                refuseAnotherKind(replica.url(), entry, entries);
            }
            replicas.add(replica);
        }
        return List.copyOf(replicas);
    }

    /** All replicas of a list follow one primary. */
    private static void refuseAnotherKind(String url, Block entry, List<Block> entries) {
        Block first = entries.get(0);
        String firstUrl = first.find(Keys.REPLICAS_URL);
        if (firstUrl != null && JdbcUrl.unlike(url, firstUrl)) {
            entry.complain(
                    Keys.REPLICAS_URL,
                    "leads to " + JdbcUrl.subprotocol(url) + ", but that on line " + first.line(Keys.REPLICAS_URL)
                            + " to " + JdbcUrl.subprotocol(firstUrl)
                            + "; a list is of replicas of one database: give each"
                            + " database an entry under datasources");
        }
    }

    private ReplicaSettings replica(Block entry) {
        String url = entry.find(Keys.REPLICAS_URL);
        if (!entry.has(Keys.REPLICAS_NAME) && url != null) {
            entry.set(Keys.REPLICAS_NAME, JdbcUrl.server(url));
        }
        String passwordFile = entry.find(Keys.REPLICAS_PASSWORD_FILE);
        if (passwordFile != null && entry.has(Keys.REPLICAS_PASSWORD)) {
            entry.complain(Keys.REPLICAS_PASSWORD_FILE, "given together with password; keep one of them");
        } else if (passwordFile != null) {
            entry.set(Keys.REPLICAS_PASSWORD, password(entry, new File(passwordFile)));
        }
        String name = entry.find(Keys.REPLICAS_NAME);
        return new ReplicaSettings(
                // Whose is missing or refused has been noted: nobody gets to see what is made here.
                url == null ? "" : url,
                name == null ? "" : name,
                entry.get(Keys.REPLICAS_WEIGHT),
                entry.get(Keys.REPLICAS_ZONE),
                expand(entry, url),
                null,
                entry.find(Keys.REPLICAS_USERNAME),
                entry.get(Keys.REPLICAS_PASSWORD),
                passwordFile,
                Collections.unmodifiableMap(entry.get(Keys.REPLICAS_DRIVER_PROPERTIES)),
                Collections.unmodifiableMap(entry.get(Keys.REPLICAS_POOL).given()));
    }

    private static Expand expand(Block entry, @Nullable String url) {
        Expand expand = entry.get(Keys.REPLICAS_EXPAND);
        if (expand != Expand.NONE && url != null && JdbcUrl.host(url) == null) {
            entry.complain(
                    Keys.REPLICAS_EXPAND,
                    "the URL has to name one host, as in jdbc:postgresql://replicas.example.org/app");
        }
        return expand;
    }

    private Secret password(Block entry, File file) {
        passwordFiles.add(file);
        try {
            Secret password = PasswordFile.read(file);
            if (!password.present()) {
                entry.complain(Keys.REPLICAS_PASSWORD_FILE, file + " is empty; expected the password in it");
            }
            return password;
        } catch (ConfigException e) {
            entry.complain(Keys.REPLICAS_PASSWORD_FILE, e.getMessage());
            return Secret.NONE;
        }
    }
}
