// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.cache;

import java.util.List;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.MethodHook.ExitValue;
import replicated.instrument.weave.Operand;

/** The hooks around what is read for a cache. */
final class CacheLoad {

    private static final String ENTER = "cacheLoadEnter";
    private static final String EXIT = "cacheLoadExit";

    private CacheLoad() {}

    /** Around a method that does nothing but load. */
    static MethodHook of(String cache) {
        return MethodHook.around(ENTER, List.of(new Operand.Text(cache)), EXIT, ExitValue.NOTHING);
    }

    /**
     * Around a method that loads for a cache only where an object says so.
     *
     * @param subject the object
     * @param question what it is asked, see {@link replicated.instrument.CacheQuestions}
     */
    static MethodHook where(String cache, Operand subject, String question) {
        return MethodHook.around(
                ENTER, List.of(new Operand.Text(cache), subject, new Operand.Text(question)), EXIT, ExitValue.NOTHING);
    }
}
