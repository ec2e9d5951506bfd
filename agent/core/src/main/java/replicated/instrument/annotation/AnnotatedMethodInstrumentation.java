// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.annotation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import replicated.hooks.ReplicatedHooks;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.MethodHook.ExitValue;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.Supertypes;

/**
 * Methods that say themselves where their statements belong. The annotation stands on the method or on its class, and
 * is known by its simple or full name only, so it can be anybody's. Calls within one object count, unlike with proxies.
 * An annotation of the method outweighs that of the class, and primary outweighs replica.
 */
public final class AnnotatedMethodInstrumentation implements Instrumentation {

    private static final MethodHook[] HOOKS = {
        hook(ReplicatedHooks.PRIMARY), hook(ReplicatedHooks.REPLICA), hook(ReplicatedHooks.REPLICA_STALE)
    };

    private final List<String> primary;
    private final List<String> replica;

    /**
     * For these annotations.
     *
     * @param primary simple or full names
     * @param replica simple or full names
     */
    public AnnotatedMethodInstrumentation(Collection<String> primary, Collection<String> replica) {
        this.primary = descriptors(primary);
        this.replica = descriptors(replica);
    }

    private static MethodHook hook(int kind) {
        return MethodHook.around("annotatedEnter", List.of(new Operand.Int(kind)), "annotatedExit", ExitValue.NOTHING);
    }

    /** {@code com.acme.Fresh} stands for one descriptor; {@code Fresh} for every one that ends with that name. */
    private static List<String> descriptors(Collection<String> names) {
        List<String> descriptors = new ArrayList<>();
        for (String name : names) {
            String path = name.replace('.', '/');
            if (path.indexOf('/') >= 0) {
                descriptors.add("L" + path + ";");
            } else {
                descriptors.add("*/" + path + ";");
                descriptors.add("*$" + path + ";");
                descriptors.add("L" + path + ";");
            }
        }
        return descriptors;
    }

    @Override
    public List<List<String>> constants() {
        List<List<String>> groups = new ArrayList<>();
        for (String descriptor : primary) {
            groups.add(List.of(descriptor));
        }
        for (String descriptor : replica) {
            groups.add(List.of(descriptor));
        }
        return groups;
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        if (method.isSynthetic() || method.name().startsWith("<")) {
            return null;
        }
        MethodHook own = hook(method.annotations());
        return own != null ? own : hook(type.annotations());
    }

    private @Nullable MethodHook hook(Map<String, Boolean> annotations) {
        MethodHook found = null;
        for (Map.Entry<String, Boolean> annotation : annotations.entrySet()) {
            if (matches(primary, annotation.getKey())) {
                return HOOKS[ReplicatedHooks.PRIMARY];
            }
            if (matches(replica, annotation.getKey())) {
                found = HOOKS[annotation.getValue() ? ReplicatedHooks.REPLICA_STALE : ReplicatedHooks.REPLICA];
            }
        }
        return found;
    }

    private static boolean matches(List<String> patterns, String descriptor) {
        for (String pattern : patterns) {
            if (pattern.startsWith("*") ? descriptor.endsWith(pattern.substring(1)) : descriptor.equals(pattern)) {
                return true;
            }
        }
        return false;
    }
}
