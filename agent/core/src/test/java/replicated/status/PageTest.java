// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.config.Mode;
import replicated.log.EventKind;
import replicated.log.Faults;
import replicated.log.Level;
import replicated.log.Log;
import replicated.replica.Health;
import replicated.request.CounterMetric;
import replicated.request.LearnedRoutes;
import replicated.route.Decision;
import replicated.route.Reason;
import replicated.servers.Browser;
import replicated.source.DataSources;

/** The page is read at three in the morning in whatever browser there is: so it is looked at in a real one. */
@Timeout(120)
class PageTest {

    private static final String EVIL = "<img src=x onerror=document.title='broken'>";

    /** WCAG 2.1, 1.4.3: the contrast of every text with what is behind it; returns those that have too little. */
    private static final String CONTRAST = """
            const parse = text => { const n = text.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
            const light = c => { const l = c.slice(0, 3).map(v => v / 255)
              .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
              return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
            const behind = node => { for (; node; node = node.parentElement) {
              const c = parse(getComputedStyle(node).backgroundColor); if (c[3] === 1) return c; } return [255, 255, 255, 1]; };
            const poor = [];
            for (const node of document.querySelectorAll('body *')) {
              const own = [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim());
              if (!own || !node.getClientRects().length) continue;
              const pair = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
              const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
              if (ratio < 4.5) poor.push(node.tagName + ' ' + node.className + ' ' + ratio.toFixed(2));
            }
            return poor;
            """;

    @TempDir
    static Path profiles;

    private static final FakeReplica ONE = new FakeReplica("replica-1");
    private static final FakeReplica TWO = new FakeReplica("replica-2");
    private static final Counters COUNTERS = new Counters();
    private static final FakeAgent AGENT = FakeAgent.listening(new FakeDatabase("app", ONE, TWO));
    private static Status status;
    private static Browser light;
    private static Browser dark;

    @BeforeAll
    static void open() throws IOException {
        assumeTrue(Browser.available(), "no browser: install Debian's packages chromium and chromium-driver");
        TWO.health = new Health(Health.State.LAGGING, null, Duration.ofSeconds(42), "42 s behind, max-lag is 10 s");
        AGENT.refused = List.of("replicated.yaml:3: " + EVIL);
        AGENT.notRouted = List.of(new DataSources.Unrouted(
                "reports", "com.zaxxer.hikari.HikariDataSource", "jdbc:postgresql://r/x", EVIL, "datasources: ..."));
        AGENT.learnedWriters.put("GET /logout", new LearnedRoutes.Evidence(7, 1_700_000_000_000L));
        Faults.caught("page-test", new IllegalStateException(EVIL));
        for (int read = 0; read < 30; read++) {
            COUNTERS.ofRoute("GET /owners/*").decided("app", "replica-1", Reason.READ_METHOD);
        }
        COUNTERS.ofRoute("GET /owners/*").decided("app", "primary", Reason.WROTE_EARLIER);
        COUNTERS.ofRoute("GET /logout").decided("app", "primary", Reason.LEARNED_WRITER);
        COUNTERS.moved("app", "GET /logout");
        COUNTERS.count(CounterMetric.RESCUES, "app", "conflict");
        COUNTERS.stale("app", "replica-1", 4_000_000, 99);
        COUNTERS.took("app", "GET /owners/*", "replica-1", false, 1_200_000);
        COUNTERS.took("app", "GET /owners/*", "primary", false, 25_000_000);
        COUNTERS.stale("app", "replica-1", 90_000_000, 1);
        COUNTERS.ofRoute("GET /owners/*").decided("app", "primary", Reason.BEHIND_BOOKMARK);
        COUNTERS.count(CounterMetric.STALE_READS_PREVENTED, "app", "");
        COUNTERS.count(CounterMetric.FALLBACK_REFUSED, "app", "");
        COUNTERS.ofRoute("POST /" + EVIL).decided("app", "primary", Reason.WRITE_METHOD);
        COUNTERS.finished("GET /owners/*", false);
        status = Status.start(AGENT, COUNTERS, new ConcurrentLinkedQueue<>(), true);
        light = Browser.open(profiles.resolve("light"), false);
        dark = Browser.open(profiles.resolve("dark"), true);
        light.go(url());
        dark.go(url());
        light.await("document.documentElement.dataset.updates > 0");
        dark.await("document.documentElement.dataset.updates > 0");
    }

    @AfterAll
    static void close() throws IOException {
        for (Browser browser : new Browser[] {light, dark}) {
            if (browser != null) {
                browser.close();
            }
        }
        if (status != null) {
            status.close();
        }
    }

    @Test
    void valuesAreThoseOfTheCounters() throws IOException {
        light.await("document.querySelectorAll('#reasons tr').length >= 4");

        assertThat(rowsOf("reasons"))
                .anySatisfy(row -> assertThat(row).contains("replica-1", "read-method"))
                .anySatisfy(row -> assertThat(row)
                        .contains("primary", "learned-writer", "Requests of this route have written before"));
        assertThat(rowsOf("replicas"))
                .satisfiesExactly(
                        row -> assertThat(row).contains("primary", "up", "23 ms, 99 % within 25 ms"),
                        row -> assertThat(row)
                                .contains("replica-1", "up", "12 ms", "1.1 ms, 99 % within 1.2 ms")
                                .containsPattern("\\d+ ms on average, 99 % within \\d+ ms, at most \\d+ ms"),
                        row -> assertThat(row).contains("replica-2", "lagging", "42.0 s", "max-lag is 10 s"));
        assertThat(text("verdict")).contains("It works, but", "replica-2 of app does not serve");
        assertThat(text("mode")).isEqualTo("route");
        assertThat(text("counts"))
                .contains("1 stale reads prevented", "1 rescues", "1 × conflict")
                .containsPattern("\\d moves");
        assertThat(text("refusals")).contains("1 reads were refused", "Remedy:", "fallback.max-concurrent");
        assertThat(rowsOf("not-routed"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .contains(
                                "reports",
                                "HikariDataSource",
                                "jdbc:postgresql://r/x",
                                "to route it: datasources: ..."));
        assertThat(rowsOf("learned"))
                .singleElement()
                .satisfies(row -> assertThat(row).contains("GET /logout", "7", "2023-11-14T22:13:20Z"));
    }

    @Test
    void tellsHowLongTheStatementsOfARouteTakeOnReplicasAndOnThePrimary() throws IOException {
        assertThat(rowsOf("routes"))
                .anySatisfy(row -> assertThat(row).contains("GET /owners/*", "replica 1.1 ms, primary "));
    }

    @Test
    void tellsWhyARouteWentToThePrimary() throws IOException {
        assertThat(rowsOf("routes"))
                .anySatisfy(row -> assertThat(row)
                        .contains(
                                "GET /logout",
                                "1 × learned-writer",
                                "known to write",
                                "Requests of this route have written before"));
    }

    /**
     * After observe, route and observe again: statements that would have gone somewhere and connections that went are
     * not alike.
     */
    @Test
    void noColumnMixesWhatWasWithWhatWouldHaveBeen() throws IOException {
        for (int statement = 0; statement < 9; statement++) {
            COUNTERS.observed("app", "GET /mixed", Decision.replica(Reason.READ_METHOD));
        }
        COUNTERS.observed("app", "GET /mixed", Decision.primary(Reason.FUNCTION));
        COUNTERS.observedMove("app", "GET /mixed");
        for (int connection = 0; connection < 50; connection++) {
            COUNTERS.ofRoute("GET /mixed").decided("app", "primary", Reason.OBSERVE);
        }
        COUNTERS.ofRoute("GET /mixed").decided("app", "replica-1", Reason.READ_METHOD);
        COUNTERS.ofRoute("GET /mixed").decided("app", "primary", Reason.WROTE_EARLIER);
        COUNTERS.moved("app", "GET /mixed");
        COUNTERS.moved("app", "GET /mixed");
        String row =
                "[...document.querySelectorAll('#routes tr')].find(row => row.cells[0].textContent === 'GET /mixed')";
        light.await(row + " && " + row + ".cells[3].textContent === '50.0 %'");
        assertThat(light.run("return " + row + ".cells[4].textContent")).isEqualTo("2");
        assertThat(light.run("return " + row + ".cells[6].textContent"))
                .asString()
                .contains("1 × wrote-earlier")
                .doesNotContain("observe", "function");

        AGENT.mode(Mode.OBSERVE);
        try {
            light.await(row + ".cells[3].textContent === '90.0 %'");
            assertThat(text("on-replicas")).isEqualTo("Would read from replicas");
            assertThat(light.run("return " + row + ".cells[4].textContent")).isEqualTo("1");
            assertThat(light.run("return " + row + ".cells[6].textContent"))
                    .asString()
                    .contains("1 × function")
                    .doesNotContain("wrote-earlier");
        } finally {
            AGENT.mode(Mode.ROUTE);
        }
        light.await("document.getElementById('on-replicas').textContent === 'On replicas'");
    }

    @Test
    void showsTheLastMinutesAlone() throws IOException {
        light.run("const s = document.getElementById('span'); s.value = 'last5m'; s.dispatchEvent(new Event('input'))");
        try {
            assertThat(text("reasons-unit")).isEqualTo("Connections of the last 5 minutes");
            assertThat(text("span-covers")).containsPattern("these cover [\\d.]+ minutes");
            assertThat(rowsOf("routes")).anySatisfy(row -> assertThat(row).contains("GET /owners/*"));
        } finally {
            light.run("const s = document.getElementById('span'); s.value = ''; s.dispatchEvent(new Event('input'))");
        }
    }

    @Test
    void updatesItself() throws IOException {
        int before = COUNTERS.counted().decided().stream()
                .filter(one -> one.reason() == Reason.ISOLATION)
                .mapToInt(one -> (int) one.count())
                .sum();
        COUNTERS.ofRoute("GET /serial").decided("app", "primary", Reason.ISOLATION);

        light.await("[...document.querySelectorAll('#reasons tr')].some(row => row.cells[3].textContent === 'isolation'"
                + " && row.cells[2].textContent === '" + (before + 1) + "')");
    }

    @Test
    void showsWhatComesFromOutsideAsText() throws IOException {
        assertThat(light.run("return document.title")).asString().matches("replicated( · [\\w.@-]+)?");
        assertThat(light.run("return document.querySelectorAll('img').length")).isEqualTo(0);
        assertThat(rowsOf("routes")).anySatisfy(row -> assertThat(row).contains(EVIL));
        assertThat(text("refused")).contains(EVIL);
    }

    @Test
    void drawsReadsAndLag() throws IOException {
        light.await("document.querySelectorAll('#lag path').length === 3");
        light.await("document.querySelector('#lag svg').getAttribute('aria-label').includes('replica-2 42.0 s')");

        assertThat(text("lag-legend")).contains("replica-1 12 ms", "replica-2 42.0 s");
        assertThat(text("reads-legend")).contains("replica-1", "primary");
    }

    @Test
    void anAxisTellsTheReadersTimeAndThePointerValues() throws IOException {
        light.await("document.querySelectorAll('#lag .ends span').length === 3");
        assertThat(light.run("return document.querySelector('#lag .ends').lastElementChild.textContent"))
                .asString()
                .matches("\\d{1,2}:\\d\\d:\\d\\d.*");

        light.run("const box = document.getElementById('lag').querySelector('svg').getBoundingClientRect();"
                + "document.getElementById('lag').dispatchEvent(new PointerEvent('pointermove',"
                + " {clientX: box.right - 1, clientY: box.top + 5}))");

        assertThat(light.run("return document.querySelector('#lag .hover').textContent"))
                .asString()
                .containsPattern("^\\d{1,2}:\\d\\d:\\d\\d.*: replica-1 12 ms, replica-2 42.0 s$");
        light.run("document.getElementById('lag').dispatchEvent(new PointerEvent('pointerleave'))");
    }

    @Test
    void theLastDayCanBeSeen() throws IOException {
        light.run("const p = document.getElementById('period'); p.value = 'day'; p.dispatchEvent(new Event('input'));"
                + "window.from = Number(document.documentElement.dataset.updates)");
        light.await("Number(document.documentElement.dataset.updates) >= window.from + 2");
        light.run("const p = document.getElementById('period'); p.value = ''; p.dispatchEvent(new Event('input'))");
        light.await("document.querySelectorAll('#lag path').length === 3");
    }

    @Test
    void eachStateHasANextStep() throws IOException {
        assertThat(rowsOf("replicas"))
                .anySatisfy(row -> assertThat(row).contains("replica-2", "Look at replication there"));
        assertThat(rowsOf("replicas")).anySatisfy(row -> assertThat(row).contains("3 of 10, 4 waiting, 5 in vain"));
    }

    /** In the order in which they stand: those of servers, of what is not routed and of reasons. */
    @Test
    void linksLeadToWhereAStateIsExplained() throws IOException {
        Browser reader = Browser.open(profiles.resolve("reader"), false);
        try {
            reader.go(url());
            reader.await("document.documentElement.dataset.updates > 0");
            assertThat((String) reader.run("return Array.from(document.querySelectorAll('td > a:not([hidden])'))"
                            + ".map(link => link.getAttribute('href')).join(' ')"))
                    .contains("/troubleshooting#lagging")
                    .contains("/troubleshooting#no-read-goes-to-a-replica")
                    .contains("/troubleshooting#wrote-earlier");

            reader.run("document.querySelector('a[href$=\"#lagging\"]').click()");
            reader.await("location.pathname === '/troubleshooting'");

            assertThat((String) reader.run("return document.querySelector(':target').textContent"))
                    .startsWith("laggingbehind by more than max-lag");
        } finally {
            reader.close();
        }
    }

    @Test
    void filtersRoutes() throws IOException {
        light.run(
                "const f = document.getElementById('filter'); f.value = 'OWNERS'; f.dispatchEvent(new Event('input'))");
        try {
            assertThat(rowsOf("routes"))
                    .singleElement()
                    .satisfies(row -> assertThat(row).contains("GET /owners/*"));
        } finally {
            light.run("const f = document.getElementById('filter'); f.value = ''; f.dispatchEvent(new Event('input'))");
        }
    }

    @Test
    void anOpenStackStaysOpenOverUpdates() throws IOException {
        light.run("document.querySelector('#faults details').open = true;"
                + "window.from = Number(document.documentElement.dataset.updates)");
        light.await("Number(document.documentElement.dataset.updates) >= window.from + 2");

        assertThat(light.run("return document.querySelector('#faults details').open"))
                .isEqualTo(true);
        assertThat(text("faults")).contains("IllegalStateException");
    }

    @Test
    void saysSoWhenTheAgentIsGone() throws IOException {
        dark.run("window.real = window.fetch; window.fetch = () => Promise.reject(new Error('gone'))");
        dark.await("document.getElementById('verdict').textContent.includes('does not answer')");
        dark.run("window.fetch = window.real");
        dark.await("document.getElementById('verdict').textContent.includes('It works, but')");
    }

    @Test
    void theConsoleStaysEmpty() throws IOException {
        light.run("window.seen = Number(document.documentElement.dataset.updates)");
        light.await("Number(document.documentElement.dataset.updates) >= window.seen + 2");

        assertThat(light.console()).isEmpty();
    }

    @Test
    void everythingIsReachedByKeyboardAndSeenToBe() throws IOException {
        light.run("document.activeElement.blur()");
        List<String> reached = new ArrayList<>();
        // As many as it takes: the faults that other tests of this JVM have left are on the page, each with a tab stop.
        for (int tab = 0; tab < 200 && (tab < 25 || !reached.toString().contains("A metrics")); tab++) {
            light.pressTab();
            reached.add(
                    (String)
                            light.run(
                                    "const n = document.activeElement;"
                                            + "return (n.id || n.tagName + ' ' + n.textContent.slice(0, 20)) + ' ' + getComputedStyle(n).outlineStyle"));
        }

        assertThat(reached)
                .anySatisfy(one -> assertThat(one).isEqualTo("filter solid"))
                .anySatisfy(one -> assertThat(one).contains("SUMMARY All keys").endsWith("solid"))
                .anySatisfy(one -> assertThat(one).contains("A metrics").endsWith("solid"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyTextHasContrast(boolean inDark) throws IOException {
        Browser browser = inDark ? dark : light;
        assertThat(browser.run("return matchMedia('(prefers-color-scheme: dark)').matches"))
                .isEqualTo(inDark);

        assertThat((List<?>) browser.run(CONTRAST)).isEmpty();
    }

    @Test
    void fitsAPhone() throws IOException {
        dark.phone(390, 844);
        dark.await("innerWidth === 390");
        Files.write(Path.of("target", "status-page-phone.png"), dark.screenshot());

        assertThat(dark.run("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        // No column is cut, the deciding one least of all.
        assertThat((List<?>) dark.run(
                        "return [...document.querySelectorAll('td')].filter(cell => cell.getClientRects().length"
                                + " && (cell.getBoundingClientRect().right > innerWidth"
                                + " || cell.scrollWidth > cell.clientWidth + 1)).map(cell => cell.textContent)"))
                .isEmpty();
        assertThat(dark.run("const row = [...document.querySelectorAll('#routes tr')].find(row =>"
                        + " row.textContent.includes('GET /logout')); const why = row.lastElementChild.getBoundingClientRect();"
                        + " return why.width > 200 && why.height > 10 && why.left >= 0"))
                .isEqualTo(true);
    }

    /** In a window of a usual size, without a bar to move, whatever long word an event quotes. */
    @Test
    void noColumnIsCutInAWindow() throws IOException {
        light.size(1100, 1500);
        light.await("innerWidth > 1000");
        String word = "jdbc:postgresql://" + "onelongnameofahost".repeat(20);
        Log.event(Level.WARN, EventKind.DOWN, word);
        light.await("document.getElementById('events').textContent.includes('" + word + "')");

        assertThat((List<?>) light.run("return [...document.querySelectorAll('.scroll')].filter(box => box.scrollWidth"
                        + " > box.clientWidth).map(box => box.getAttribute('aria-labelledby'))"))
                .isEmpty();
    }

    @Test
    void leavesAPictureOfTheWholePage() throws IOException {
        light.size(1100, 1500);
        Path picture = Path.of("target", "status-page.png");
        Files.write(picture, light.screenshot());
        Files.write(Path.of("target", "status-page-dark.png"), dark.screenshot());

        assertThat(picture).isNotEmptyFile();
    }

    private static String url() throws IOException {
        for (long end = System.nanoTime() + 10_000_000_000L; System.nanoTime() < end; Thread.onSpinWait()) {
            if (status.port() > 0) {
                return "http://127.0.0.1:" + status.port() + "/";
            }
        }
        throw new IOException("no status page");
    }

    private static List<String> rowsOf(String body) throws IOException {
        List<?> rows = (List<?>)
                light.run("return [...document.querySelectorAll('#" + body + " tr')].map(row => row.textContent)");
        return rows.stream().map(String.class::cast).toList();
    }

    private static String text(String id) throws IOException {
        return (String) light.run("return document.getElementById('" + id + "').textContent");
    }
}
