package replicated.jdbc.inspect;

/** Classes of characters in SQL, by table. */
final class Characters {

    static final byte SYMBOL = 0;
    static final byte LETTER = 1;
    static final byte DIGIT = 2;
    static final byte SPACE = 3;
    static final byte CONTROL = 4;
    /** Beyond ASCII: part of a name for most servers. */
    static final byte WIDE = 5;

    private static final byte[] CLASSES = classes();
    private static final byte[] FOLDED = folded();

    private Characters() {}

    static byte of(char c) {
        return c < 128 ? CLASSES[c] : WIDE;
    }

    /** The character in lower case if it may stand inside a name, else 0. */
    static int folded(char c) {
        return c < 128 ? FOLDED[c] : c;
    }

    /** The character in lower case; ASCII only, as servers compare keywords. */
    static int lower(char c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    private static byte[] classes() {
        byte[] classes = new byte[128];
        for (char c = 0; c < 128; c++) {
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_') {
                classes[c] = LETTER;
            } else if (c >= '0' && c <= '9') {
                classes[c] = DIGIT;
            } else if (c == ' ' || (c >= '\t' && c <= '\r')) {
                classes[c] = SPACE;
            } else if (c < ' ' || c == 127) {
                classes[c] = CONTROL;
            }
        }
        return classes;
    }

    private static byte[] folded() {
        byte[] folded = new byte[128];
        for (char c = 0; c < 128; c++) {
            if (CLASSES[c] == LETTER || CLASSES[c] == DIGIT || c == '$') {
                folded[c] = (byte) lower(c);
            }
        }
        return folded;
    }
}
