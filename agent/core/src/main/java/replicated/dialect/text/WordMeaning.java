// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.text;

/**
 * What a word may mean to the inspector, apart from being a {@link Keyword}; bits above the low byte, which holds the
 * keyword.
 */
public final class WordMeaning {

    /** Called, it means something only on the primary. */
    public static final int CALL_PRIMARY = 1 << 8;

    /** Called, it leaves something behind in the session. */
    public static final int CALL_PINS = 1 << 9;

    /** Called, it changes data, or something outside the database. */
    public static final int CALL_WRITE = 1 << 10;

    /** Called, it runs whatever text it is given. */
    public static final int CALL_UNKNOWN = 1 << 11;

    /** Named at all, it means something only on the primary. */
    public static final int NAME_PRIMARY = 1 << 12;

    /** As a system variable it belongs to a session or to the primary. */
    public static final int VARIABLE_PRIMARY = 1 << 13;

    /** A keyword, type or function that is known to do nothing by standing before a parenthesis. */
    public static final int HARMLESS_CALL = 1 << 14;

    /** A setting that is about transactions, or about how statements are to be read. */
    public static final int TRANSACTION_SETTING = 1 << 15;

    /** A setting of the session where most settings are of the whole database. */
    public static final int SESSION_SETTING = 1 << 16;

    /** SHOW of it reads what replicates. */
    public static final int SHOWN = 1 << 17;

    /** After this keyword a verb is a column's name. */
    public static final int COLUMN_FOLLOWS = 1 << 18;

    /** Called, it asks a server about itself. */
    public static final int CALL_SERVER = 1 << 20;

    /** Named without being called, it tells of a server and not of the data. */
    public static final int NAME_SERVER = 1 << 21;

    /** As a system variable it tells where the connection leads to. */
    public static final int VARIABLE_PLAIN = 1 << 22;

    private WordMeaning() {}
}
