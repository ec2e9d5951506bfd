// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import app.EarlierPool;
import app.Pool;
import app.Source;
import app.WrappedPool;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page on compatibility names what tests run and nothing else, in the versions that the builds ask for. To write it
 * anew after a change: run this test with {@code -Dreplicated.regenerate=true}.
 */
class CompatibilityPageTest {

    private static final String BEGIN = "<!-- from the tests -->\n";
    private static final String END = "<!-- end of what is from the tests -->";

    /** The module's folder is where tests run. */
    private static final Path ROOT = Path.of("..", "..");

    /** Of the build, from all its files. */
    private static String poms;

    /** Paths of the tests that only the profile {@code long} runs. */
    private static Set<String> longTests;

    @BeforeAll
    static void readTheBuild() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String folder :
                List.of("", "agent/dist", "test-apps/libraries", "test-apps/spring-boot", "test-apps/war")) {
            all.append(Files.readString(ROOT.resolve(folder).resolve("pom.xml")));
        }
        poms = all.toString();
        longTests = Pattern.compile("<exclude>(\\S+?)</exclude>")
                .matcher(poms)
                .results()
                .map(test -> test.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void thePageSaysWhatTestsRun() throws IOException {
        Path page = ROOT.resolve("docs/compatibility.md");
        String text = Files.readString(page);
        String expected = text.substring(0, text.indexOf(BEGIN) + BEGIN.length()) + "\n" + tables() + "\n"
                + text.substring(text.indexOf(END));
        if (Boolean.getBoolean("replicated.regenerate")) {
            Files.writeString(page, expected);
        } else {
            assertThat(text)
                    .as("%s is out of date; run this test with -Dreplicated.regenerate=true", page)
                    .isEqualTo(expected);
        }
    }

    private static String tables() {
        return Stream.of(
                        table(
                                "Servlet containers",
                                "container | version | servlets",
                                Stream.of(Container.values()).map(CompatibilityPageTest::container)),
                        table(
                                "Servers with data sources of their own",
                                "server | version | data sources",
                                applicationServers()),
                        table(
                                "Pools and data sources",
                                "data source | version | database",
                                Stream.of(PoolsIT.Product.values())
                                        .flatMap(product -> product.sources().map(source -> source(source, product)))
                                        .filter(row -> row != null)),
                        table("Databases and drivers", "database | version | driver", databases()),
                        table("Before drivers and beside the agent", "library | version | what", besides()),
                        table("Frameworks", "framework | version | what", frameworks()),
                        "## JDKs\n\n" + jdks())
                .collect(Collectors.joining("\n"));
    }

    private static String table(String title, String columns, Stream<String> rows) {
        int count = columns.split("\\|", -1).length + 2;
        return "## " + title + "\n\n| " + columns + " | test | in |\n|" + " --- |".repeat(count) + "\n"
                + rows.collect(Collectors.joining());
    }

    /** {@code test} is a class that exists; where it runs, the build says. */
    private static String row(String name, String version, String more, Class<?> test) {
        String path = test.getName().replace('.', '/') + ".java";
        return row(name, version, more, test, longTests.contains(path));
    }

    private static String row(String name, String version, String more, Class<?> test, boolean onlyLong) {
        return "| %s | %s | %s | `%s` | %s |\n"
                .formatted(name, version, more, test.getSimpleName(), onlyLong ? "`-Plong`" : "every build");
    }

    private static String container(Container container) {
        String name = switch (container) {
            case JETTY_9, JETTY_10, JETTY_11, JETTY_12_EE8, JETTY_12_EE9, JETTY_12_EE10 -> "Jetty";
            case TOMCAT_9, TOMCAT_10, TOMCAT_11 -> "Tomcat, embedded";
            case UNDERTOW_JAVAX, UNDERTOW -> "Undertow";
            case GRIZZLY -> "Grizzly (its commits are not seen)";
        };
        String version = switch (container) {
            case JETTY_9 -> version("jetty-9");
            case JETTY_10 -> version("jetty-10");
            case JETTY_11 -> version("jetty-11");
            case JETTY_12_EE8 -> version("jetty-12.0") + ", EE 8";
            case JETTY_12_EE9 -> version("jetty-12.0") + ", EE 9";
            case JETTY_12_EE10 -> version("jetty") + ", EE 10";
            case TOMCAT_9 -> version("tomcat-9");
            case TOMCAT_10 -> version("tomcat-10");
            case TOMCAT_11 -> version("tomcat-11");
            case UNDERTOW_JAVAX -> version("undertow-javax");
            case UNDERTOW -> version("undertow");
            case GRIZZLY -> version("grizzly");
        };
        return row(
                name,
                version,
                "`" + container.servletApi() + "`",
                ContainersIT.class,
                !ContainersIT.inEveryBuild().contains(container));
    }

    private static Stream<String> applicationServers() {
        String withJta = "without and with JTA, XA";
        String jars = "HikariCP within the WAR, `javax` and `jakarta`";
        return Stream.of(
                row("Tomcat, as it is downloaded", version("tomcat-9"), jars, TomcatIT.class),
                row("Tomcat, as it is downloaded", version("tomcat-11"), jars, TomcatIT.class),
                row("[WildFly](wildfly.md)", version("wildfly"), withJta, WildFlyIT.class),
                row("[WildFly](wildfly.md)", version("wildfly"), withJta + ", on MariaDB", WildFlyMariaDbIT.class),
                row("[WildFly](wildfly.md)", version("wildfly"), withJta + ", on MySQL", WildFlyMySqlIT.class),
                row(
                        "[WildFly](wildfly.md)",
                        version("wildfly"),
                        "recovery of XA, on PostgreSQL, MariaDB and MySQL",
                        XaRecoveryIT.class),
                row("[Open Liberty](liberty.md)", version("liberty"), withJta + "; EclipseLink", LibertyIT.class),
                row(
                        "[Open Liberty](liberty.md)",
                        version("liberty"),
                        "recovery of XA, on PostgreSQL",
                        LibertyRecoveryIT.class),
                row("[Payara Micro](payara.md)", version("payara"), withJta + "; EclipseLink", PayaraIT.class),
                row(
                        "[GlassFish](payara.md), embedded",
                        version("glassfish"),
                        withJta + "; EclipseLink",
                        GlassFishIT.class),
                row("[TomEE](tomee.md), web profile", version("tomee"), withJta + "; DBCP", TomEEIT.class),
                row(
                        "[TomEE](tomee.md), web profile",
                        version("tomee"),
                        withJta + ", on MariaDB and MySQL",
                        TomEEDistributionsIT.class),
                row("[TomEE](tomee.md), plus", version("tomee"), withJta, TomEEDistributionsIT.class),
                row(
                        "[TomEE](tomee.md), plume",
                        version("tomee"),
                        withJta + "; EclipseLink",
                        TomEEDistributionsIT.class),
                row(
                        "[TomEE](tomee.md), web profile, `javax`",
                        version("tomee-8"),
                        withJta,
                        TomEEDistributionsIT.class));
    }

    /** Null for what says nothing of a pool, or stands elsewhere. */
    private static String source(Source source, PoolsIT.Product product) {
        String name = null;
        String version = "";
        if (source instanceof Pool pool) {
            name = pool.title();
            version = pool.version().isEmpty() ? "" : version(pool.version());
        } else if (source instanceof EarlierPool earlier) {
            name = earlier.newest().title();
            version = version(earlier.version());
        } else if (source instanceof WrappedPool wrapped && !isBeside(wrapped)) {
            name = name(wrapped);
            version = version(wrapped);
        }
        return name == null ? null : row(name, version, title(product), PoolsIT.class);
    }

    /** What is not there for the sake of connections but to look at what passes. */
    private static boolean isBeside(WrappedPool wrapped) {
        return switch (wrapped) {
            case SPRING_DELEGATING, SPRING_LAZY, SPRING_TRANSACTION_AWARE, SPRING_ROUTING, BAOMIDOU_ROUTING -> false;
            case DATASOURCE_PROXY,
                    DATASOURCE_MICROMETER,
                    P6SPY,
                    OPENTELEMETRY,
                    LOG4JDBC,
                    OPENTELEMETRY_DRIVER,
                    LOG4JDBC_DRIVER -> true;
        };
    }

    private static String name(WrappedPool wrapped) {
        return switch (wrapped) {
            case SPRING_DELEGATING -> "Spring's `DelegatingDataSource` over HikariCP";
            case SPRING_LAZY -> "Spring's `LazyConnectionDataSourceProxy` over HikariCP";
            case SPRING_TRANSACTION_AWARE -> "Spring's `TransactionAwareDataSourceProxy` over HikariCP";
            case SPRING_ROUTING -> "Spring's `AbstractRoutingDataSource` over HikariCP";
            case BAOMIDOU_ROUTING -> "baomidou's dynamic-datasource over Druid";
            case DATASOURCE_PROXY -> "datasource-proxy";
            case DATASOURCE_MICROMETER -> "datasource-micrometer";
            case P6SPY -> "P6Spy";
            case OPENTELEMETRY, OPENTELEMETRY_DRIVER -> "OpenTelemetry's JDBC library";
            case LOG4JDBC, LOG4JDBC_DRIVER -> "log4jdbc-log4j2";
        };
    }

    private static String version(WrappedPool wrapped) {
        return switch (wrapped) {
            case SPRING_DELEGATING, SPRING_LAZY, SPRING_TRANSACTION_AWARE, SPRING_ROUTING -> version("spring");
            case BAOMIDOU_ROUTING -> version("dynamic-datasource");
            case DATASOURCE_PROXY -> version("datasource-proxy");
            case DATASOURCE_MICROMETER -> version("datasource-micrometer");
            case P6SPY -> version("p6spy");
            case OPENTELEMETRY, OPENTELEMETRY_DRIVER -> version("opentelemetry-jdbc");
            case LOG4JDBC, LOG4JDBC_DRIVER -> version("log4jdbc");
        };
    }

    private static String beside(WrappedPool wrapped) {
        String what = switch (wrapped) {
            case OPENTELEMETRY_DRIVER -> "`jdbc:otel:`";
            case LOG4JDBC_DRIVER -> "`jdbc:log4jdbc:`";
            default -> "its data source over HikariCP";
        };
        return row(name(wrapped), version(wrapped), what, PoolsIT.class);
    }

    private static Stream<String> databases() {
        return Stream.of(PoolsIT.Product.values()).map(product -> {
            String binaries = switch (product) {
                case POSTGRESQL -> version("postgresql-binaries");
                case MARIADB -> version("mariadb-binaries");
                case GALERA -> "the system's";
                // A fifth figure is that of the package.
                case MYSQL -> version("mysql-binaries").replaceFirst("-.*", "");
            };
            String driver = switch (product) {
                case POSTGRESQL -> "PostgreSQL's " + version("postgresql-jdbc");
                case MARIADB, GALERA -> "MariaDB's " + version("mariadb-jdbc");
                case MYSQL -> "MySQL's " + version("mysql-jdbc");
            };
            return row(title(product), binaries, driver, PoolsIT.class);
        });
    }

    private static String title(PoolsIT.Product product) {
        return switch (product) {
            case POSTGRESQL -> "PostgreSQL";
            case MARIADB -> "MariaDB";
            case GALERA -> "MariaDB's Galera";
            case MYSQL -> "MySQL";
        };
    }

    private static Stream<String> besides() {
        Stream<String> wrapped = Stream.of(WrappedPool.values())
                .filter(CompatibilityPageTest::isBeside)
                .map(CompatibilityPageTest::beside);
        Stream<String> others = Stream.of(
                row("P6Spy", version("p6spy"), "`jdbc:p6spy:`", WrappedDriversIT.class),
                row("AWS' wrapper", version("aws-wrapper"), "`jdbc:aws-wrapper:`", WrappedDriversIT.class),
                row(
                        "OpenTelemetry's agent",
                        version("opentelemetry"),
                        "before ours and after it",
                        OpenTelemetryIT.class),
                row("PgBouncer", "the system's", "an alias for each server, one for several", PoolersIT.class));
        return Stream.concat(wrapped, others);
    }

    private static Stream<String> frameworks() {
        String shop = "MVC, JPA, templates";
        return Stream.of(
                row("Spring Boot, `javax`", version("spring-boot-2"), shop, SpringBootIT.class, true),
                row("Spring Boot", version("spring-boot-3"), shop, SpringBootIT.class, true),
                row("Spring Boot", version("spring-boot"), shop, SpringBootIT.class),
                row("Spring Session", "Spring Boot's", "JDBC", SpringSessionIT.class),
                row("MyBatis", version("mybatis-spring-boot") + " (starter)", "with its cache", LibrariesIT.class),
                row("EclipseLink", version("eclipselink"), "with its cache", LibrariesIT.class),
                row("OpenJPA", version("openjpa"), "with its cache", LibrariesIT.class),
                row("Hibernate, jOOQ, Flyway, Liquibase", "Spring Boot's", "in one application", LibrariesIT.class),
                row("RxJava", version("rxjava"), "work on other threads", FrameworkTasksIT.class));
    }

    /** All that a test asks for by number. */
    private static String jdks() {
        Set<Integer> versions = new TreeSet<>();
        for (Class<?> test : List.of(PremainIT.class, ArchivesIT.class, TasksIT.class)) {
            for (Method method : test.getDeclaredMethods()) {
                ValueSource values = method.getAnnotation(ValueSource.class);
                if (values != null) {
                    for (int version : values.ints()) {
                        versions.add(version);
                    }
                }
            }
        }
        return "All tests run on the JDK of the build, which is 17; `ContainersIT`, `GlassFishIT`, `LibertyIT`, `PayaraIT`, `PoolsIT` and `WildFlyIT` with `-Plong` on 25, too. Starts, archives of classes and tasks (`PremainIT`, `ArchivesIT`, `TasksIT`) are"
                + " asked of JDKs "
                + versions.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ".\n";
    }

    /** The property of the build; there is one, and one value of it. */
    private static String version(String name) {
        Matcher property = Pattern.compile("<" + Pattern.quote(name + ".version") + ">(\\S+?)</")
                .matcher(poms);
        Set<String> found = property.results().map(each -> each.group(1)).collect(Collectors.toSet());
        assertThat(found).as(name + ".version").hasSize(1);
        return found.iterator().next();
    }
}
