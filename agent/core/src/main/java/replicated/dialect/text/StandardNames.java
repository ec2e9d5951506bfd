// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.text;

/** Names of the SQL standard, and of common servers, that may stand before a parenthesis without doing anything. */
final class StandardNames {

    static final String KEYWORDS = """
            select from where and or not in on as by case when then else end all any some exists between like ilike is
            union except intersect minus distinct having limit offset fetch first next only rows row values value table
            over filter within group order partition using join inner left right full outer cross natural lateral apply
            with recursive materialized interval array multiset unique default null top percent qualify window range
            groups escape unnest set sets grouping rollup cube pivot unpivot return returns if between symmetric
            asymmetric explain analyze plan for of at format system_range generate_series
            """;

    static final String TYPES = """
            char character varchar varying nchar nvarchar varchar2 nvarchar2 clob nclob blob text tinytext mediumtext
            binary varbinary raw bit bool boolean tinyint smallint mediumint int integer bigint number numeric decimal
            dec float real double precision decfloat money date time timestamp datetime datetime2 datetimeoffset
            smalldatetime year json xml uuid enum geometry java_object object
            """;

    static final String FUNCTIONS = """
            abs acos asin atan atan2 ceil ceiling cos cosh cot degrees exp floor ln log log10 log2 mod pi power pow radians
            rand random round roundmagic sign sin sinh sqrt square tan tanh trunc truncate zero greatest least
            bitand bitor bitxor bitnot bitnand bitnor bitxnor bitget bitcount lshift rshift ulshift urshift rotateleft
            rotateright bit_and bit_or bit_xor bit_and_agg bit_or_agg bit_xor_agg bit_count bit_length octet_length
            ascii char_length character_length chr charindex concat concat_ws difference format initcap instr insert lcase
            left len length locate lower lpad ltrim octet_length overlay patindex position quote quote_ident quotename
            repeat replace replicate reverse right rpad rtrim soundex space split_part strpos substr substring translate
            trim ucase unicode upper nchar stuff string_agg listagg group_concat xmlagg regexp_like regexp_replace
            regexp_substr regexp_instr regexp_count to_char to_number to_date to_timestamp to_timestamp_tz hextoraw rawtohex
            stringdecode stringencode stringtoutf8 utf8tostring btrim ltrim
            coalesce nullif ifnull isnull nvl nvl2 decode iif choose cast convert try_cast try_convert typeof
            casewhen case_when
            count sum avg min max median mode stddev stddev_pop stddev_samp stdev stdevp variance var_pop var_samp var varp
            every bool_and bool_or any_value corr covar_pop covar_samp regr_slope regr_intercept regr_count regr_r2
            regr_avgx regr_avgy regr_sxx regr_syy regr_sxy array_agg json_arrayagg json_objectagg json_array json_object
            json_value json_query json_exists json_table json_modify isjson openjson envelope histogram selectivity
            count_big checksum_agg approx_count_distinct grouping_id
            row_number rank dense_rank percent_rank cume_dist ntile lead lag first_value last_value nth_value
            ratio_to_report percentile_cont percentile_disc
            current_date current_time current_timestamp localtime localtimestamp now sysdate systimestamp
            getdate getutcdate sysdatetime sysutcdatetime curdate curtime today utc_timestamp
            dateadd datediff datename datepart date_trunc datetrunc day dayname dayofmonth dayofweek dayofyear day_of_week
            day_of_month day_of_year eomonth extract formatdatetime parsedatetime hour minute second month monthname quarter
            week year iso_week iso_year iso_day_of_week timestampadd timestampdiff datefromparts add_months months_between
            last_day next_day last_date julian_day unix_timestamp from_unixtime
            array_append array_cat array_contains array_get array_length array_max_cardinality array_slice cardinality
            trim_array hash ora_hash encrypt decrypt compress expand md5 sha1 sha2 hashbytes
            random_uuid uuid newid sys_guid gen_random_uuid secure_rand
            database current_database current_schema schema user current_user session_user system_user current_catalog
            current_role database_path h2version version lock_mode memory_free memory_used readonly
            disk_space_used estimated_envelope data_type_sql db_object_id db_object_sql truncate_value
            sys_context userenv object_id object_name db_name db_id schema_name schema_id
            xmlattr xmlcdata xmlcomment xmlnode xmlstartdoc xmltext xmlelement xmlforest xmlattributes xmlserialize
            xmltable freetext contains containstable freetexttable parsename nullif rownum sleep benchmark
            """;

    private StandardNames() {}
}
