// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.text;

/** Words with a meaning of their own; where several words mean the same to the inspector they share one. */
public enum Keyword {
    NONE,
    // What a statement can begin with.
    SELECT,
    WITH,
    VALUES,
    TABLE,
    EXPLAIN,
    SHOW,
    SET,
    RESET,
    USE,
    BEGIN,
    START,
    COMMIT,
    END,
    ROLLBACK,
    SAVEPOINT,
    PREPARE,
    XA,
    /** INSERT and REPLACE, which are functions too. */
    INSERT,
    UPDATE,
    DELETE,
    MERGE,
    CALL,
    EXECUTE,
    CREATE,
    DROP,
    /** Every other statement that changes what is stored, or the server. */
    DEFINITION,
    /** Makes or uses something that exists in this session only. */
    SESSION_BOUND,
    LOCK,
    /** Changes nothing that is stored, but this server or its other sessions. */
    SERVER_BOUND,
    ALTER,
    // What follows.
    FOR,
    INTO,
    AS,
    IN,
    TO,
    NO,
    SHARE,
    KEY,
    NEXT,
    VALUE,
    SEQUENCE_VALUE,
    ALL,
    TEMPORARY,
    OR,
    GLOBAL,
    LOCAL,
    SESSION,
    TRANSACTION,
    CHARACTERISTICS,
    SNAPSHOT,
    /** A setting that cannot be set again on another connection with the same effect. */
    UNREPEATABLE,
    STATEMENT,
    PERSIST,
    DEFAULT,
    ROLE,
    PREPARED,
    CHAIN,
    WORK,
    ANALYZE,
    RECURSIVE,
    /** Between EXPLAIN or SHOW and what it is about. */
    MODIFIER
}
