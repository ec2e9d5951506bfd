// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import replicated.config.DataSourceSettings.Match;

/** The entry that counts for a data source is the one that is found by asking one after another. */
class DataSourceEntriesTest {

    private static DataSourceSettings entry(@Nullable Match match, int line) {
        DataSourceSettings any = Config.DEFAULT.top();
        return new DataSourceSettings(
                match, List.of(), any.balance(), any.zone(), any.slowStart(), any.consistency(), line);
    }

    private static List<DataSourceSettings> entries(List<Match> matches) {
        List<DataSourceSettings> entries = new ArrayList<>();
        for (Match match : matches) {
            entries.add(entry(match, entries.size() + 1));
        }
        return entries;
    }

    @Property(tries = 5_000)
    void theFirstThatMatchesCounts(@ForAll("matches") List<Match> matches, @ForAll("match") Match source) {
        String className = source.className() == null ? "" : source.className();
        DataSourceSettings asked = entries(matches).stream()
                .filter(entry -> Glob.matches(entry.match().url(), source.url())
                        && Glob.matches(entry.match().poolName(), source.poolName())
                        && Glob.matches(entry.match().className(), className))
                .findFirst()
                .orElse(null);

        assertThat(new DataSourceEntries(entries(matches)).first(source.url(), source.poolName(), className))
                .isEqualTo(asked);
    }

    @Property(tries = 2_000)
    void aClassIsNamedByAnyEntry(@ForAll("matches") List<Match> matches, @ForAll("text") String className) {
        boolean named = matches.stream()
                .anyMatch(match -> match.className() != null && Glob.matches(match.className(), className));

        assertThat(new DataSourceEntries(entries(matches)).nameClass(className)).isEqualTo(named);
    }

    @Test
    void whatHasNoPoolNameIsMeantWhereNoneIsAskedForAndNotByAStar() {
        DataSourceSettings star = entry(new Match(null, "*", null), 1);
        DataSourceSettings none = entry(new Match("**", null, null), 2);
        DataSourceEntries entries = new DataSourceEntries(List.of(star, none));

        assertThat(entries.first("jdbc:h2:mem:a", null, "Pool")).isSameAs(none);
        assertThat(entries.first("jdbc:h2:mem:a", "", "Pool")).isSameAs(star);
        assertThat(entries.first(null, null, "Pool")).isNull();
    }

    @Test
    void oneWithoutAMatchMeansNothing() {
        assertThat(new DataSourceEntries(List.of(entry(null, 1))).first("jdbc:h2:mem:a", "a", "Pool"))
                .isNull();
    }

    @Provide
    Arbitrary<List<Match>> matches() {
        return match().list().ofMaxSize(30);
    }

    /** A data source is of the same shape, its stars being characters like others. */
    @Provide
    Arbitrary<Match> match() {
        return Combinators.combine(part(), part(), part()).as(Match::new);
    }

    @Provide
    Arbitrary<String> text() {
        return Arbitraries.strings().withChars("ab*=").ofMaxLength(4);
    }

    private Arbitrary<String> part() {
        return text().injectNull(0.3);
    }
}
