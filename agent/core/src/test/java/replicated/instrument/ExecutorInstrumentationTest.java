// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import replicated.instrument.executor.ExecutorInstrumentation;
import replicated.instrument.weave.ClassFiles;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Supertypes;

/** The hooks are for methods of the JDK, of which some are private: this JDK has to have them. */
class ExecutorInstrumentationTest {

    private final ExecutorInstrumentation instrumentation = new ExecutorInstrumentation();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "java.util.concurrent.FutureTask | <init> <init>",
                "java.util.concurrent.ThreadPoolExecutor | addWorker execute reject remove runWorker",
                "java.util.concurrent.ScheduledThreadPoolExecutor | scheduleAtFixedRate scheduleWithFixedDelay",
                "java.util.concurrent.ForkJoinTask | doExec fork",
                "java.util.concurrent.CompletableFuture$DelayedExecutor | execute",
                "java.util.concurrent.CompletableFuture | asyncRunStage asyncSupplyStage biAcceptStage biApplyStage"
                        + " biRunStage completeAsync orAcceptStage orApplyStage orRunStage uniAcceptStage uniApplyStage"
                        + " uniComposeExceptionallyStage uniComposeStage uniExceptionallyStage uniHandleStage"
                        + " uniRunStage uniWhenCompleteStage",
                "java.util.Timer | schedule schedule",
                "java.util.TimerThread | mainLoop",
            })
    void everyWayFromThreadToThreadIsHooked(String type, String methods) {
        assertThat(String.join(" ", hooked(type))).isEqualTo(methods);
        assertThat(ExecutorInstrumentation.isIn(type.replace('.', '/'))).isTrue();
    }

    /** Those whose methods differ between JDKs. */
    @ParameterizedTest
    @CsvSource({
        "java.util.concurrent.ForkJoinPool, execute externalSubmit helpAsyncBlocker helpComplete helpJoin submit",
        "java.lang.Thread, start"
    })
    void whatDiffersBetweenJdksIsHookedByOneOfItsNames(String type, String methods) {
        assertThat(hooked(type)).contains(methods.split(" "));
    }

    private List<String> hooked(String type) {
        ClassReader reader = ClassFiles.reader(WovenLoader.read(ClassLoader.getPlatformClassLoader(), type));
        ClassOutline outline = new ClassOutline(reader);
        List<String> names = new ArrayList<>();
        Map<String, List<MethodHook>> hooks = new HashMap<>();
        for (ClassOutline.Method method : outline.methods()) {
            MethodHook hook = method.hasBody() && !method.name().equals("<clinit>")
                    ? instrumentation.hook(outline, method, new Supertypes(null))
                    : null;
            if (hook != null) {
                names.add(method.name());
                hooks.put(method.name() + method.descriptor(), List.of(hook));
            }
        }
        assertThat(HookTransformer.weave(reader, reader.getClassName(), hooks)).isNotEmpty();
        return names.stream().sorted().toList();
    }
}
