// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where words in a path are data they become one route, and where they are pages each stays its own. */
class PathRoutesTest {

    private final PathRoutes routes = new PathRoutes();

    private static String word(int number) {
        return "w" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
    }

    private String name(String path) {
        return routes.of("GET", path).name();
    }

    private boolean readMany(String before, String after) {
        boolean changed = false;
        for (int i = 0; i <= PathRoutes.MAX_WORDS; i++) {
            changed |= routes.read("GET " + before + word(i) + after, null);
        }
        return changed;
    }

    @Test
    void fewWordsStay() {
        assertThat(routes.read("GET /blog/spring", null)).isFalse();

        assertThat(name("/blog/autumn")).isEqualTo("GET /blog/autumn");
    }

    @Test
    void manyWordsBecomeAStarForThatMethodOnly() {
        assertThat(readMany("/blog/", "")).isTrue();

        assertThat(name("/blog/autumn")).isEqualTo("GET /blog/*");
        assertThat(name("/blog/autumn/comments")).isEqualTo("GET /blog/*/comments");
        assertThat(name("/other/autumn")).isEqualTo("GET /other/autumn");
        assertThat(routes.of("HEAD", "/blog/autumn").name()).isEqualTo("HEAD /blog/autumn");
    }

    /** One handler for all of them would have written for more than one. */
    @Test
    void whereOneHasWrittenTheyArePages() {
        routes.wrote("GET /admin/rebuild");

        assertThat(readMany("/admin/", "")).isFalse();
        assertThat(name("/admin/other")).isEqualTo("GET /admin/other");
    }

    @Test
    void aPositionBeforeAWriterIsNoDataEither() {
        routes.wrote("GET /admin/rebuild");

        assertThat(readMany("/", "")).isFalse();
    }

    @Test
    void namesWithAnExtensionArePages() {
        assertThat(readMany("/", ".do")).isFalse();
        assertThat(name("/edit.do")).isEqualTo("GET /edit.do");
    }

    @Test
    void wordsInTheMiddleOfPathsCountToo() {
        assertThat(readMany("/shops/", "/items")).isTrue();

        assertThat(name("/shops/corner/items")).isEqualTo("GET /shops/*/items");
    }

    @Test
    void whatTheFrameworkToldOfAPathIsRemembered() {
        routes.read("GET /blog/spring", "GET /blog/*");

        assertThat(routes.of("GET", "/blog/spring").best()).isEqualTo("GET /blog/*");
        assertThat(routes.of("GET", "/blog/autumn").best()).isEqualTo("GET /blog/autumn");
    }

    /** Another handler's path may be a word there, and is only told once that was found. */
    @Test
    void whereAFrameworkTellsWordsAreNotTakenForData() {
        routes.read("GET /elsewhere", "GET /elsewhere");

        assertThat(readMany("/blog/", "")).isFalse();
        assertThat(name("/blog/autumn")).isEqualTo("GET /blog/autumn");
    }

    @Test
    void pathsTooDeepToBeToldApartHaveNoRouteOfTheFrameworks() {
        routes.read("GET /a/b/c/d/e/f/g/h/**", "GET /a/b/c/d/e/f/g/h/i");

        assertThat(routes.of("GET", "/a/b/c/d/e/f/g/h/x").told()).isNull();
    }

    @Test
    void theRootIsARoute() {
        routes.read("GET /", null);

        assertThat(name("/")).isEqualTo("GET /");
    }
}
