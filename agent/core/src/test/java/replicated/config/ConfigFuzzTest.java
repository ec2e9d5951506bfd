// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

/** Whatever is in the file, the parser gives a configuration or a {@link ConfigException}, and never shows a secret. */
class ConfigFuzzTest {

    private static final String SECRET = "hunter2hunter2";

    private static final String COMPLETE = Reference.complete()
            .replace("${REPLICA_PASSWORD:}", SECRET)
            .replace("secret: \"\"", "secret: " + SECRET)
            .replace("jdbc:postgresql://replica-1", "jdbc:postgresql://me:" + SECRET + "@replica-1");

    @Property
    void anyTextIsAConfigurationOrRefused(@ForAll String text) {
        parsed(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property
    void anyYamlishTextIsAConfigurationOrRefused(
            @ForAll
                    @StringLength(max = 80)
                    @CharRange(from = ' ', to = 'f')
                    @net.jqwik.api.constraints.Chars({'\n', '\t', '{', '}', '|', '$'})
                    String text) {
        parsed(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property
    void anyBytesAreAConfigurationOrRefused(@ForAll byte[] content) {
        parsed(content);
    }

    @Property
    void aSpoiltCompleteFileShowsNoSecret(@ForAll Random random) {
        String text = spoilt(random);
        assertThat(parsed(text.getBytes(StandardCharsets.UTF_8))).doesNotContain(SECRET);
    }

    /** Removes, doubles, swaps and replaces characters outside the secrets. */
    private static String spoilt(Random random) {
        StringBuilder text = new StringBuilder(COMPLETE);
        String spoilers = "\n\t :-#{}[]&*!|>'\"%@`,?~$a0";
        for (int times = 1 + random.nextInt(6); times > 0; times--) {
            int at = random.nextInt(text.length());
            if (nearSecret(text, at)) {
                continue;
            }
            char spoiler = spoilers.charAt(random.nextInt(spoilers.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, spoiler);
                default -> text.setCharAt(at, spoiler);
            }
        }
        return text.toString();
    }

    /** Within a secret, or in what tells that it is one. */
    private static boolean nearSecret(CharSequence text, int at) {
        int from = Math.max(0, at - SECRET.length());
        return text.subSequence(from, Math.min(text.length(), at + 25 + SECRET.length()))
                .toString()
                .contains(SECRET);
    }

    /** The message of the refusal, or what the configuration prints. */
    private static String parsed(byte[] content) {
        try {
            return ConfigParser.parse("replicated.yaml", content, name -> null, new ArrayList<>())
                    .toString();
        } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty().allMatch(problem -> problem.startsWith("replicated.yaml:"));
            return e.getMessage();
        }
    }
}
