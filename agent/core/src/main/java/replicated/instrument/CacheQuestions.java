// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.PublicMethods;
import replicated.log.Faults;

/**
 * What hooks at caches ask objects of libraries, written as {@code name}, {@code !name}, {@code name.name}, {@code a|b}
 * or {@code a|b&c}: names are public methods without parameters, a dot asks what the one before returned, and {@code |}
 * binds closer than {@code &}. A name in upper case is that of a class, without its package: whether that is the
 * object's. An answer is true, or anything but null and false. Each part is asked only if it matters. Thread-safe.
 */
public final class CacheQuestions {

    /** By class, its methods by name. */
    private static final ClassValue<Map<String, MethodHandle>> METHODS = new ClassValue<>() {
        @Override
        protected Map<String, MethodHandle> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    private static final Map<String, String[][]> PARSED = new ConcurrentHashMap<>();

    private CacheQuestions() {}

    /**
     * Asks.
     *
     * @param subject the object; null: the answer is yes
     * @param question as above; null without a subject
     * @return the answer
     * @throws IllegalStateException if there is no such method
     */
    static boolean holds(@Nullable Object subject, @Nullable String question) {
        if (subject == null || question == null) {
            return true;
        }
        String[][] parts = PARSED.get(question);
        if (parts == null) {
            parts = parse(question);
            PARSED.put(question, parts);
        }
        for (String[] alternatives : parts) {
            if (!anyHolds(subject, alternatives)) {
                return false;
            }
        }
        return true;
    }

    /**
     * What cannot be asked, of another version of the library perhaps, is taken for a yes: the primary is never wrong.
     */
    static boolean holdsPerhaps(@Nullable Object subject, @Nullable String question) {
        try {
            return holds(subject, question);
        } catch (RuntimeException | LinkageError e) {
            Faults.caught("cache-question", e);
            return true;
        }
    }

    private static String[][] parse(String question) {
        String[] parts = question.split("&", -1);
        String[][] parsed = new String[parts.length][];
        for (int i = 0; i < parts.length; i++) {
            parsed[i] = parts[i].split("\\|", -1);
        }
        return parsed;
    }

    private static boolean anyHolds(Object subject, String[] alternatives) {
        for (String alternative : alternatives) {
            boolean negated = alternative.startsWith("!");
            if (answer(subject, negated ? alternative.substring(1) : alternative) != negated) {
                return true;
            }
        }
        return false;
    }

    private static boolean answer(Object subject, String path) {
        Object answer = subject;
        for (int from = 0; answer != null && from < path.length(); ) {
            int dot = path.indexOf('.', from);
            int end = dot < 0 ? path.length() : dot;
            String name = path.substring(from, end);
            answer = Character.isUpperCase(name.charAt(0))
                    ? answer.getClass().getSimpleName().equals(name)
                    : ask(answer, name);
            from = end + 1;
        }
        return answer instanceof Boolean yes ? yes : answer != null;
    }

    /**
     * What one method of an object answers.
     *
     * @param name of a public method without parameters
     * @throws IllegalStateException if there is no such method
     */
    static Object ask(Object subject, String name) {
        Map<String, MethodHandle> known = METHODS.get(subject.getClass());
        MethodHandle asked = known.get(name);
        if (asked == null) {
            asked = PublicMethods.find(subject.getClass(), name);
            known.put(name, asked);
        }
        try {
            return (Object) asked.invokeExact(subject);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
