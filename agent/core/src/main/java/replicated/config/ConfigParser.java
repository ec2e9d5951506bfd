// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import replicated.log.LogSettings;

/** Makes a {@link Config} of a file, or says everything that is wrong with it. */
public final class ConfigParser {

    /** Milliseconds; below them a number was hardly meant as such. */
    private static final int LEAST_WITHOUT_UNIT = 30_000;

    /** Each is a line of the log. */
    private static final int MAX_WARNINGS = 40;

    private static final String NO_USE = "missing; expected one of replica, primary (or a max-lag of its own)";

    private final Problems problems;
    private final Collection<File> passwordFiles;
    private final Set<String> warnings = new LinkedHashSet<>();
    private final String file;

    private ConfigParser(String file, Collection<File> passwordFiles) {
        this.file = file;
        this.problems = new Problems(file);
        this.passwordFiles = passwordFiles;
    }

    /**
     * Reads a file.
     *
     * @param file the YAML file
     * @param environment gives the value of a name in <code>${NAME}</code>, or null; {@code System::getenv} in
     *     production
     * @return checked, with defaults filled in
     * @throws ConfigException if anything at all is wrong with the file
     */
    public static Config parse(File file, Function<String, String> environment) throws ConfigException {
        return parse(file, environment, new ArrayList<>());
    }

    /**
     * Reads a file.
     *
     * @param passwordFiles receives every {@code password-file} it names, also when the file is refused
     */
    static Config parse(File file, Function<String, String> environment, Collection<File> passwordFiles)
            throws ConfigException {
        String name = file.getPath();
        return parse(name, ConfigFile.read(file), environment, passwordFiles);
    }

    /** Reads the text of a file; {@code name} is for error texts. */
    static Config parse(
            String name, byte[] content, Function<String, String> environment, Collection<File> passwordFiles)
            throws ConfigException {
        YamlNode root = ConfigFile.compose(name, content);
        return new ConfigParser(name, passwordFiles).config(root, new Placeholders(environment));
    }

    /** What an empty file would say, if it were allowed. */
    static Config defaults() {
        try {
            return new ConfigParser("defaults", new ArrayList<>()).config(null, new Placeholders(name -> null));
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    private Config config(@Nullable YamlNode node, Placeholders placeholders) throws ConfigException {
        Block root = Block.root(new Document(Keys.TABLE, problems, placeholders, node), node);
        Config config = new Config(
                RoutingSettings.of(root),
                RequestSettings.of(root),
                top(root),
                dataSources(root),
                ObjectNames.of(root),
                BookmarkSettings.of(root.get(Keys.CONSISTENCY)),
                LearningSettings.of(root),
                status(root.get(Keys.STATUS)),
                log(root.get(Keys.LOG)),
                List.of(),
                EffectiveConfig.of(root));
        for (Block route : root.get(Keys.ROUTES)) {
            check(route, config.bookmarks().maxAge());
        }
        for (Block job : root.get(Keys.JOBS)) {
            if (!job.has(Keys.JOBS_USE) && !job.has(Keys.JOBS_MAX_LAG)) {
                job.complain(Keys.JOBS_USE, NO_USE);
            }
        }
        if (problems.any()) {
            throw problems.exception(config.mode() == Mode.OFF);
        }
        if (config.mode() != Mode.OFF && config.withoutReplicas()) {
            warnings.add(file + ": no replicas: nothing is routed; add them under replicas or datasources");
        }
        return config.withWarnings(shownWarnings());
    }

    private List<String> shownWarnings() {
        List<String> shown = new ArrayList<>(warnings);
        if (shown.size() > MAX_WARNINGS) {
            String more = file + ": and " + (shown.size() - MAX_WARNINGS) + " more like these";
            shown.subList(MAX_WARNINGS, shown.size()).clear();
            shown.add(more);
        }
        return shown;
    }

    private DataSourceSettings top(Block root) {
        return new DataSourceSettings(
                null,
                replicas(root.get(Keys.REPLICAS)),
                root.get(Keys.BALANCE),
                root.get(Keys.ZONE),
                root.get(Keys.SLOW_START),
                consistency(root.get(Keys.CONSISTENCY)),
                root.line(Keys.REPLICAS));
    }

    private List<DataSourceSettings> dataSources(Block root) {
        List<DataSourceSettings> dataSources = new ArrayList<>();
        for (Block entry : root.get(Keys.DATASOURCES)) {
            dataSources.add(dataSource(root, entry));
        }
        return List.copyOf(dataSources);
    }

    private DataSourceSettings dataSource(Block root, Block entry) {
        Block match = entry.get(Keys.DATASOURCES_MATCH);
        if (match.isEmpty()) {
            entry.complain(
                    Keys.DATASOURCES_MATCH,
                    "expected at least one of url, pool-name, class to say which data source is meant");
        }
        return new DataSourceSettings(
                DataSourceSettings.Match.of(match),
                replicas(entry.get(Keys.DATASOURCES_REPLICAS)),
                entry.get(Keys.DATASOURCES_BALANCE),
                root.get(Keys.ZONE),
                root.get(Keys.SLOW_START),
                consistency(entry.get(Keys.DATASOURCES_CONSISTENCY)),
                entry.line());
    }

    private List<ReplicaSettings> replicas(List<Block> entries) {
        for (Block entry : entries) {
            noteTimesWithoutUnit(entry.get(Keys.REPLICAS_POOL));
        }
        return new ReplicasParser(passwordFiles).replicas(entries);
    }

    /** HikariCP counts in milliseconds; whoever writes a small number means seconds. */
    private void noteTimesWithoutUnit(Block pool) {
        for (Key<?> key : pool.keys()) {
            String text = key.kind() == Key.Kind.MILLIS ? pool.written(key) : null;
            int millis = text != null && Type.isNumber(text) ? Integer.parseInt(text) : 0;
            if (millis > 0 && millis < LEAST_WITHOUT_UNIT) {
                warn(
                        pool,
                        key,
                        text + " without a unit is " + text + " milliseconds; write " + text
                                + "s if seconds are meant, else " + text + "ms");
            }
        }
    }

    /** Of any other address that can be reached from elsewhere the listener tells, which looks it up. */
    private StatusSettings status(Block block) {
        StatusSettings status = StatusSettings.of(block);
        if (!status.listen().isEmpty() && status.listen().matches("(0\\.0\\.0\\.0|\\[[0:]+]):.*")) {
            String port = status.listen().substring(status.listen().lastIndexOf(':'));
            warn(
                    block,
                    Keys.STATUS_LISTEN,
                    "is open to every network that this machine is in, and the page has no login; write 127.0.0.1"
                            + port + ", or let nobody but your own tools reach that port");
        }
        return status;
    }

    private Consistency consistency(Block block) {
        Duration maxLag = block.get(Keys.CONSISTENCY_MAX_LAG);
        Duration maxAge = block.get(Keys.CONSISTENCY_MAX_AGE);
        if (maxAge.compareTo(maxLag) < 0) {
            String remedy = "max-age (" + Durations.print(maxAge) + ") has to cover max-lag (" + Durations.print(maxLag)
                    + "): a replica that is still in use could be older than a write whose bookmark is gone; raise"
                    + " max-age or lower max-lag";
            boolean aboutAge = block.has(Keys.CONSISTENCY_MAX_AGE) || !block.has(Keys.CONSISTENCY_MAX_LAG);
            block.complain(aboutAge ? Keys.CONSISTENCY_MAX_AGE : Keys.CONSISTENCY_MAX_LAG, remedy);
        } else if (maxAge.compareTo(block.get(Keys.CONSISTENCY_WINDOW)) < 0) {
            warn(block, Keys.CONSISTENCY_WINDOW, "is longer than max-age, which therefore ends it");
        }
        Secret secret = block.get(Keys.CONSISTENCY_SECRET);
        if (secret.present() && secret.value().length() < 16) {
            warn(block, Keys.CONSISTENCY_SECRET, "is short and can be guessed; use 16 random characters or more");
        }
        return Consistency.of(block);
    }

    private void check(Block route, Duration maxAge) {
        if (!route.has(Keys.ROUTES_USE) && !route.has(Keys.ROUTES_MAX_LAG)) {
            route.complain(Keys.ROUTES_USE, NO_USE);
        }
        Duration maxLag = route.find(Keys.ROUTES_MAX_LAG);
        if (maxLag != null && maxLag.compareTo(maxAge) > 0) {
            warn(
                    route,
                    Keys.ROUTES_MAX_LAG,
                    "is longer than consistency.max-age: when a client's bookmark has expired, it may not see here"
                            + " what it wrote");
        }
    }

    private static LogSettings log(Block block) {
        return new LogSettings(block.get(Keys.LOG_LEVEL), block.get(Keys.LOG_FILE), block.get(Keys.LOG_FORMAT));
    }

    private void warn(Block block, Key<?> key, String text) {
        String warning = file + ":" + block.line(key) + ": " + key.path().replace("[]", "") + ": " + text;
        warnings.add(warning);
    }
}
