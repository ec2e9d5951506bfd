// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

/**
 * Functions of PostgreSQL, beyond those of {@link replicated.dialect.text.StandardWords}, that change nothing (manual,
 * chapter 9). The list need not be complete: a read with a function that is missing here may leave a bookmark although
 * it wrote nothing.
 */
final class PostgresNames {

    static final String FUNCTIONS = """
            cbrt div erf erfc factorial gcd lcm log min_scale scale trim_scale width_bucket random_normal sind cosd tand asind
            acosd atand atan2d cotd asinh acosh atanh
            casefold convert_from convert_to decode encode get_bit get_byte set_bit set_byte normalize is_normalized
            parse_ident quote_literal quote_nullable regexp_match regexp_matches regexp_split_to_array
            regexp_split_to_table starts_with string_to_array string_to_table to_ascii to_hex to_bin to_oct unistr
            sha224 sha256 sha384 sha512 crc32 crc32c uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7
            bit_xor any_value range_agg range_intersect_agg json_agg jsonb_agg json_object_agg jsonb_object_agg
            json_agg_strict jsonb_agg_strict xmlconcat xmlpi xmlroot xmlexists xml_is_well_formed xpath xpath_exists
            age clock_timestamp date_add date_bin date_part date_subtract isfinite justify_days justify_hours
            justify_interval make_date make_interval make_time make_timestamp make_timestamptz statement_timestamp
            timeofday transaction_timestamp timezone timestamptz timetz
            to_json to_jsonb array_to_json row_to_json json_build_array jsonb_build_array json_build_object
            jsonb_build_object json_object jsonb_object json_array_elements jsonb_array_elements json_array_elements_text
            jsonb_array_elements_text json_array_length jsonb_array_length json_each jsonb_each json_each_text
            jsonb_each_text json_extract_path jsonb_extract_path json_extract_path_text jsonb_extract_path_text
            json_object_keys jsonb_object_keys json_populate_record jsonb_populate_record json_populate_recordset
            jsonb_populate_recordset json_to_record jsonb_to_record json_to_recordset jsonb_to_recordset jsonb_set
            jsonb_set_lax jsonb_insert json_strip_nulls jsonb_strip_nulls jsonb_path_exists jsonb_path_match
            jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_path_exists_tz jsonb_path_match_tz
            jsonb_path_query_tz jsonb_path_query_array_tz jsonb_path_query_first_tz jsonb_pretty json_typeof jsonb_typeof
            json_scalar json_serialize jsonb
            array_dims array_fill array_lower array_ndims array_position array_positions array_prepend array_remove
            array_replace array_sample array_shuffle array_to_string array_upper array_sort array_reverse
            isempty lower_inc lower_inf upper_inc upper_inf range_merge multirange int4range int8range numrange tsrange
            tstzrange daterange
            to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_headline ts_rank ts_rank_cd
            ts_rewrite ts_delete ts_filter tsvector_to_array array_to_tsvector setweight strip numnode querytree
            tsquery_phrase ts_lexize ts_parse ts_debug ts_stat get_current_ts_config
            similarity word_similarity strict_word_similarity show_trgm levenshtein metaphone dmetaphone unaccent
            hstore akeys avals skeys svals
            abbrev broadcast family host hostmask inet_merge inet_same_family masklen netmask network set_masklen
            inet_client_addr inet_client_port inet_server_addr inet_server_port
            area center diagonal diameter isclosed isopen npoints point box circle line lseg path polygon
            generate_subscripts grouping merge_action current_setting current_schemas current_query
            has_any_column_privilege has_column_privilege has_database_privilege has_foreign_data_wrapper_privilege
            has_function_privilege has_language_privilege has_parameter_privilege has_schema_privilege
            has_sequence_privilege has_server_privilege has_table_privilege has_tablespace_privilege has_type_privilege
            row_security_active format_type to_regclass to_regnamespace to_regoper to_regoperator to_regproc
            to_regprocedure to_regrole to_regtype regclass regtype regproc regnamespace
            col_description obj_description shobj_description version acldefault aclexplode makeaclitem mxid_age
            enum_first enum_last enum_range num_nonnulls num_nulls row bpchar int2 int4 int8 float4 float8 bytea name oid
            citext hashtext hashtextextended
            st_asgeojson st_astext st_asewkt st_asbinary st_asewkb st_contains st_within st_intersects st_distance
            st_dwithin st_makepoint st_setsrid st_transform st_x st_y st_geomfromtext st_geomfromgeojson st_area
            st_length st_buffer st_centroid st_union st_envelope st_makeenvelope st_point st_srid st_covers
            """;

    private PostgresNames() {}
}
