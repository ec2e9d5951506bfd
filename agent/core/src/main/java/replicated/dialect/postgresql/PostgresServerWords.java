// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

/**
 * What tells of one server of PostgreSQL and not of the data: its statistics, settings, files, sessions and
 * replication. The primary answers that. Where a list is of what replication carries, all else of the server's own is
 * not carried: new versions only ever add to the rest.
 */
final class PostgresServerWords {

    /**
     * Of the names that begin with {@code pg_}: the tables of the catalogue, what is a view of nothing else, and
     * schemas.
     */
    static final String REPLICATED = """
            pg_catalog pg_class pg_attribute pg_attrdef pg_type pg_namespace pg_proc pg_index pg_constraint pg_inherits
            pg_sequence pg_description pg_shdescription pg_depend pg_shdepend pg_enum pg_range pg_aggregate pg_operator
            pg_opclass pg_opfamily pg_am pg_amop pg_amproc pg_cast pg_collation pg_conversion pg_language pg_trigger
            pg_event_trigger pg_rewrite pg_policy pg_publication pg_publication_rel pg_publication_namespace pg_subscription
            pg_subscription_rel pg_database pg_tablespace pg_authid pg_auth_members pg_db_role_setting pg_default_acl
            pg_init_privs pg_extension pg_foreign_data_wrapper pg_foreign_server pg_foreign_table pg_user_mapping
            pg_largeobject pg_largeobject_metadata pg_partitioned_table pg_replication_origin pg_seclabel pg_shseclabel
            pg_statistic pg_statistic_ext pg_statistic_ext_data pg_transform pg_ts_config pg_ts_config_map pg_ts_dict
            pg_ts_parser pg_ts_template pg_parameter_acl
            pg_tables pg_views pg_matviews pg_indexes pg_rules pg_policies pg_roles pg_user pg_group pg_shadow
            pg_user_mappings pg_publication_tables pg_seclabels pg_stats pg_stats_ext pg_stats_ext_exprs
            pg_default pg_global
            """;

    /**
     * Functions, and views of their names, that change nothing and that each server answers in its own way, or not at
     * all.
     */
    static final String FUNCTIONS = """
            pg_is_in_recovery pg_is_wal_replay_paused pg_wal_replay_pause_state pg_backup_start_time pg_is_in_backup
            pg_postmaster_start_time pg_conf_load_time pg_current_logfile pg_config pg_hba_file_rules
            pg_ident_file_mappings pg_jit_available pg_notification_queue_usage pg_blocking_pids
            pg_safe_snapshot_blocking_pids pg_isolation_test_session_is_blocked pg_lock_status pg_prepared_xact
            pg_prepared_statement pg_cursor pg_walfile_name pg_walfile_name_offset pg_split_walfile_name
            pg_sequence_last_value pg_xact_commit_timestamp pg_xact_commit_timestamp_origin pg_last_committed_xact
            pg_relation_size pg_total_relation_size pg_table_size pg_indexes_size pg_database_size pg_tablespace_size
            pg_tablespace_location pg_tablespace_databases pg_collation_actual_version pg_database_collation_actual_version
            pg_timezone_names pg_timezone_abbrevs pg_timezone_abbrevs_zone pg_timezone_abbrevs_abbrevs
            """;

    /** As {@link #FUNCTIONS}, by how they begin; the functions that do something begin otherwise, or are listed. */
    static final String[] FUNCTIONS_LIKE = {
        "pg_stat_",
        "pg_statio_",
        "pg_ls_",
        "pg_last_wal_",
        "pg_last_xact_",
        "pg_current_wal_",
        "pg_control_",
        "pg_get_",
        "pg_show_",
        "pg_available_",
        "pg_read_",
        "pg_replication_origin_session_",
        "pg_replication_origin_progress"
    };

    /** Of those that begin so, the ones that tell of the catalogue. */
    static final String DEFINITIONS = """
            pg_get_viewdef pg_get_indexdef pg_get_constraintdef pg_get_triggerdef pg_get_ruledef pg_get_functiondef
            pg_get_function_arguments pg_get_function_identity_arguments pg_get_function_result
            pg_get_function_arg_default pg_get_function_sqlbody pg_get_expr pg_get_userbyid pg_get_partkeydef
            pg_get_partition_constraintdef pg_get_statisticsobjdef pg_get_statisticsobjdef_columns
            pg_get_statisticsobjdef_expressions pg_get_serial_sequence pg_get_keywords pg_get_object_address
            pg_get_publication_tables pg_get_catalog_foreign_keys pg_get_acl pg_get_domain_constraintdef
            """;

    /** Of those that begin so, the ones that do something to the server or to the session's view of it. */
    static final String DEEDS = """
            pg_stat_clear_snapshot pg_stat_force_next_flush pg_stat_statements_reset pg_replication_origin_session_setup
            pg_replication_origin_session_reset
            """;

    private PostgresServerWords() {}
}
