// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file, or a part of one, that is written from the code. */
public final class GeneratedText {

    private static final boolean REGENERATE = Boolean.getBoolean("replicated.regenerate");

    private GeneratedText() {}

    /**
     * Compares a file with what the code says; with {@code -Dreplicated.regenerate=true} it is written anew.
     *
     * @param file an existing one
     * @param text what is in it
     * @param expected what has to be
     */
    public static void assertUpToDate(Path file, String text, String expected) throws IOException {
        if (REGENERATE) {
            Files.writeString(file, expected);
        } else {
            assertThat(text)
                    .as("%s differs from the code; run this test with -Dreplicated.regenerate=true", file)
                    .isEqualTo(expected);
        }
    }
}
