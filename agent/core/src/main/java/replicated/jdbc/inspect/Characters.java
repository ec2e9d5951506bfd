package replicated.jdbc.inspect;

/** Classes of characters in SQL, by table. */
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
    private static final boolean[] IN_NAME = inName();

    private Characters() {}

    static byte of(char c) {
        return c < 128 ? CLASSES[c] : WIDE;
    }

    /** Whether an ASCII character may stand inside a name. */
    static boolean inName(char c) {
        return IN_NAME[c];
    }

    /** Whether any character may stand inside a name. */
    static boolean mayBeInName(char c) {
        return c >= 128 || IN_NAME[c];
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
            } else if ("(),.;:=<>+%|!~^&{}".indexOf(c) >= 0) {
                classes[c] = PUNCTUATION;
            }
        }
        return classes;
    }

    private static boolean[] inName() {
        boolean[] inName = new boolean[128];
        for (char c = 0; c < 128; c++) {
            inName[c] = CLASSES[c] == LETTER || CLASSES[c] == DIGIT || c == '$';
        }
        return inName;
    }
}
