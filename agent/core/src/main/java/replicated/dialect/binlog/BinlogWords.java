// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.binlog;

import static replicated.dialect.text.WordMeaning.CALL_PINS;
import static replicated.dialect.text.WordMeaning.CALL_PRIMARY;
import static replicated.dialect.text.WordMeaning.CALL_SERVER;
import static replicated.dialect.text.WordMeaning.CALL_WRITE;
import static replicated.dialect.text.WordMeaning.HARMLESS_CALL;
import static replicated.dialect.text.WordMeaning.NAME_PRIMARY;
import static replicated.dialect.text.WordMeaning.SHOWN;
import static replicated.dialect.text.WordMeaning.VARIABLE_PLAIN;
import static replicated.dialect.text.WordMeaning.VARIABLE_PRIMARY;

import replicated.dialect.text.Keyword;
import replicated.dialect.text.StandardWords;
import replicated.dialect.text.WordList;

/** The words of MySQL and MariaDB. */
final class BinlogWords {

    private static final int CALL_PRIMARY_PINS = CALL_PRIMARY | CALL_PINS;

    private BinlogWords() {}

    static WordList list() {
        return StandardWords.list()
                .words(CALL_PRIMARY_PINS, """
                        get_lock release_lock release_all_locks is_free_lock is_used_lock connection_id
                        service_get_read_locks service_get_write_locks service_release_locks
                        """)
                .words(CALL_PRIMARY, """
                        nextval lastval setval last_insert_id row_count found_rows
                        """)
                .words(CALL_SERVER, BinlogServerWords.FUNCTIONS)
                .words(VARIABLE_PLAIN, BinlogServerWords.PLAIN_VARIABLES)
                .words(CALL_WRITE, """
                        sys_exec sys_eval sys_set spider_direct_sql spider_bg_direct_sql spider_copy_tables
                        spider_flush_table_mon_cache
                        """)
                .words(NAME_PRIMARY, "sql_calc_found_rows")
                .words(VARIABLE_PRIMARY, """
                        identity last_insert_id insert_id last_gtid gtid_next pseudo_thread_id transaction_allow_batching
                        rand_seed1 rand_seed2 timestamp in_transaction
                        """)
                .words(SHOWN, BinlogServerWords.SHOWN)
                .words(HARMLESS_CALL, StandardWords.HARMLESS)
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
                // After the last the server closes the connection, and a replica would be taken for gone.
                .keyword(Keyword.UNREPEATABLE, "wait_timeout")
                .keyword(Keyword.DEFINITION, "signal resignal")
                .prefix(
                        CALL_PRIMARY,
                        "wsrep_",
                        "keyring_",
                        "audit_log_",
                        "group_replication_",
                        "version_tokens_",
                        "asynchronous_connection_failover_",
                        "mysql_firewall_");
    }
}
