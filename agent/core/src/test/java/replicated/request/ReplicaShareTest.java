// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.config.ConfigParser;
import replicated.route.RouteTrust;

/**
 * {@code replica-share}: a careful team sends the reads of a few clients to replicas first, and always of the same
 * ones. Fails if {@code Scope.trust} does not ask for the share, or {@code ClientIdentity.isIn} for anything that
 * changes.
 */
class ReplicaShareTest {

    @TempDir
    Path folder;

    private static ClientIdentity session(int number) {
        return ClientIdentity.of(List.of(), List.of("JSESSIONID=" + number), "bookmark", false);
    }

    private static ClientIdentity address(int number) {
        return ClientIdentity.NONE.from("192.0.2." + number + "[][a browser]");
    }

    private Scopes scopes(String share, String more) throws Exception {
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"), "replica-share: " + share + "\ntrust-after: 0\n" + more);
        return new Scopes(
                ConfigParser.parse(file.toFile(), name -> null),
                new LearnedRoutes(null),
                Decisions.NONE,
                new OtherThreads());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 10, 50, 99})
    void asManyClientsAreInItAsItSays(double percent) {
        long sessions = IntStream.range(0, 100_000)
                .filter(number -> session(number).isIn(percent))
                .count();
        long addresses = IntStream.range(0, 100_000)
                .filter(number -> address(number).isIn(percent))
                .count();

        assertThat(sessions).isCloseTo(Math.round(percent * 1_000), Percentage.withPercentage(10));
        assertThat(addresses).isCloseTo(Math.round(percent * 1_000), Percentage.withPercentage(10));
    }

    @Test
    void aClientStaysInItWhenItGrows() {
        for (int number = 0; number < 1_000; number++) {
            boolean before = session(number).isIn(10);

            assertThat(!before || session(number).isIn(25)).isTrue();
        }
    }

    @Test
    void nobodyOrEverybodyIsInItAtItsEnds() {
        assertThat(IntStream.range(0, 1_000).anyMatch(number -> session(number).isIn(0)))
                .isFalse();
        assertThat(IntStream.range(0, 1_000).allMatch(number -> session(number).isIn(100)))
                .isTrue();
    }

    @Test
    void readsOfAClientOutsideOfItStayOnThePrimary() throws Exception {
        assertThat(scopes("0%", "").ofRequest("GET", "/a", session(1)).trust()).isEqualTo(RouteTrust.NOT_IN_SHARE);
        assertThat(scopes("100%", "").ofRequest("GET", "/a", session(1)).trust())
                .isEqualTo(RouteTrust.TRUSTED);
    }

    @Test
    void rulesAndCallsOutsideOfRequestsAreNotBoundByIt() throws Exception {
        Scopes none = scopes("0%", "routes: [{path: /a, use: replica}]\n");

        assertThat(none.ofRequest("GET", "/a", session(1)).trust()).isEqualTo(RouteTrust.TRUSTED);
        assertThat(none.ofCall().trust()).isEqualTo(RouteTrust.TRUSTED);
    }

    @Test
    void whoHasNoSessionIsToldByTheRequestsOrigin() throws Exception {
        Scopes half = scopes("50%", "");
        List<RouteTrust> found = IntStream.range(0, 64)
                .mapToObj(browser -> trustOf(half, new FakeHttp("GET", "/shop/a").header("User-Agent", "b" + browser)))
                .toList();

        assertThat(found).contains(RouteTrust.TRUSTED, RouteTrust.NOT_IN_SHARE);
    }

    private static RouteTrust trustOf(Scopes scopes, FakeHttp http) {
        RequestEntry entry = new RequestEntry(scopes, new ResponseCommit());
        Object token = entry.enter(
                scopes,
                http.request(jakarta.servlet.http.HttpServletRequest.class),
                http.response(jakarta.servlet.http.HttpServletResponse.class));
        try {
            return scopes.routing(CurrentScope.frame()).trust();
        } finally {
            entry.exit(token, null);
        }
    }
}
