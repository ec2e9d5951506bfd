// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import java.util.Map;

/**
 * What the environment tells the application.
 *
 * @param url {@code DB_URL}: any JDBC URL of PostgreSQL, MariaDB, MySQL or H2; an H2 database in memory by default
 * @param user {@code DB_USER}
 * @param password {@code DB_PASSWORD}
 * @param poolSize {@code DB_POOL_SIZE}: the most connections at once; 10 by default
 * @param port {@code PORT}: 8080 by default; 0 takes a free one, which is printed
 * @param doors {@code DOORS=true}: the ways to write of {@code notes.doors}, on PostgreSQL, MariaDB and MySQL; not by
 *     default
 * @param jobs {@code JOBS=1}, with the doors: work outside of requests, too
 * @param virtualThreads {@code VIRTUAL_THREADS=true}: requests on virtual threads, from JDK 21 on
 */
record Settings(
        String url,
        String user,
        String password,
        int poolSize,
        int port,
        boolean doors,
        boolean jobs,
        boolean virtualThreads) {

    static Settings from(Map<String, String> environment) {
        return new Settings(
                environment.getOrDefault("DB_URL", "jdbc:h2:mem:notes;DB_CLOSE_DELAY=-1"),
                environment.getOrDefault("DB_USER", ""),
                environment.getOrDefault("DB_PASSWORD", ""),
                Integer.parseInt(environment.getOrDefault("DB_POOL_SIZE", "10")),
                Integer.parseInt(environment.getOrDefault("PORT", "8080")),
                Boolean.parseBoolean(environment.get("DOORS")),
                "1".equals(environment.get("JOBS")),
                Boolean.parseBoolean(environment.get("VIRTUAL_THREADS")));
    }
}
