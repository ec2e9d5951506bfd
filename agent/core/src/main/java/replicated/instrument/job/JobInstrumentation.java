// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.job;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.config.JobPattern;
import replicated.config.SegmentIndex;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.Supertypes;

/**
 * Methods that rules under {@code jobs} name, of whichever classes: schedulers, queues, frameworks and main loops all
 * end in one of the application's. Subclasses that containers make at run time ({@code Nightly$$SpringCGLIB$$0}) count
 * as the class that they stand for, since a transaction begins in them. Which of the methods is the outermost, and what
 * the rule says, is seen when they run.
 */
public final class JobInstrumentation implements Instrumentation {

    /** Of the hooks. */
    public static final String KIND = "job";

    /** What the names of such subclasses have after that of the class. */
    private static final List<String> MADE = List.of("$$", "$Proxy$");

    private static final Set<String> OF_EVERY_OBJECT =
            Set.of("toString()Ljava/lang/String;", "hashCode()I", "equals(Ljava/lang/Object;)Z");

    private final List<JobPattern> patterns;
    private final SegmentIndex index;
    private final List<String> packages;

    /**
     * For these patterns.
     *
     * @param patterns at least one
     */
    public JobInstrumentation(List<JobPattern> patterns) {
        this.patterns = List.copyOf(patterns);
        this.index = JobPattern.index(patterns);
        this.packages = patterns.stream()
                .map(each -> each.classPrefix().replace('.', '/'))
                .distinct()
                .toList();
    }

    /** Every class of those packages: what it is called is asked, and not what it has. */
    @Override
    public List<List<String>> constants() {
        return List.of(List.of());
    }

    @Override
    public List<String> packages() {
        return packages;
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        if (method.isSynthetic()
                || method.name().startsWith("<")
                || OF_EVERY_OBJECT.contains(method.name() + method.descriptor())) {
            return null;
        }
        String job = className(type.name()) + "." + method.name();
        for (int number : index.matching(JobPattern.segments(job))) {
            if (method.isPublic() || patterns.get(number).spellsMethod()) {
                return MethodHook.aroundCall(KIND, new Operand.Text(job));
            }
        }
        return null;
    }

    private static String className(String internalName) {
        String name = internalName.replace('/', '.');
        for (String made : MADE) {
            int at = name.indexOf(made, name.lastIndexOf('.') + 2);
            name = at < 0 ? name : name.substring(0, at);
        }
        return name;
    }
}
