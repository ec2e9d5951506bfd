// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import replicated.dialect.Dialects;
import replicated.sql.Inspector;
import replicated.sql.VerdictCache;

/**
 * What a verdict costs in a loop: chunks of about a millisecond, all lines in turn, and of each the 5th percentile of
 * its chunks, which is what the machine does when nobody else has its core. Several builds may take turns in one JVM,
 * each with classes of its own. Run by {@code inspector}.
 */
public final class Inspection {

    private static final int WARM_UP = 500;
    private static final int CHUNKS = 800;
    private static final int ROUNDS = 3;

    private Inspection() {}

    /** One line of the table, of one build: does so many turns over all texts. */
    private record Line(String name, IntUnaryOperator work, int turns, int each) {}

    /** Loaded once for each build. */
    public static final class Loops {

        private final String[] texts = Texts.all();
        private final String[] equals =
                Arrays.stream(texts).map(String::new).toArray(String[]::new);
        private final Inspector inspector = new Inspector(Dialects.POSTGRESQL);
        private final VerdictCache cache = new VerdictCache(Dialects.POSTGRESQL);

        /**
         * Reads texts as if they were new.
         *
         * @param turns times all of them
         * @return nothing to rely on
         */
        public int fresh(int turns) {
            int seen = 0;
            for (int turn = 0; turn < turns; turn++) {
                for (String text : texts) {
                    seen += inspector.inspect(text).kind().ordinal();
                }
            }
            return seen;
        }

        /**
         * Asks for those that are known, by other Strings.
         *
         * @param turns times all of them
         * @return nothing to rely on
         */
        public int equal(int turns) {
            int seen = 0;
            for (int turn = 0; turn < turns; turn++) {
                for (String text : (turn & 1) == 0 ? texts : equals) {
                    seen += cache.verdict(text).kind().ordinal();
                }
            }
            return seen;
        }

        /**
         * Asks for those that are known, by the same Strings.
         *
         * @param turns times all of them
         * @return nothing to rely on
         */
        public int same(int turns) {
            int seen = 0;
            for (int turn = 0; turn < turns; turn++) {
                for (String text : texts) {
                    seen += cache.verdict(text).kind().ordinal();
                }
            }
            return seen;
        }
    }

    /**
     * Measures.
     *
     * @param arguments where this program's classes are, then those of each build
     */
    public static void main(String[] arguments) throws Exception {
        List<Line> lines = new ArrayList<>();
        for (int build = 1; build < arguments.length; build++) {
            URLClassLoader loader = new URLClassLoader(
                    new URL[] {url(arguments[0]), url(arguments[build])}, ClassLoader.getPlatformClassLoader());
            Object loops = loader.loadClass(Loops.class.getName()).getConstructor().newInstance();
            lines.add(line(loops, "fresh", "new text, per character", 10, Texts.CHARACTERS, build));
            lines.add(line(loops, "equal", "equal text", 400, Texts.COUNT, build));
            lines.add(line(loops, "same", "the same String", 1_000, Texts.COUNT, build));
        }
        for (int round = 0; round < ROUNDS; round++) {
            measure(lines);
        }
    }

    private static Line line(Object loops, String method, String name, int turns, int each, int build)
            throws Exception {
        java.lang.reflect.Method called = loops.getClass().getMethod(method, int.class);
        IntUnaryOperator work = count -> {
            try {
                return (int) called.invoke(loops, count);
            } catch (ReflectiveOperationException fault) {
                throw new IllegalStateException(fault);
            }
        };
        return new Line(name + ", build " + build, work, turns, each);
    }

    private static URL url(String folder) throws Exception {
        return new File(folder + "/").toURI().toURL();
    }

    private static void measure(List<Line> lines) {
        long[][] took = new long[lines.size()][CHUNKS];
        for (int chunk = -WARM_UP; chunk < CHUNKS; chunk++) {
            for (int at = 0; at < took.length; at++) {
                Line line = lines.get(at);
                long begun = System.nanoTime();
                line.work().applyAsInt(line.turns());
                took[at][Math.max(0, chunk)] = System.nanoTime() - begun;
            }
        }
        for (int at = 0; at < took.length; at++) {
            Line line = lines.get(at);
            Arrays.sort(took[at]);
            System.out.printf(
                    Locale.ROOT,
                    "%-36s %.2f ns%n",
                    line.name(),
                    (double) took[at][CHUNKS / 20] / line.turns() / line.each());
        }
    }
}
