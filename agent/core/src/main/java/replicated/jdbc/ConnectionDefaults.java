package replicated.jdbc;

/**
 * State of a connection fresh from the application's pool, as its pool is configured. Immutable.
 *
 * @param autoCommit whether connections start in auto-commit
 * @param isolation a constant of {@link java.sql.Connection}, or -1 where the driver's default applies
 * @param readOnly whether connections start read-only
 * @param schema null: the driver's default
 * @param catalog null: the driver's default
 */
public record ConnectionDefaults(boolean autoCommit, int isolation, boolean readOnly, String schema, String catalog) {}
