package replicated.sql;

import static replicated.sql.Vocabulary.CALL_PINS;
import static replicated.sql.Vocabulary.CALL_PRIMARY;
import static replicated.sql.Vocabulary.CALL_SERVER;
import static replicated.sql.Vocabulary.CALL_UNKNOWN;
import static replicated.sql.Vocabulary.CALL_WRITE;
import static replicated.sql.Vocabulary.COLUMN_FOLLOWS;
import static replicated.sql.Vocabulary.HARMLESS_CALL;
import static replicated.sql.Vocabulary.NAME_PRIMARY;
import static replicated.sql.Vocabulary.NAME_SERVER;
import static replicated.sql.Vocabulary.SESSION_SETTING;
import static replicated.sql.Vocabulary.SHOWN;
import static replicated.sql.Vocabulary.TRANSACTION_SETTING;
import static replicated.sql.Vocabulary.VARIABLE_PLAIN;
import static replicated.sql.Vocabulary.VARIABLE_PRIMARY;

/**
 * What each dialect's words mean. A function that is wrong on a standby although the standby runs it has to be in a list
 * here, since no server will complain; one that writes need not be, where the server refuses it.
 */
final class WordLists {

    private static final int CALL_PRIMARY_PINS = CALL_PRIMARY | CALL_PINS;

    private WordLists() {}

    private static Vocabulary.Builder common() {
        return new Vocabulary.Builder()
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

    /** PostgreSQL: functions of the server itself are harmless only if named here, others are left to the server. */
    static Vocabulary postgresql() {
        return common().words(CALL_PRIMARY, """
                        nextval lastval currval pg_notify txid_current txid_status
                        lo_open lo_lseek lo_lseek64 lo_tell lo_tell64 lo_close loread
                        """)
                .words(CALL_PRIMARY_PINS, "set_config setseed pg_backend_pid")
                .words(CALL_WRITE, """
                        setval lowrite http http_get http_post http_put http_patch http_delete http_head
                        query_export_to_s3 table_import_from_s3
                        """)
                .words(CALL_UNKNOWN, """
                        query_to_xml query_to_xmlschema query_to_xml_and_xmlschema cursor_to_xml cursor_to_xmlschema
                        """)
                .words(NAME_PRIMARY, "pg_temp")
                .nothing(ServerWords.POSTGRES_REPLICATED)
                .words(CALL_SERVER, "version")
                .words(CALL_SERVER | NAME_SERVER, ServerWords.POSTGRES_FUNCTIONS)
                .words(CALL_PRIMARY, ServerWords.POSTGRES_DEEDS)
                .words(HARMLESS_CALL, ServerWords.POSTGRES_DEFINITIONS)
                .words(HARMLESS_CALL, """
                        lo_get pg_typeof pg_size_pretty pg_size_bytes pg_column_size pg_column_compression
                        pg_table_is_visible pg_type_is_visible pg_function_is_visible pg_operator_is_visible
                        pg_opclass_is_visible pg_opfamily_is_visible pg_conversion_is_visible pg_collation_is_visible
                        pg_ts_config_is_visible pg_ts_dict_is_visible pg_ts_parser_is_visible pg_ts_template_is_visible
                        pg_statistics_obj_is_visible pg_has_role pg_encoding_to_char pg_char_to_encoding
                        pg_client_encoding pg_sleep pg_sleep_for pg_sleep_until pg_wal_lsn_diff
                        pg_describe_object pg_identify_object
                        pg_identify_object_as_address pg_index_column_has_property pg_index_has_property
                        pg_indexam_has_property pg_options_to_table
                        pg_relation_filenode pg_relation_filepath pg_filenode_relation pg_input_is_valid
                        pg_input_error_info pg_partition_tree pg_partition_root pg_partition_ancestors
                        pg_collation_for pg_basetype pg_relation_is_updatable pg_column_is_updatable
                        pg_sequence_parameters pg_settings_get_flags
                        """)
                .words(NAME_SERVER, "last_value")
                .keyword(Keyword.UNREPEATABLE, "seed")
                .keyword(Keyword.SESSION_BOUND, "load")
                .words(HARMLESS_CALL, StandardNames.KEYWORDS)
                .words(HARMLESS_CALL, StandardNames.TYPES)
                .words(HARMLESS_CALL, StandardNames.FUNCTIONS)
                .words(HARMLESS_CALL, PostgresNames.FUNCTIONS)
                .words(HARMLESS_CALL, """
                        to similar isnull notnull variadic zone collate escape operator columns keys nested path passing
                        conflict repeatable treat cast xmlnamespaces ordinality ties nulls
                        """)
                .prefix(CALL_SERVER | NAME_SERVER, ServerWords.POSTGRES_FUNCTIONS_LIKE)
                .prefix(CALL_PRIMARY_PINS, "pg_advisory", "pg_try_advisory")
                .prefix(NAME_PRIMARY, "pg_temp_")
                .prefix(CALL_PRIMARY | NAME_SERVER, "pg_", "pg_stat_reset")
                .prefix(CALL_PRIMARY, "txid_")
                .prefix(CALL_WRITE, "lo_")
                .prefix(CALL_WRITE | CALL_PINS, "dblink")
                .build();
    }

    /** MySQL and MariaDB. */
    static Vocabulary mysql() {
        return common().words(CALL_PRIMARY_PINS, """
                        get_lock release_lock release_all_locks is_free_lock is_used_lock connection_id
                        service_get_read_locks service_get_write_locks service_release_locks
                        """)
                .words(CALL_PRIMARY, """
                        nextval lastval setval last_insert_id row_count found_rows
                        """)
                .words(CALL_SERVER, ServerWords.BINLOG_FUNCTIONS)
                .words(VARIABLE_PLAIN, ServerWords.BINLOG_PLAIN_VARIABLES)
                .words(CALL_WRITE, """
                        sys_exec sys_eval sys_set spider_direct_sql spider_bg_direct_sql spider_copy_tables
                        spider_flush_table_mon_cache
                        """)
                .words(NAME_PRIMARY, "sql_calc_found_rows")
                .words(VARIABLE_PRIMARY, """
                        identity last_insert_id insert_id last_gtid gtid_next pseudo_thread_id transaction_allow_batching
                        rand_seed1 rand_seed2 timestamp in_transaction
                        """)
                .words(SHOWN, ServerWords.BINLOG_SHOWN)
                .words(HARMLESS_CALL, StandardNames.KEYWORDS)
                .words(HARMLESS_CALL, StandardNames.TYPES)
                .words(HARMLESS_CALL, StandardNames.FUNCTIONS)
                .words(HARMLESS_CALL, """
                        date_format date_add date_sub str_to_date time_format time_to_sec sec_to_time to_days from_days
                        to_seconds makedate maketime period_add period_diff adddate subdate addtime subtime timediff
                        weekday weekofyear yearweek microsecond utc_date utc_time convert_tz
                        find_in_set field elt mid substring_index strcmp conv bin oct hex unhex ord quote format_bytes
                        export_set make_set load to_base64 from_base64 crc32 sha sha2 aes_encrypt aes_decrypt
                        inet_aton inet_ntoa inet6_aton inet6_ntoa is_ipv4 is_ipv6 is_uuid uuid_short uuid_to_bin bin_to_uuid
                        match against interval values bit_length charset collation coercibility
                        json_extract json_unquote json_contains json_contains_path json_keys json_length json_depth
                        json_type json_valid json_search json_set json_insert json_replace json_remove json_merge
                        json_merge_patch json_merge_preserve json_pretty json_quote json_overlaps json_compact json_detailed
                        json_loose json_normalize json_arrayagg json_objectagg json_storage_size
                        any_value name_const std regexp sys_guid
                        index key keys div xor rlike straight_join columns nested path dual conflict separator
                        extractvalue updatexml get_format weight_string uncompress uncompressed_length random_bytes
                        statement_digest statement_digest_text validate_password_strength is_ipv4_compat is_ipv4_mapped
                        format_pico_time icu_version is_visible_dd_object can_access_table natural_sort_key sformat kdf
                        old_password password des_encrypt des_decrypt column_get column_create column_add column_delete
                        column_exists column_list column_json column_check point linestring polygon multipoint
                        multilinestring multipolygon geometrycollection geomcollection vector_dim string_to_vector
                        vector_to_string to_vector from_vector distance inet4 inet6 uuid_v4 uuid_v7 lpad_oracle
                        value chr crc32c
                        """)
                .prefix(HARMLESS_CALL, "st_", "mbr", "json_", "regexp_", "vec_")
                .keyword(Keyword.SEQUENCE_VALUE, "nextval currval")
                .keyword(Keyword.UNREPEATABLE, "insert_id last_insert_id gtid_next sql_log_bin resource")
                .keyword(Keyword.DEFINITION, "signal resignal")
                .prefix(
                        CALL_PRIMARY,
                        "wsrep_",
                        "keyring_",
                        "audit_log_",
                        "group_replication_",
                        "version_tokens_",
                        "asynchronous_connection_failover_",
                        "mysql_firewall_")
                .build();
    }

    /** H2 and every database not known by name, where nothing refuses what was let through: only known calls are harmless. */
    static Vocabulary strict() {
        return common().words(
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
                .words(HARMLESS_CALL, StandardNames.KEYWORDS)
                .words(HARMLESS_CALL, StandardNames.TYPES)
                .words(HARMLESS_CALL, StandardNames.FUNCTIONS)
                .build();
    }
}
