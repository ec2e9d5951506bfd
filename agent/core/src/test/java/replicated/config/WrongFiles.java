// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Every way to write a wrong file that is known, each with what the parser says of it after the file's name. */
final class WrongFiles {

    static final String REPLICA = "replicas:\n  - url: jdbc:h2:mem:a\n";

    private static final String TAB = "a tab before the first word; indent by spaces only";

    private WrongFiles() {}

    static Stream<Arguments> all() {
        return Stream.of(
                arguments(
                        "master: jdbc:postgresql://primary/app",
                        "1: master: unknown key; the primary is the application's own data source and is not written here"),
                arguments("mdoe: off", "1: mdoe: unknown key; did you mean mode?"),
                arguments(
                        "consistency:\n  max-lagg: 1s", "2: consistency.max-lagg: unknown key; did you mean max-lag?"),
                arguments("consistency:\n  maxLag: 1s", "2: consistency.maxLag: unknown key; did you mean max-lag?"),
                arguments("max-lag: 1s", "1: max-lag: unknown key here; it belongs to routes or jobs or consistency"),
                arguments(
                        "fallback: {elephants: 1}",
                        "1: fallback.elephants: unknown key; known here are max-concurrent"),
                arguments("log: {level:debug}", "1: log.level: unknown key; is the space after the colon missing?"),
                arguments(
                        "jobs: [{use: replica}]",
                        "1: jobs.job: missing; expected a pattern for class and method, such as com.acme.report.**"),
                arguments(
                        "jobs:\n  - job: com.acme.**",
                        "2: jobs.use: missing; expected one of replica, primary (or a max-lag of its own)"),
                arguments(
                        "jobs: [{job: com/acme/**, use: replica}]",
                        "1: jobs.job: expected a pattern for class and method with dots between, such as"
                                + " com.acme.report.Nightly.run or com.acme.report.**, but found \"com/acme/**\""),
                arguments(
                        "jobs: [{job: com.acme.Nightly.run(), use: replica}]",
                        "1: jobs.job: expected a pattern for class and method with dots between, such as"
                                + " com.acme.report.Nightly.run or com.acme.report.**, but found \"com.acme.Nightly.run()\""),
                arguments(
                        "jobs: [{job: nightly, use: replica}]",
                        "1: jobs.job: expected a pattern for class and method with dots between, such as"
                                + " com.acme.report.Nightly.run or com.acme.report.**, but found \"nightly\""),
                arguments(
                        "jobs: [{job: '**.Nightly.run', use: replica}]",
                        "1: jobs.job: expected a pattern that begins with a package or a class, such as"
                                + " com.acme.report.Nightly.run or com.acme.report.**: one that begins with * would mean all"
                                + " classes of all libraries"),
                arguments(
                        "jobs: [{job: java.util.TimerTask.run, use: replica}]",
                        "1: jobs.job: names classes of the JDK, which are left alone; name the class of the application that"
                                + " they call, such as com.acme.report.Nightly.run or com.acme.report.**"),
                arguments(
                        "jobs: [{job: com.acme.report**, use: replica}]",
                        "1: jobs.job: ** stands for whole segments, with dots around, such as com.acme.report.Nightly.run or"
                                + " com.acme.report.**"),
                arguments(
                        "jobs: [{job: com.acme.report.Nightly, use: replica}]",
                        "1: jobs.job: ends with the name of a class; add .* for all of its public methods, or the name of"
                                + " one"),
                arguments(
                        "jobs: [{job: com.acme.**, use: replica, methods: [GET]}]",
                        "1: jobs.methods: unknown key here; it belongs to routes"),
                arguments("mode: on", "1: mode: expected one of route, observe, off, but found \"on\""),
                arguments(
                        "mode: obsrve",
                        "1: mode: expected one of route, observe, off, but found \"obsrve\"; did you mean observe?"),
                arguments("mode:", "1: mode: expected one of route, observe, off, but found nothing"),
                arguments("mode: [off]", "1: mode: expected one of route, observe, off, but found a list"),
                arguments("learn: yes", "1: learn: expected true or false, but found \"yes\""),
                arguments(
                        "balance: round_robbin",
                        "1: balance: expected one of round-robin, least-connections, random, affinity, but found"
                                + " \"round_robbin\"; did you mean round-robin?"),
                arguments(
                        "replica-timeout: soon",
                        "1: replica-timeout: expected a duration such as 250ms, 5s, 2m, at least 1ms, but found \"soon\""),
                arguments(
                        "replica-share: 5",
                        "1: replica-share: expected a percentage such as 5% or 0.5%, from 0% to 100%, but found \"5\""),
                arguments(
                        "replica-share: 101%",
                        "1: replica-share: expected a percentage such as 5% or 0.5%, from 0% to 100%, but found \"101%\""),
                arguments(
                        "consistency: {wait: 5}",
                        "1: consistency.wait: expected a duration such as 250ms, 5s, 2m, but found \"5\"; the unit is"
                                + " missing"),
                arguments(
                        "consistency: {wait: 99999999h}",
                        "1: consistency.wait: expected a duration such as 250ms, 5s, 2m, but found \"99999999h\""),
                arguments(
                        "consistency: {wait: -1s}",
                        "1: consistency.wait: expected a duration such as 250ms, 5s, 2m, but found \"-1s\""),
                arguments(
                        "consistency: {poll-interval: 1ms}",
                        "1: consistency.poll-interval: expected a duration such as 250ms, 5s, 2m, at least 10ms, but found"
                                + " \"1ms\""),
                arguments(
                        "fallback: {max-concurrent: -1}",
                        "1: fallback.max-concurrent: expected a whole number, 0 or more, but found \"-1\""),
                arguments("fallback: 3", "1: fallback: expected keys, indented below it, but found a text"),
                arguments(
                        "read-methods: GET", "1: read-methods: expected a list such as [GET, HEAD], but found a text"),
                arguments("read-methods: [[GET]]", "1: read-methods: expected a text, but found a list"),
                arguments(
                        "read-methods: [\"GET POST\"]",
                        "1: read-methods: expected HTTP methods such as [GET, HEAD], but found \"GET POST\""),
                arguments(
                        "replicas: {url: a}",
                        "1: replicas: expected a list, each entry begun with \"- \", but found keys" + " with values"),
                arguments(
                        "replicas:\n  - jdbc:h2:mem:a",
                        "2: replicas: expected entries with keys such as \"- url: ...\""),
                arguments(
                        "replicas:\n  - name: a",
                        "2: replicas.url: missing; a replica needs one, such as jdbc:postgresql://replica-1:5432/app"),
                arguments(
                        "replicas:\n  - url: postgres://me:hunter2@x/app",
                        "2: replicas.url: expected a JDBC URL such as jdbc:postgresql://replica-1:5432/app, but found one"
                                + " that begins with \"postgres:\""),
                arguments(
                        "replicas:\n  - url: replica-1/app",
                        "2: replicas.url: expected a JDBC URL such as jdbc:postgresql://replica-1:5432/app"),
                arguments(
                        "replicas:\n  - url: jdbc:h2:mem:a\n    password:hunter2",
                        "3:21: not YAML: could not find expected ':' while scanning a simple key begun on line 3"),
                arguments(
                        "replicas:\n  - url: jdbc:h2:mem:a\n     hunter2",
                        "2: replicas.url: has a space in it; take it out, or look for a mistake in the line below"),
                arguments(
                        REPLICA + "    weight: -1",
                        "3: replicas.weight: expected a whole number, 0 or more, but found \"-1\""),
                arguments(
                        REPLICA + "    weight: 1.5",
                        "3: replicas.weight: expected a whole number, 0 or more, but found \"1.5\""),
                arguments(
                        REPLICA + "    expand: dsn",
                        "3: replicas.expand: expected one of "
                                + String.join(", ", Type.choice(Expand.class).choices())
                                + ", but found \"dsn\"; did you mean dns?"),
                arguments(
                        "replicas:\n  - url: jdbc:postgresql://a,b/app\n    expand: srv",
                        "3: replicas.expand: the URL has to name one host, as in"
                                + " jdbc:postgresql://replicas.example.org/app"),
                arguments(REPLICA + "    name: \"\"", "3: replicas.name: expected a name, but found an empty text"),
                arguments(
                        REPLICA + "    password: {hunter2: hunter2}",
                        "3: replicas.password: expected a text, but found keys with values"),
                arguments(
                        REPLICA + "    password: hunter2\n    password-file: /nowhere",
                        "4: replicas.password-file: given together with password; keep one of them"),
                arguments(
                        REPLICA + "  - url: jdbc:h2:mem:a",
                        "3: replicas.name: two replicas are named h2:mem:a, the other one on line 2; give each a name of"
                                + " its own"),
                arguments(
                        REPLICA + "    pool: {maximumPoolSize: 3}",
                        "3: replicas.pool.maximumPoolSize: unknown key; did you mean maximum-pool-size?"),
                arguments(
                        REPLICA + "    pool: {register-mbeans: true}",
                        "3: replicas.pool.register-mbeans: cannot be set here; what can be set are maximum-pool-size,"
                                + " minimum-idle, connection-timeout, validation-timeout, idle-timeout, max-lifetime,"
                                + " keepalive-time, leak-detection-threshold, connection-test-query, connection-init-sql."
                                + " All else is the agent's own business or as in the application's own pool"),
                arguments(
                        REPLICA + "    pool: {maximum-pool-size: many}",
                        "3: replicas.pool.maximum-pool-size: expected a whole number, 1 or more, but found \"many\""),
                arguments(
                        REPLICA + "    pool: {max-lifetime: long}",
                        "3: replicas.pool.max-lifetime: expected a duration such as 250ms, 5s, 2m, or a number of"
                                + " milliseconds, but found \"long\""),
                arguments(
                        REPLICA + "    pool: {minimum-idle: -1}",
                        "3: replicas.pool.minimum-idle: expected a whole number, 0 or more, but found \"-1\""),
                arguments(
                        REPLICA + "    pool: {connection-timeout: 100ms}",
                        "3: replicas.pool.connection-timeout: expected a duration such as 250ms, 5s, 2m, or a number of"
                                + " milliseconds, at least 250ms or 0, but found \"100ms\""),
                arguments(
                        REPLICA + "    pool: {validation-timeout: 0}",
                        "3: replicas.pool.validation-timeout: expected a duration such as 250ms, 5s, 2m, or a number of"
                                + " milliseconds, at least 250ms, but found \"0\""),
                arguments(
                        REPLICA + "    driver-properties: ssl",
                        "3: replicas.driver-properties: expected keys with a text each, but found a text"),
                arguments(REPLICA + "slaves: []", "3: replicas: given twice, first on line 1; keep one of them"),
                arguments("learn: true\nlearn: true", "2: learn: given twice, first on line 1; keep one of them"),
                arguments(
                        "datasources:\n  - match: {url: \"*\"}",
                        "2: datasources.replicas: missing; [] leaves this data source alone"),
                arguments(
                        "datasources:\n  - replicas: []",
                        "2: datasources.match: expected at least one of url, pool-name, class to say which data source is"
                                + " meant"),
                arguments(
                        "datasources:\n  - replicas: []\n    match: {url: \"\"}",
                        "3: datasources.match.url: expected a pattern such as \"*crm*\", but found an empty text"),
                arguments(
                        "datasources:\n  - replicas: []\n    match: {url: x}\n    consistency:\n      cookie: x",
                        "5: datasources.consistency.cookie: belongs to the client, who has one bookmark for all databases;"
                                + " set it in the top level's consistency"),
                arguments(
                        "routes:\n  - use: replica", "2: routes.path: missing; expected a pattern such as /reports/**"),
                arguments(
                        "routes:\n  - {path: GET /x, use: replica}",
                        "2: routes.path: expected a pattern that begins with /, such as /reports/**; methods go under"
                                + " methods"),
                arguments(
                        "routes:\n  - path: /x",
                        "2: routes.use: missing; expected one of replica, primary (or a max-lag of its own)"),
                arguments(
                        "routes:\n  - {path: /x, use: standby}",
                        "2: routes.use: expected one of replica, primary, but found \"standby\""),
                arguments(
                        "annotations: {primary: [\"no name\"]}",
                        "1: annotations.primary: expected annotations by simple or full name, such as UsePrimary or"
                                + " com.example.UsePrimary, but found \"no name\""),
                arguments(
                        "consistency:\n  max-age: 5s",
                        "2: consistency.max-age: max-age (5s) has to cover max-lag (10s): a replica that is still in use"
                                + " could be older than a write whose bookmark is gone; raise max-age or lower max-lag"),
                arguments(
                        "consistency:\n  max-lag: 2m",
                        "2: consistency.max-lag: max-age (1m) has to cover max-lag (2m): a replica that is still in use"
                                + " could be older than a write whose bookmark is gone; raise max-age or lower max-lag"),
                arguments(
                        "consistency: {cookie: my cookie}",
                        "1: consistency.cookie: expected the name of a cookie (RFC 6265), of letters, digits and"
                                + " !#$%&'*+-.^_`|~ only"),
                arguments(
                        "consistency: {header: \"X:Y\"}",
                        "1: consistency.header: expected the name of a header (RFC 9110), of letters, digits and"
                                + " !#$%&'*+-.^_`|~ only"),
                arguments(
                        "status: {listen: 9470}",
                        "1: status.listen: expected host:port such as 127.0.0.1:9470 or [::1]:9470, but found \"9470\""),
                arguments(
                        "status: {listen: \"localhost:99999\"}",
                        "1: status.listen: expected host:port such as 127.0.0.1:9470 or [::1]:9470, but found"
                                + " \"localhost:99999\""),
                arguments(
                        "log: {level: verbose}",
                        "1: log.level: expected one of error, warn, info, debug, but found" + " \"verbose\""),
                arguments(
                        "mode: ${NOT_SET}",
                        "1: mode: the environment variable NOT_SET is not set and has no default; set it, or write"
                                + " ${NOT_SET:default}"),
                arguments(
                        "log: {file: \"${A\"}",
                        "1: log.file: has ${ without its closing }; write ${NAME} or ${NAME:default}, or $${ for a plain"
                                + " ${"),
                arguments(
                        "log: {file: \"${}\"}",
                        "1: log.file: has ${...} without a name of letters, digits, _ or . in it; write ${NAME} or"
                                + " ${NAME:default}, or $${ for a plain ${"),
                arguments("? [a]\n: b", "1: expected keys, but found a list or mapping as a key"),
                arguments(
                        "- a",
                        "1: expected keys such as replicas:, but found a list or a text; is the space after a"
                                + " colon missing?"),
                arguments(
                        "mode:off",
                        "1: expected keys such as replicas:, but found a list or a text; is the space after"
                                + " a colon missing?"),
                arguments("learn: true\nmode: a: b", "2:8: not YAML: mapping values are not allowed here"),
                arguments(
                        "learn: [true",
                        "1:13: not YAML: expected ',' or ']', but got <stream end> while parsing a flow sequence begun on line"
                                + " 1"),
                arguments(
                        "consistency: {secret: *hunter2}",
                        "1:23: not YAML: an undefined alias; a value that begins with * has to be in quotes"),
                arguments(
                        "consistency: {secret: !a!hunter2 b}",
                        "1:23: not YAML: an undefined tag; a value that begins with ! has to be in quotes"),
                arguments(
                        "primary: jdbc:postgresql://primary/app",
                        "1: primary: unknown key; the primary is the application's own data source and is not written here"),
                arguments(
                        "replicas:\n  - url: jdbc:postgresql://a/app\n  - url: jdbc:p6spy:mysql://b/app",
                        "3: replicas.url: leads to mysql, but that on line 2 to postgresql; a list is of replicas of one"
                                + " database: give each database an entry under datasources"),
                arguments(
                        REPLICA + "    pool: {connection-timeout: 30}",
                        "3: replicas.pool.connection-timeout: expected a duration such as 250ms, 5s, 2m, or a number of"
                                + " milliseconds, at least 250ms or 0, but found \"30\"; without a unit it is"
                                + " milliseconds, write 30s for seconds"),
                arguments("consistency:\n\twait: 5s", "2:1: not YAML: " + TAB),
                arguments("consistency:\n  wait: 5s\n\tmax-lag: 5s", "3:1: not YAML: " + TAB),
                arguments("replicas:\n  - url: jdbc:h2:mem:a\n  \tweight: 2", "3:3: not YAML: " + TAB));
    }
}
