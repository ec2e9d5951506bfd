// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bookmark;

/**
 * Unsigned 64-bit numbers in base 36, in exactly one spelling each: {@link Long#parseUnsignedLong} would also take
 * signs, capitals, leading zeros and foreign digits.
 */
final class Base36 {

    /** What {@link #parse} answers to a text that is not a number; -1 in two's complement, which is never written. */
    static final long NONE = -1;

    private static final int MAX_DIGITS = 13;

    private Base36() {}

    static String text(long unsigned) {
        return Long.toUnsignedString(unsigned, 36);
    }

    static long parse(String text, int from, int to) {
        int digits = to - from;
        if (digits < 1 || digits > MAX_DIGITS || (digits > 1 && text.charAt(from) == '0')) {
            return NONE;
        }
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z')) {
                return NONE;
            }
        }
        try {
            return Long.parseUnsignedLong(text, from, to, 36);
        } catch (NumberFormatException tooLarge) {
            return NONE;
        }
    }

    static long parse(String text) {
        return parse(text, 0, text.length());
    }
}
