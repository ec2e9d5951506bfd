// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

/** UTC in ISO 8601, without {@code java.time.format}: that costs more at the start than all else in the log. */
final class Timestamp {

    private static final long DAY_MILLIS = 86_400_000;

    private Timestamp() {}

    /**
     * A moment as text.
     *
     * @param millis since 1970, not negative
     * @return as {@code 2026-01-01T12:00:00.123Z}
     */
    static String of(long millis) {
        int inDay = (int) (millis % DAY_MILLIS);
        StringBuilder text = new StringBuilder(24);
        date(text, millis / DAY_MILLIS);
        text.append('T');
        digits(text, inDay / 3_600_000, 10).append(':');
        digits(text, inDay / 60_000 % 60, 10).append(':');
        digits(text, inDay / 1_000 % 60, 10).append('.');
        return digits(text, inDay % 1_000, 100).append('Z').toString();
    }

    /**
     * Days to a civil date, by eras of 400 years that begin on the first of March, so that the leap day comes last
     * (H. Hinnant, chrono-compatible low-level date algorithms).
     */
    private static void date(StringBuilder text, long days) {
        long shifted = days + 719_468;
        long era = shifted / 146_097;
        int dayOfEra = (int) (shifted % 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int fromMarch = (5 * dayOfYear + 2) / 153;
        int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        int year = (int) (era * 400) + yearOfEra + (month <= 2 ? 1 : 0);
        digits(text, year, 1_000).append('-');
        digits(text, month, 10).append('-');
        digits(text, dayOfYear - (153 * fromMarch + 2) / 5 + 1, 10);
    }

    /** A number with leading zeros; {@code unit} is the weight of its first digit. */
    private static StringBuilder digits(StringBuilder text, int number, int unit) {
        for (int weight = unit; weight > 1 && number < weight; weight /= 10) {
            text.append('0');
        }
        return text.append(number);
    }
}
