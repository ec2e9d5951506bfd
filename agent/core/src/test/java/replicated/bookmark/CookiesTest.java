// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import replicated.config.BookmarkSettings;
import replicated.config.Config;

/**
 * The bookmark goes out with its attributes, and is found in whatever cookie header a client sends, and nothing that
 * merely looks like it.
 */
class CookiesTest {

    private static final BookmarkSettings SETTINGS = Config.DEFAULT.bookmarks();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "b=1                     | 1",
                "a=0; b=1; c=2           | 1",
                "a=0;b=1                 | 1",
                "b=\"1\"                 | 1",
                "b=1; b=2                | 1,2",
                "xb=1; bb=2; B=3         | ''",
                "b                       | ''",
                "a=b=1                   | ''",
                "b=; a=1                 | ''",
                ";;;=;b=1                | 1",
                "b=1;b=2;b=3;b=4;b=5;b=6 | 1,2,3,4,5,6",
            })
    void valuesOfOneNameAreFound(String header, String expected) {
        List<String> found = new ArrayList<>();

        Cookies.collect(header, "b", value -> true, found);

        assertThat(String.join(",", found)).isEqualTo(expected);
    }

    @Test
    void theBookmarkIsForTheWholeSiteAndSecureOnlyOverTls() {
        BookmarkCodec.Encoded bookmark = new BookmarkCodec.Encoded("v2.x", List.of(), Duration.ofMillis(1_001));

        assertThat(Cookies.ofBookmark(bookmark, SETTINGS, false))
                .isEqualTo("replicated_bookmark=v2.x; Path=/; Max-Age=2; HttpOnly; SameSite=Lax");
        assertThat(Cookies.ofBookmark(bookmark, SETTINGS, true)).endsWith("; Secure");
    }

    @Test
    void anEmptyBookmarkTakesAwayWhatTheClientHas() {
        BookmarkCodec.Encoded none = new BookmarkCodec.Encoded("", List.of(), Duration.ofSeconds(60));

        assertThat(Cookies.ofBookmark(none, SETTINGS, false)).startsWith("replicated_bookmark=; Path=/; Max-Age=0;");
    }
}
