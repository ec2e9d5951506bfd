// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.dialect.Dialect;

/** Every command of each database has the verdict that its corpus file says. */
class InspectorCorpusTest {

    @ParameterizedTest
    @MethodSource("replicated.dialect.Dialects#all")
    void eachStatementOfTheCorpusHasItsVerdict(Dialect dialect) {
        Inspector inspector = new Inspector(dialect);
        List<String> wrong = new ArrayList<>();
        for (Corpus statement : Corpus.of(dialect)) {
            Verdict verdict = inspector.inspect(statement.sql());
            if (verdict.kind() != statement.kind()) {
                wrong.add(statement + " -> " + verdict.kind() + " instead of " + statement.kind());
            }
        }
        assertThat(wrong).isEmpty();
    }
}
