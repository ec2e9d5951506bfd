import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where the CPU of a start goes: reads the collapsed stacks that {@code startup --profile} has left, and prints for each
 * variant the time of each kind of thread, and of the agent's own frames what they do. The profiler slows a start down by
 * half, so shares count and not milliseconds.
 */
public final class StartupProfile {
    private static final double MILLIS_PER_SAMPLE = 0.1;

    private StartupProfile() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, List<Path>> variants = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            files.filter(file -> !file.toString().endsWith("-0.collapsed"))
                    .sorted()
                    .forEach(file -> variants.computeIfAbsent(
                                    file.getFileName().toString().replaceAll("-\\d+\\.collapsed", ""),
                                    variant -> new ArrayList<>())
                            .add(file));
        }
        for (Map.Entry<String, List<Path>> variant : variants.entrySet()) {
            Map<String, Double> threads = new TreeMap<>();
            Map<String, Double> own = new TreeMap<>();
            for (Path file : variant.getValue()) {
                for (String line : Files.readAllLines(file)) {
                    int end = line.lastIndexOf(' ');
                    double millis = Long.parseLong(line.substring(end + 1))
                            * MILLIS_PER_SAMPLE
                            / variant.getValue().size();
                    String stack = line.substring(0, end);
                    threads.merge(thread(stack), millis, Double::sum);
                    if (stack.contains(";replicated/")) {
                        own.merge(entry(stack) + ": " + doing(stack), millis, Double::sum);
                    }
                }
            }
            System.out.println(variant.getKey().replace('-', ' '));
            print(threads);
            print(own);
        }
    }

    private static void print(Map<String, Double> millis) {
        millis.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .filter(each -> each.getValue() >= 1)
                .forEach(each -> System.out.printf("  %6.0f  %s%n", each.getValue(), each.getKey()));
    }

    private static String thread(String stack) {
        for (Map.Entry<String, String> kind : Map.of(
                        "[main ", "main", "[C1 ", "compiler C1", "[C2 ", "compiler C2", "[GC ", "collector", "[qtp", "requests")
                .entrySet()) {
            if (stack.startsWith(kind.getKey())) {
                return kind.getValue();
            }
        }
        return "other threads";
    }

    /** By which way the agent is in the stack. */
    private static String entry(String stack) {
        if (stack.contains("Premain.premain")) {
            return "before main";
        }
        return stack.contains("HookTransformer.transform") ? "classes of others" : "hooks and threads";
    }

    private static String doing(String stack) {
        if (stack.contains("linkCallSite") || stack.contains("linkMethodHandleConstant")) {
            return "linking lambdas";
        }
        if (stack.contains("Inflater")) {
            return "inflating";
        }
        if (stack.contains("AgentLoader.loadClass")) {
            return "loading own classes";
        }
        return stack.contains("asm/Class") ? "reading and writing byte code" : "own code";
    }
}
