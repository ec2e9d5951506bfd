package replicated.config;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import replicated.config.Config.Status;
import replicated.log.Level;
import replicated.log.LogSettings;

/** Makes a {@link Config} of a file, or says everything that is wrong with it. */
public final class ConfigParser {

    private static final List<String> OF_THE_CLIENT = List.of("cookie", "header", "max-age", "secret");

    private final Problems problems;
    private final Collection<File> passwordFiles;
    private final List<String> warnings = new ArrayList<>();
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
     * @param environment gives the value of a name in <code>${NAME}</code>, or null; {@code System::getenv} in production
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
        MappingNode root = ConfigFile.compose(name, content);
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

    private Config config(MappingNode node, Placeholders placeholders) throws ConfigException {
        Block root = Block.root(new Document(problems, placeholders, node), node);
        Mode mode = root.choice("mode", Mode.class);
        Balance balance = root.choice("balance", Balance.class);
        Block block = root.block("consistency");
        Consistency consistency = consistency(block);
        DataSourceSettings top =
                new DataSourceSettings(null, replicas(root), balance, consistency, root.line("replicas"));
        List<DataSourceSettings> dataSources = new ArrayList<>();
        for (Block entry : root.blocks("datasources", "datasources[]")) {
            dataSources.add(dataSource(entry, balance, block));
        }
        List<RouteRule> routes = new ArrayList<>();
        for (Block entry : root.blocks("routes", "routes[]")) {
            routes.add(route(entry, consistency.maxAge()));
        }
        Block annotations = root.block("annotations");
        Config config = new Config(
                mode,
                root.flag("auto-read-on-replica"),
                methods(root, "read-methods"),
                root.flag("read-only-transactions"),
                top,
                List.copyOf(dataSources),
                root.duration("replica-timeout"),
                root.block("fallback").integer("max-concurrent"),
                List.copyOf(routes),
                objects(root.block("functions"), root.block("tables")),
                names(annotations, "primary"),
                names(annotations, "replica"),
                root.choice("writes-on-read-requests", WritesOnReadRequests.class),
                root.integer("trust-after"),
                root.flag("learn"),
                root.text("learned-routes-file"),
                status(root.block("status")),
                log(root.block("log")),
                warnings);
        if (problems.any()) {
            throw problems.exception(mode == Mode.OFF);
        }
        if (mode != Mode.OFF && config.withoutReplicas()) {
            warnings.add(file + ": no replicas: nothing is routed; add them under replicas or datasources");
        }
        return config.withWarnings(warnings);
    }

    private DataSourceSettings dataSource(Block entry, Balance balance, Block topConsistency) {
        if (!entry.has("replicas")) {
            entry.complain("replicas", "missing; [] leaves this data source alone");
        }
        Block match = entry.block("match");
        String url = glob(match, "url");
        String poolName = glob(match, "pool-name");
        String className = glob(match, "class");
        if (url == null && poolName == null && className == null) {
            entry.complain("match", "expected at least one of url, pool-name, class to say which data source is meant");
        }
        Block block = entry.block("consistency", "consistency", topConsistency);
        for (String key : OF_THE_CLIENT) {
            if (block.has(key)) {
                block.complain(
                        key,
                        "belongs to the client, who has one bookmark for all databases; set it in the top level's"
                                + " consistency");
            }
        }
        Balance own = entry.choice("balance", Balance.class);
        return new DataSourceSettings(
                new DataSourceSettings.Match(url, poolName, className),
                replicas(entry),
                own == null ? balance : own,
                consistency(block),
                entry.line());
    }

    private static String glob(Block match, String name) {
        String glob = match.text(name);
        if (glob != null && glob.isEmpty()) {
            match.complain(name, "expected a pattern such as \"*crm*\", but found an empty text");
        }
        return glob;
    }

    private List<ReplicaSettings> replicas(Block parent) {
        return new ReplicasParser(passwordFiles).replicas(parent);
    }

    private Consistency consistency(Block block) {
        Duration maxLag = block.duration("max-lag");
        Duration maxAge = block.duration("max-age");
        Duration window = block.duration("window");
        if (maxAge.compareTo(maxLag) < 0) {
            String remedy = "max-age (" + Durations.print(maxAge) + ") has to cover max-lag (" + Durations.print(maxLag)
                    + "): a replica that is still in use could be older than a write whose bookmark is gone; raise"
                    + " max-age or lower max-lag";
            block.complain(block.has("max-age") || !block.has("max-lag") ? "max-age" : "max-lag", remedy);
        } else if (maxAge.compareTo(window) < 0) {
            warn(block.line("window"), "consistency.window", "is longer than max-age, which therefore ends it");
        }
        String cookie = token(block, "cookie", "the name of a cookie (RFC 6265)");
        String header = token(block, "header", "the name of a header (RFC 9110)");
        Secret secret = block.secret("secret");
        if (secret.present() && secret.value().length() < 16) {
            warn(
                    block.line("secret"),
                    "consistency.secret",
                    "is short and can be guessed; use 16 random characters or more");
        }
        return new Consistency(
                block.choice("read-your-writes", ReadYourWrites.class),
                window,
                block.duration("wait"),
                maxLag,
                block.duration("poll-interval"),
                cookie,
                header,
                maxAge,
                secret);
    }

    private static String token(Block block, String name, String what) {
        String text = block.text(name);
        if (!isToken(text) && block.has(name)) {
            block.complain(name, "expected " + what + ", of letters, digits and !#$%&'*+-.^_`|~ only");
        }
        return text;
    }

    /** A token of RFC 9110, section 5.6.2; cookie names (RFC 6265, section 4.1.1) and methods are tokens too. */
    private static boolean isToken(String text) {
        return text.matches("[0-9A-Za-z!#$%&'*+.^_`|~-]+");
    }

    private RouteRule route(Block entry, Duration maxAge) {
        String path = entry.text("path");
        if (path == null) {
            entry.complain("path", "missing; expected a pattern such as /reports/**");
        } else if (!path.startsWith("/") && !path.startsWith("*")) {
            entry.complain(
                    "path", "expected a pattern that begins with /, such as /reports/**; methods go under methods");
        }
        RouteRule.Use use = entry.choice("use", RouteRule.Use.class);
        Duration maxLag = entry.duration("max-lag");
        if (!entry.has("use") && !entry.has("max-lag")) {
            entry.complain("use", "missing; expected one of replica, primary (or a max-lag of its own)");
        }
        if (maxLag != null && maxLag.compareTo(maxAge) > 0) {
            warn(
                    entry.line("max-lag"),
                    "routes.max-lag",
                    "is longer than consistency.max-age: when a client's bookmark has expired, it may not see here"
                            + " what it wrote");
        }
        return new RouteRule(path, methods(entry, "methods"), use, maxLag, entry.line());
    }

    private static Set<String> methods(Block block, String name) {
        Set<String> methods = new LinkedHashSet<>();
        for (String method : block.texts(name)) {
            if (isToken(method)) {
                methods.add(method.toUpperCase(Locale.ROOT));
            } else {
                block.complain(
                        name,
                        "expected HTTP methods such as [GET, HEAD], but found \"" + Document.plain(method) + "\"");
            }
        }
        return Set.copyOf(methods);
    }

    private static Set<String> names(Block annotations, String name) {
        Set<String> names = new LinkedHashSet<>();
        for (String annotation : annotations.texts(name)) {
            String plain = annotation.startsWith("@") ? annotation.substring(1) : annotation;
            if (isClassName(plain)) {
                names.add(plain);
            } else {
                annotations.complain(
                        name,
                        "expected annotations by simple or full name, such as UsePrimary or com.example.UsePrimary,"
                                + " but found \"" + Document.plain(annotation) + "\"");
            }
        }
        return Set.copyOf(names);
    }

    private static ObjectNames objects(Block functions, Block tables) {
        return new ObjectNames(globs(functions, "read"), globs(functions, "primary"), globs(tables, "primary"));
    }

    /** Of a name, or of a schema's and a name: what quotes and blanks could mean is not guessed. */
    private static List<String> globs(Block block, String name) {
        List<String> globs = block.texts(name);
        for (String glob : globs) {
            if (!glob.matches("[^\\s.\"'`()]+(\\.[^\\s.\"'`()]+)?")) {
                block.complain(
                        name,
                        "expected names or patterns such as audit_* or app.audit_*, without quotes, but found \""
                                + Document.plain(glob) + "\"");
            }
        }
        return globs;
    }

    private static boolean isClassName(String text) {
        boolean start = true;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '.' ? start : start ? !Character.isJavaIdentifierStart(c) : !Character.isJavaIdentifierPart(c)) {
                return false;
            }
            start = c == '.';
        }
        return !start;
    }

    private static Status status(Block block) {
        String listen = block.text("listen");
        if (!listen.isEmpty() && !isAddress(listen)) {
            block.expected("listen", "host:port such as 127.0.0.1:9470 or [::1]:9470");
        }
        return new Status(listen, block.flag("response-header"), block.flag("jmx"));
    }

    private static boolean isAddress(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(0, colon));
        String port = text.substring(colon + 1);
        boolean bare = host.matches("[^:\\s]+");
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return (bare || bracketed) && port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65_535;
    }

    private static LogSettings log(Block block) {
        return new LogSettings(block.choice("level", Level.class), block.text("file"));
    }

    private void warn(int line, String key, String text) {
        String warning = file + ":" + line + ": " + key + ": " + text;
        if (!warnings.contains(warning)) {
            warnings.add(warning);
        }
    }
}
