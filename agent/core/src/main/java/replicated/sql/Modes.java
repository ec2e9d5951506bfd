package replicated.sql;

import replicated.dialect.Dialect;

/** What a server may be told about how statements are to be read; bits. */
final class Modes {

    /** A backslash escapes in '...'. */
    static final int BACKSLASH_IN_SINGLE = 1;
    /** A backslash escapes in "...". */
    static final int BACKSLASH_IN_DOUBLE = 2;
    /** What stands inside an executable comment is executed. */
    static final int EXECUTABLE_COMMENTS = 4;

    private Modes() {}

    /** The modes a server of this dialect has unless it was told otherwise. */
    static int usual(Dialect dialect) {
        return switch (dialect) {
            case MYSQL, MARIADB -> BACKSLASH_IN_SINGLE | BACKSLASH_IN_DOUBLE | EXECUTABLE_COMMENTS;
            case POSTGRESQL, H2, OTHER -> 0;
        };
    }

    /** The modes that differ between servers of this dialect. */
    static int possible(Dialect dialect) {
        return switch (dialect) {
            case MYSQL, MARIADB -> BACKSLASH_IN_SINGLE | BACKSLASH_IN_DOUBLE | EXECUTABLE_COMMENTS;
            case POSTGRESQL -> BACKSLASH_IN_SINGLE;
            case OTHER -> BACKSLASH_IN_SINGLE | BACKSLASH_IN_DOUBLE;
            case H2 -> 0;
        };
    }
}
