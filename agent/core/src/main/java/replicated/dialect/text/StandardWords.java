// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.text;

import static replicated.dialect.text.WordMeaning.CALL_PINS;
import static replicated.dialect.text.WordMeaning.CALL_PRIMARY;
import static replicated.dialect.text.WordMeaning.CALL_WRITE;
import static replicated.dialect.text.WordMeaning.COLUMN_FOLLOWS;
import static replicated.dialect.text.WordMeaning.HARMLESS_CALL;
import static replicated.dialect.text.WordMeaning.NAME_PRIMARY;
import static replicated.dialect.text.WordMeaning.SESSION_SETTING;
import static replicated.dialect.text.WordMeaning.SHOWN;
import static replicated.dialect.text.WordMeaning.TRANSACTION_SETTING;

/**
 * What words mean wherever they stand. A function that is wrong on a standby although the standby runs it has to be in
 * a list of its dialect, since no server will complain; one that writes need not be, where the server refuses it.
 */
public final class StandardWords {

    /** Names of the SQL standard, and of common servers, that may stand before a parenthesis without doing anything. */
    public static final String HARMLESS =
            StandardNames.KEYWORDS + " " + StandardNames.TYPES + " " + StandardNames.FUNCTIONS;

    private static final int CALL_PRIMARY_PINS = CALL_PRIMARY | CALL_PINS;

    private StandardWords() {}

    /**
     * The keywords of the standard and of common servers, to which a dialect adds its own words.
     *
     * @return a new list
     */
    public static WordList list() {
        return new WordList()
                .keyword(Keyword.SELECT, "select")
                .keyword(Keyword.WITH, "with")
                .keyword(Keyword.VALUES, "values")
                .keyword(Keyword.TABLE, "table")
                .keyword(Keyword.EXPLAIN, "explain describe desc")
                .keyword(Keyword.MODIFIER, "verbose extended partitions plan format json tree traditional full")
                .keyword(Keyword.ANALYZE, "analyze analyse")
                .keyword(Keyword.SHOW, "show")
                .keyword(Keyword.SET, "set")
                .keyword(Keyword.RESET, "reset")
                .keyword(Keyword.USE, "use")
                .keyword(Keyword.BEGIN, "begin")
                .keyword(Keyword.START, "start")
                .keyword(Keyword.COMMIT, "commit")
                .keyword(Keyword.END, "end")
                .keyword(Keyword.ROLLBACK, "rollback abort")
                .keyword(Keyword.SAVEPOINT, "savepoint release")
                .keyword(Keyword.PREPARE, "prepare")
                .keyword(Keyword.XA, "xa")
                .keyword(Keyword.INSERT, "insert replace")
                .keyword(Keyword.UPDATE, "update")
                .keyword(Keyword.DELETE, "delete")
                .keyword(Keyword.MERGE, "merge upsert")
                .keyword(Keyword.CALL, "call do")
                .keyword(Keyword.EXECUTE, "execute exec")
                .keyword(Keyword.CREATE, "create")
                .keyword(Keyword.DROP, "drop")
                .keyword(Keyword.ALTER, "alter")
                .keyword(Keyword.DEFINITION, """
                        truncate rename grant revoke comment reindex cluster vacuum refresh security import reassign copy
                        optimize repair check flush purge change stop restart shutdown clone install uninstall cache
                        binlog load runscript backup script
                        """)
                .keyword(Keyword.SESSION_BOUND, """
                        deallocate declare fetch move close listen unlisten discard handler
                        """)
                .keyword(Keyword.SERVER_BOUND, "notify kill checkpoint")
                .keyword(Keyword.LOCK, "lock unlock")
                .keyword(Keyword.FOR, "for")
                .keyword(Keyword.INTO, "into")
                .keyword(Keyword.AS, "as")
                .keyword(Keyword.IN, "in")
                .keyword(Keyword.TO, "to")
                .keyword(Keyword.NO, "no")
                .keyword(Keyword.SHARE, "share")
                .keyword(Keyword.KEY, "key")
                .keyword(Keyword.NEXT, "next previous current")
                .keyword(Keyword.VALUE, "value")
                .keyword(Keyword.ALL, "all")
                .keyword(Keyword.TEMPORARY, "temporary temp")
                .keyword(Keyword.OR, "or")
                .keyword(Keyword.GLOBAL, "global")
                .keyword(Keyword.LOCAL, "local")
                .keyword(Keyword.SESSION, "session")
                .keyword(Keyword.TRANSACTION, "transaction tran")
                .keyword(Keyword.CHARACTERISTICS, "characteristics")
                .keyword(Keyword.SNAPSHOT, "snapshot")
                .keyword(Keyword.UNREPEATABLE, "constraints")
                .keyword(Keyword.STATEMENT, "statement")
                .keyword(Keyword.PERSIST, "persist persist_only password")
                .keyword(Keyword.DEFAULT, "default")
                .keyword(Keyword.ROLE, "role")
                .keyword(Keyword.PREPARED, "prepared")
                .keyword(Keyword.CHAIN, "chain")
                .keyword(Keyword.WORK, "work")
                .keyword(Keyword.RECURSIVE, "recursive")
                .words(COLUMN_FOLLOWS, "select distinct as by where and or")
                .words(TRANSACTION_SETTING, """
                        transaction_isolation transaction_read_only transaction_deferrable default_transaction_isolation
                        default_transaction_read_only default_transaction_deferrable standard_conforming_strings
                        tx_isolation tx_read_only autocommit read_only super_read_only
                        """);
    }

    /**
     * For databases where nothing refuses what was let through: only known calls are harmless.
     *
     * @return a new list
     */
    public static WordList strict() {
        return list().words(
                        CALL_PRIMARY,
                        "nextval currval lastval setval identity scope_identity last_insert_id row_count found_rows")
                .words(
                        CALL_PRIMARY_PINS,
                        "session_id transaction_id connection_id pg_backend_pid get_lock release_lock")
                .words(CALL_WRITE, "file_write csvwrite link_schema abort_session cancel_session")
                .words(NAME_PRIMARY, "updlock xlock tablock tablockx holdlock rowlock paglock serializable exclusive")
                .keyword(Keyword.SEQUENCE_VALUE, "nextval currval prevval")
                .words(SESSION_SETTING, """
                        schema schema_search_path lock_timeout query_timeout variable_binary time zone catalog non_keywords
                        truncate_large_length throttle names search_path
                        """)
                .words(SHOWN, "tables columns schemas databases")
                .words(HARMLESS_CALL, HARMLESS);
    }
}
