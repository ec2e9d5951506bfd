// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

import static replicated.dialect.text.WordMeaning.CALL_PINS;
import static replicated.dialect.text.WordMeaning.CALL_PRIMARY;
import static replicated.dialect.text.WordMeaning.CALL_SERVER;
import static replicated.dialect.text.WordMeaning.CALL_UNKNOWN;
import static replicated.dialect.text.WordMeaning.CALL_WRITE;
import static replicated.dialect.text.WordMeaning.HARMLESS_CALL;
import static replicated.dialect.text.WordMeaning.NAME_PRIMARY;
import static replicated.dialect.text.WordMeaning.NAME_SERVER;

import replicated.dialect.text.Keyword;
import replicated.dialect.text.StandardWords;
import replicated.dialect.text.WordList;

/**
 * The words of PostgreSQL: functions of the server itself are harmless only if named here, others are left to the
 * server.
 */
final class PostgresWords {

    private static final int CALL_PRIMARY_PINS = CALL_PRIMARY | CALL_PINS;

    private PostgresWords() {}

    static WordList list() {
        return StandardWords.list()
                .words(CALL_PRIMARY, """
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
                .nothing(PostgresServerWords.REPLICATED)
                .words(CALL_SERVER, "version")
                .words(CALL_SERVER | NAME_SERVER, PostgresServerWords.FUNCTIONS)
                .words(CALL_PRIMARY, PostgresServerWords.DEEDS)
                .words(HARMLESS_CALL, PostgresServerWords.DEFINITIONS)
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
                .words(HARMLESS_CALL, StandardWords.HARMLESS)
                .words(HARMLESS_CALL, PostgresNames.FUNCTIONS)
                .words(HARMLESS_CALL, """
                        to similar isnull notnull variadic zone collate escape operator columns keys nested path passing
                        conflict repeatable treat cast xmlnamespaces ordinality ties nulls
                        """)
                .prefix(CALL_SERVER | NAME_SERVER, PostgresServerWords.FUNCTIONS_LIKE)
                .prefix(CALL_PRIMARY_PINS, "pg_advisory", "pg_try_advisory")
                .prefix(NAME_PRIMARY, "pg_temp_")
                .prefix(CALL_PRIMARY | NAME_SERVER, "pg_", "pg_stat_reset")
                .prefix(CALL_PRIMARY, "txid_")
                .prefix(CALL_WRITE, "lo_")
                .prefix(CALL_WRITE | CALL_PINS, "dblink");
    }
}
