// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.text;

/** What a server may be told about how statements are to be read; bits. */
public final class Modes {

    /** A backslash escapes in '...'. */
    public static final int BACKSLASH_IN_SINGLE = 1;

    /** A backslash escapes in "...". */
    public static final int BACKSLASH_IN_DOUBLE = 2;

    /** What stands inside an executable comment is executed. */
    public static final int EXECUTABLE_COMMENTS = 4;

    private Modes() {}
}
