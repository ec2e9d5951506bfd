// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

/** Classes of the bytes that SQL is made of, by table. */
final class Characters {

    /** May begin a literal, a comment, a quoted name or a variable. */
    static final byte SYMBOL = 0;

    static final byte LETTER = 1;
    static final byte DIGIT = 2;
    static final byte SPACE = 3;
    static final byte CONTROL = 4;
    /** Beyond ASCII: part of a name for most servers. */
    static final byte WIDE = 5;

    /** Stands for itself everywhere. */
    static final byte PUNCTUATION = 6;

    private static final byte[] CLASSES = classes();

    private Characters() {}

    /**
     * The class of a byte.
     *
     * @param c 0 to 255
     */
    static byte of(int c) {
        return CLASSES[c];
    }

    /** Whether a byte may stand inside a name. */
    static boolean mayBeInName(int c) {
        byte known = CLASSES[c];
        return known == LETTER || known == DIGIT || known == WIDE || c == '$';
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (char c = 0; c < 128; c++) {
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_') {
                classes[c] = LETTER;
            } else if (c >= '0' && c <= '9') {
                classes[c] = DIGIT;
            } else if (c == ' ' || (c >= '\t' && c <= '\r')) {
                classes[c] = SPACE;
            } else if (c < ' ' || c == 127) {
                classes[c] = CONTROL;
            } else if ("(),.;:=<>+%|!~^&{}".indexOf(c) >= 0) {
                classes[c] = PUNCTUATION;
            }
        }
        for (int c = 128; c < 256; c++) {
            classes[c] = WIDE;
        }
        return classes;
    }
}
