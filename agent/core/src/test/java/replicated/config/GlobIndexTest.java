// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Few globs are asked about a text, however many there are. */
class GlobIndexTest {

    private static final int MANY = 5_000;

    /** As many as are not told apart any further. */
    private static final int FEW = 8;

    private static GlobIndex<Integer> filled(String pattern, int many) {
        GlobIndex<Integer> index = new GlobIndex<>();
        for (int number = 0; number < many; number++) {
            index.add(pattern.replace("N", String.valueOf(number)), number);
        }
        return index;
    }

    private static int asked(GlobIndex<Integer> index, String text) {
        List<GlobIndex.Entry<Integer>> asked = new ArrayList<>();
        index.candidates(text, asked::add);
        return asked.size();
    }

    @ParameterizedTest
    @CsvSource({
        "page-N-*, page-17-a",
        "*-N.do, edit-17.do",
        "*report-N.*, a-report-17.pdf",
        "jdbc:postgresql://*/tenant-N, jdbc:postgresql://primary/tenant-17",
        "jdbc:postgresql://*/tenant-N?*, jdbc:postgresql://primary/tenant-17?sslmode=require",
        "jdbc:postgresql://*/tenant-N*, jdbc:postgresql://primary/tenant-17?sslmode=require",
        "*a*tenant-N-x*, a-tenant-17-x-tenant-17-x"
    })
    void noGlobIsAskedThatHasAnotherPiece(String pattern, String text) {
        GlobIndex<Integer> index = filled(pattern, MANY);
        List<Integer> found = new ArrayList<>();
        index.find(text, found::add);

        assertThat(found).contains(17).doesNotHaveDuplicates();
        assertThat(asked(index, text)).isLessThanOrEqualTo(FEW);
    }

    @ParameterizedTest
    @CsvSource({"page-N-*, article", "*-N.do, edit.html", "*report-N.*, a-bill-17.pdf"})
    void aTextThatNoneMeansIsNotCompared(String pattern, String text) {
        assertThat(asked(filled(pattern, MANY), text)).isZero();
    }
}
