// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import org.apache.ibatis.annotations.CacheNamespace;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** Statements of a mapper with MyBatis' own cache. */
@Mapper
@CacheNamespace
interface CachedMapper {

    @Select("SELECT coalesce(max(hits), 0) FROM counter WHERE id = #{id}")
    int hits(long id);

    @Update("UPDATE counter SET hits = hits + 1 WHERE id = #{id}")
    int raise(long id);
}
