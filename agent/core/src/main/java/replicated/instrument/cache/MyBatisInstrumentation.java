// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.Supertypes;

/**
 * MyBatis' {@code <cache/>}, whatever keeps it: a query of a mapper that has one, where the cache does not answer it.
 * MyBatis-Plus before 3.4.3 has an executor of its own for that.
 */
public final class MyBatisInstrumentation implements Instrumentation {

    private static final String EXECUTOR = "org/apache/ibatis/executor/CachingExecutor";
    private static final String PLUS = "com/baomidou/mybatisplus/core/executor/MybatisCachingExecutor";
    private static final MethodHook HOOK = CacheLoad.where("MyBatis", new Operand.Argument(0), "getCache");

    @Override
    public List<List<String>> constants() {
        return List.of(List.of(EXECUTOR, "query"), List.of(PLUS, "query"));
    }

    @Override
    public List<String> packages() {
        return List.of("org/apache/ibatis/executor/", PLUS);
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        boolean query = (type.name().equals(EXECUTOR) || type.name().equals(PLUS))
                && method.name().equals("query")
                && method.descriptor().startsWith("(Lorg/apache/ibatis/mapping/MappedStatement;")
                && method.descriptor().contains("Lorg/apache/ibatis/cache/CacheKey;");
        return query ? HOOK : null;
    }
}
