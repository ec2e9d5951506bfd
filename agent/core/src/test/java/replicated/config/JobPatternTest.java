// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rule under jobs means, and which classes have to be looked at for it. */
class JobPatternTest {

    @ParameterizedTest
    @CsvSource({
        "com.acme.report.**, com.acme.report.Nightly.run, true",
        "com.acme.report.**, com.acme.report.yearly.Balance.run, true",
        "com.acme.report.**, com.acme.reporting.Nightly.run, false",
        "com.acme.report.*.run, com.acme.report.Nightly.run, true",
        "com.acme.report.*.run, com.acme.report.yearly.Balance.run, false",
        "com.acme.report.*.run, com.acme.report.Nightly.stop, false",
        "com.acme.**.run, com.acme.Nightly.run, true",
        "com.acme.**.run, com.acme.report.yearly.Balance.run, true",
        "com.acme.*Job.execute, com.acme.MailJob.execute, true",
        "com.acme.*Job.execute, com.acme.Mail.execute, false",
        "com.acme.Nightly.*, com.acme.Nightly.run, true",
        "com.acme.Nightly.*, com.acme.Nightly$Part.run, false",
        "com.acme.Nightly$Part.run, com.acme.Nightly$Part.run, true",
        "Nightly.run, Nightly.run, true",
    })
    void starsStandForSegmentsAndWithinThem(String pattern, String job, boolean meant) {
        assertThat(JobPattern.index(List.of(new JobPattern(pattern))).matching(JobPattern.segments(job)))
                .hasSize(meant ? 1 : 0);
    }

    /** Whatever begins otherwise is not even read. */
    @ParameterizedTest
    @CsvSource({
        "com.acme.report.**, com.acme.report",
        "com.acme.report.*.run, com.acme.report",
        "com.acme.Night*.run, com.acme.Night",
        "com.acme.Nightly.run, com.acme.Nightly",
        "com.acme.Nightly.*, com.acme.Nightly",
        "com.**, com",
        "Nightly.run, Nightly",
    })
    void classesBeginWithWhatIsBeforeTheFirstStar(String pattern, String prefix) {
        assertThat(new JobPattern(pattern).classPrefix()).isEqualTo(prefix);
    }

    @ParameterizedTest
    @CsvSource({
        "com.acme.**, false",
        "com.acme.Nightly.*, false",
        "com.*.Nightly.run*, false",
        "com.*.Nightly.run, true"
    })
    void aMethodIsSpeltWhereNoStarStandsInIt(String pattern, boolean spelt) {
        assertThat(new JobPattern(pattern).spellsMethod()).isEqualTo(spelt);
    }
}
