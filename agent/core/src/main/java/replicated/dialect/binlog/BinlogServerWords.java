// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.binlog;

/**
 * What tells of one server of MySQL or MariaDB and not of the data: its statistics, settings, files, sessions and
 * replication. The primary answers that. Where a list is of what replication carries, all else of the server's own is
 * not carried: new versions only ever add to the rest.
 */
final class BinlogServerWords {

    /** Functions that change nothing and that each server answers in its own way. */
    static final String FUNCTIONS = """
            version load_file master_pos_wait source_pos_wait master_gtid_wait wait_for_executed_gtid_set
            wait_until_sql_thread_after_gtids binlog_gtid_pos ps_current_thread_id ps_thread_id
            """;

    /**
     * Where a connection leads to, and how its latest statement went, is what these are asked for, so they are answered
     * by the server it leads to.
     */
    static final String PLAIN_VARIABLES = "port hostname warning_count error_count";

    /** What SHOW tells of the catalogue, or of the session's last statement. */
    static final String SHOWN = """
            tables columns fields create databases schemas triggers character charset collation grants privileges function
            procedure warnings errors count packages package
            """;

    /** Schemas of which nothing is the same on two servers for certain. */
    static final String SCHEMAS = "performance_schema sys mysql";

    /** Of {@code information_schema}, what is made of replicated definitions alone. */
    static final String REPLICATED = """
            schemata schemata_extensions tables_extensions columns columns_extensions views view_table_usage
            view_routine_usage routines parameters triggers table_constraints table_constraints_extensions
            referential_constraints check_constraints key_column_usage key_period_usage periods character_sets collations
            collation_character_set_applicability keywords sql_functions column_privileges schema_privileges
            table_privileges user_privileges applicable_roles enabled_roles administrable_role_authorizations
            role_column_grants role_routine_grants role_table_grants st_geometry_columns st_spatial_reference_systems
            st_units_of_measure spatial_ref_sys geometry_columns sequences tables statistics
            """;

    /** Columns of {@code information_schema.tables} and {@code statistics} that each server counts for itself. */
    static final String COUNTED = """
            table_rows avg_row_length data_length max_data_length index_length max_index_length data_free auto_increment
            create_time update_time check_time checksum cardinality
            """;

    private BinlogServerWords() {}
}
