// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Paths and stacks come from outside: whatever they hold, the status stays JSON and says the same. */
class JsonTest {

    @Test
    void writesNestedValuesInTheirOrder() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", Arrays.asList(1L, null, true, 0.5, Double.NaN));
        map.put("a", Map.of());
        map.put("c", List.of());

        assertThat(Json.write(map)).isEqualTo("{\"b\":[1,null,true,0.5,null],\"a\":{},\"c\":[]}");
    }

    @Test
    void escapesSoThatAParserGivesBackTheText() {
        String nasty = "quote \" back \\ line \n tab \t bell \u0007 nel \u0085 <script> ü 漢 \ud83d\ude00 \u2028";

        assertThat(new Load(LoadSettings.builder().build()).loadFromString(Json.quoted(nasty)))
                .isEqualTo(nasty);
        assertThat(Json.quoted(nasty)).doesNotContain("<", "\n", "\u2028");
    }

    @Test
    void escapesHalvesOfSurrogatePairs() {
        assertThat(Json.quoted("a\ud83dz\ude00")).isEqualTo("\"a\\ud83dz\\ude00\"");
    }
}
