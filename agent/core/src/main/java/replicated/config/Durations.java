// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as they are written in the file: {@code 250ms}, {@code 5s}, {@code 2m}, {@code 1h}. */
public final class Durations {

    private static final long MAX_MILLIS = Duration.ofDays(365).toMillis();

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @param text digits and a unit; a bare 0 needs none
     * @return null if it is not one, or is longer than a year
     */
    public static @Nullable Duration parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        // More than 12 digits are more than a year in any unit, and might overflow.
        if (digits == 0 || digits > 12) {
            return null;
        }
        long count = Long.parseLong(text.substring(0, digits));
        long unit = switch (text.substring(digits)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "" -> count == 0 ? 1 : -1;
            default -> -1;
        };
        return unit < 0 || count > MAX_MILLIS / unit ? null : Duration.ofMillis(count * unit);
    }

    /**
     * Writes a duration in the largest unit that loses nothing.
     *
     * @param duration not negative
     * @return a text that {@link #parse} reads as the same milliseconds
     */
    public static String print(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }
}
