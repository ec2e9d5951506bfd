// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with one file, so that the operator sees all of it at once. Of one thread. */
final class Problems {

    /** Enough to see the pattern; a file of another kind altogether would give thousands. */
    private static final int MAX_PROBLEMS = 40;

    private record Problem(int line, String text) {}

    private final String file;
    private final Set<Problem> problems = new LinkedHashSet<>();

    Problems(String file) {
        this.file = file;
    }

    /**
     * Notes a problem; one that is already known is not noted again.
     *
     * @param line from 1; 0 where no line can be named
     * @param key path of the key; empty if it is about the file
     * @param text what is wrong, what was expected and what to do
     */
    void add(int line, String key, String text) {
        String place = line > 0 ? file + ":" + line + ": " : file + ": ";
        problems.add(new Problem(line, place + (key.isEmpty() ? "" : key + ": ") + text));
    }

    boolean any() {
        return !problems.isEmpty();
    }

    /**
     * What was collected.
     *
     * @param off whether the file says {@code mode: off}
     * @return the exception, to be thrown
     */
    ConfigException exception(boolean off) {
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparingInt(Problem::line));
        List<String> texts = new ArrayList<>();
        for (Problem problem : sorted.subList(0, Math.min(MAX_PROBLEMS, sorted.size()))) {
            texts.add(problem.text());
        }
        if (sorted.size() > MAX_PROBLEMS) {
            texts.add(file + ": and " + (sorted.size() - MAX_PROBLEMS) + " more");
        }
        return new ConfigException(texts, off);
    }
}
