// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NamePrefixesTest {

    @Property
    void aNameBeginsWithOneIfAskingEachSaysSo(@ForAll("texts") List<String> prefixes, @ForAll("text") String name) {
        assertThat(new NamePrefixes(prefixes).begin(name))
                .isEqualTo(prefixes.stream().anyMatch(name::startsWith));
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return text().list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<String> text() {
        return Arbitraries.strings().withChars("a/$b").ofMaxLength(5);
    }
}
