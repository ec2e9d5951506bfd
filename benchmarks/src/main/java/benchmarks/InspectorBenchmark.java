// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import replicated.dialect.Dialects;
import replicated.sql.Inspector;
import replicated.sql.Verdict;
import replicated.sql.VerdictCache;

/** The verdict on a text that is known, as the same String or another, and on one that is new. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InspectorBenchmark {

    private String[] texts;
    private String[] equals;
    private byte[][] bytes;
    private VerdictCache cache;
    private Inspector inspector;
    private int turn;

    @Setup
    public void fill() {
        texts = Texts.all();
        equals = new String[texts.length];
        bytes = new byte[texts.length][];
        cache = new VerdictCache(Dialects.POSTGRESQL);
        inspector = new Inspector(Dialects.POSTGRESQL);
        for (int i = 0; i < texts.length; i++) {
            bytes[i] = texts[i].getBytes(StandardCharsets.ISO_8859_1);
            equals[i] = fresh(i);
            cache.verdict(texts[i]);
            cache.verdict(equals[i]);
        }
    }

    private int next() {
        turn = turn == Texts.COUNT - 1 ? 0 : turn + 1;
        return turn;
    }

    private String fresh(int text) {
        return new String(bytes[text], StandardCharsets.ISO_8859_1);
    }

    /** The String it was asked about before. */
    @Benchmark
    public Verdict sameString() {
        return cache.verdict(texts[next()]);
    }

    /** Another String with the same characters, seen before. */
    @Benchmark
    public Verdict equalString() {
        return cache.verdict(equals[next()]);
    }

    /** A String made for this call, as query builders do; {@link #copy} is to be taken off. */
    @Benchmark
    public Verdict freshString() {
        return cache.verdict(fresh(next()));
    }

    /** Making it. */
    @Benchmark
    public String copy() {
        return fresh(next());
    }

    /** A text that was never seen: per character. */
    @Benchmark
    @OperationsPerInvocation(Texts.CHARACTERS)
    public void newText(Blackhole blackhole) {
        for (String text : texts) {
            blackhole.consume(inspector.inspect(text));
        }
    }
}
