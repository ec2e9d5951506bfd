import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts the test application with the agent and its page, fills the page with as many routes as it keeps, and compares
 * the application's processor time unwatched with that of being asked every two seconds, as an open page does. Exits
 * with 1 where the contract is not kept. Run by {@code status-page}.
 */
public final class StatusPage {
    // The contract.
    private static final double MAX_SHARE_OF_A_CORE = 0.01;
    private static final long MAX_MILLIS_TO_READY = 1_000;

    private static final int ROUTES = 300;
    private static final Duration AS_THE_PAGE_ASKS = Duration.ofSeconds(2);
    private static final Pattern LISTENING = Pattern.compile("(?m)^Listening on (\\S+)$");

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private StatusPage() {}

    public static void main(String[] arguments) throws Exception {
        Duration span = Duration.ofSeconds(Long.parseLong(arguments[0]));
        int port = freePort();
        URI page = URI.create("http://127.0.0.1:" + port + "/");
        Path folder = Files.createTempDirectory("replicated-status-page-");
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"),
                "status: {listen: '127.0.0.1:" + port + "'}\nreplicas: [{url: 'jdbc:h2:mem:notes;DB_CLOSE_DELAY=-1'}]\n");
        Path output = folder.resolve("output");
        ProcessBuilder java = new ProcessBuilder(
                        "java", "-javaagent:" + arguments[1] + "=" + file, "-jar", arguments[2])
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        java.environment().put("PORT", "0");
        Process process = java.start();
        boolean kept;
        try {
            kept = measure(process, page, output, span);
        } finally {
            process.destroyForcibly().waitFor();
            for (Path each : new Path[] {file, output, folder}) {
                Files.delete(each);
            }
        }
        System.exit(kept ? 0 : 1);
    }

    private static boolean measure(Process process, URI page, Path output, Duration span) throws Exception {
        long started = System.nanoTime();
        while (!answers(page)) {
            Thread.sleep(10);
        }
        long ready = Duration.ofNanos(System.nanoTime() - started).toMillis();
        System.out.println("The page answers " + ready + " ms after the start of the JVM.");

        URI application = awaitApplication(output);
        long listening = Duration.ofNanos(System.nanoTime() - started).toMillis();
        System.out.println("The application itself listens after " + listening + " ms or less.");
        for (int route = 0; route < ROUTES; route++) {
            // Letters, since what looks like an identifier would be one route.
            String path = "/page" + (char) ('a' + route / 26) + (char) ('a' + route % 26);
            get(application.resolve(path + "?visitor=me"));
        }
        for (int times = 0; times < 20; times++) {
            get(page.resolve("/status.json"));
        }
        double unwatched = share(process, span, null);
        double watched = share(process, span, page.resolve("/status.json"));
        int bytes = get(page.resolve("/status.json")).length();
        System.out.printf(
                "Of a core: unwatched %.2f %%, watched %.2f %% (%d bytes every %d s); the page costs %.2f %%.%n",
                100 * unwatched, 100 * watched, bytes, AS_THE_PAGE_ASKS.toSeconds(), 100 * (watched - unwatched));
        return ready <= MAX_MILLIS_TO_READY && watched - unwatched <= MAX_SHARE_OF_A_CORE;
    }

    private static double share(Process process, Duration span, URI asked) throws Exception {
        long begin = System.nanoTime();
        Duration before = cpu(process);
        while (System.nanoTime() - begin < span.toNanos()) {
            if (asked != null) {
                get(asked);
            }
            Thread.sleep(AS_THE_PAGE_ASKS.toMillis());
        }
        return (double) cpu(process).minus(before).toNanos() / (System.nanoTime() - begin);
    }

    private static Duration cpu(Process process) {
        return process.info().totalCpuDuration().orElseThrow();
    }

    private static URI awaitApplication(Path output) throws Exception {
        while (true) {
            Matcher listening = LISTENING.matcher(Files.readString(output));
            if (listening.find()) {
                return URI.create(listening.group(1));
            }
            Thread.sleep(50);
        }
    }

    private static boolean answers(URI page) throws InterruptedException {
        try {
            return get(page).contains("<title>");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
        return response.body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
