// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A real headless Chromium, driven by the W3C WebDriver protocol. Needs Debian's packages chromium and chromium-driver,
 * and snakeyaml-engine on the class path. For one thread. A command that fails is an {@link IOException} with what the
 * driver says.
 */
public final class Browser implements Closeable {

    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final String base;
    private final String session;

    private Browser(Process driver, int port, Path profile, boolean dark) throws IOException {
        this.driver = driver;
        this.base = "http://127.0.0.1:" + port;
        List<String> arguments = List.of(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1),
                "--user-data-dir=" + profile);
        Object answer = call(
                "POST",
                "/session",
                Map.of(
                        "capabilities",
                        Map.of(
                                "alwaysMatch",
                                Map.of(
                                        "goog:chromeOptions", Map.of("args", arguments, "binary", CHROMIUM.getPath()),
                                        "goog:loggingPrefs", Map.of("browser", "ALL")))));
        this.session = (String) ((Map<?, ?>) answer).get("sessionId");
    }

    /** Whether both packages are there. */
    public static boolean available() {
        return DRIVER.canExecute() && CHROMIUM.canExecute();
    }

    /**
     * Starts one.
     *
     * @param profile a folder of its own, made where it is missing
     * @param dark whether the system says that dark pages are preferred
     */
    public static Browser open(Path profile, boolean dark) throws IOException {
        Process driver = new ProcessBuilder(DRIVER.getPath(), "--port=0")
                .redirectErrorStream(true)
                .start();
        try {
            return new Browser(driver, port(driver), profile, dark);
        } catch (IOException | RuntimeException e) {
            driver.destroyForcibly();
            throw e;
        }
    }

    private static int port(Process driver) throws IOException {
        BufferedReader output = driver.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher matcher = PORT.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw new IOException("chromedriver did not start");
    }

    /** Opens a page and waits until it is loaded. */
    public void go(String url) throws IOException {
        ofSession("POST", "/url", Map.of("url", url));
    }

    /** The window, in pixels. */
    public void size(int width, int height) throws IOException {
        ofSession("POST", "/window/rect", Map.of("width", width, "height", height));
    }

    /** A telephone's screen, which is narrower than any window may be. */
    public void phone(int width, int height) throws IOException {
        ofSession(
                "POST",
                "/goog/cdp/execute",
                Map.of(
                        "cmd",
                        "Emulation.setDeviceMetricsOverride",
                        "params",
                        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", true)));
    }

    /** The value of a script's return statement. */
    public Object run(String script) throws IOException {
        return ofSession("POST", "/execute/sync", Map.of("script", script, "args", List.of()));
    }

    /** Waits until a condition holds, for some seconds. */
    public void await(String condition) throws IOException {
        Object held = ofSession(
                "POST",
                "/execute/async",
                Map.of(
                        "script",
                        "const done = arguments[0]; const end = Date.now() + 20000;"
                                + "(function look() { let held = false; try { held = !!(" + condition
                                + "); } catch (e) {}"
                                + "if (held || Date.now() > end) done(held); else setTimeout(look, 50); })();",
                        "args",
                        List.of()));
        if (!Boolean.TRUE.equals(held)) {
            throw new IOException("never held: " + condition + ", on\n" + run("return document.body.innerText"));
        }
    }

    /** Goes on to what the next tab stop is. */
    public void pressTab() throws IOException {
        press("\uE004");
    }

    /** Presses and releases a key, as WebDriver names it. */
    public void press(String key) throws IOException {
        ofSession(
                "POST",
                "/actions",
                Map.of(
                        "actions",
                        List.of(Map.of(
                                "type", "key",
                                "id", "keyboard",
                                "actions",
                                        List.of(
                                                Map.of("type", "keyDown", "value", key),
                                                Map.of("type", "keyUp", "value", key))))));
    }

    /** What the page's console has said since the last call. */
    public List<?> console() throws IOException {
        return (List<?>) ofSession("POST", "/se/log", Map.of("type", "browser"));
    }

    /** What the window shows, as PNG. */
    public byte[] screenshot() throws IOException {
        return Base64.getDecoder().decode((String) ofSession("GET", "/screenshot", null));
    }

    private Object ofSession(String method, String path, Object body) throws IOException {
        return call(method, "/session/" + session + path, body);
    }

    private Object call(String method, String path, Object body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(json(body)))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(path + ": " + response.body());
            }
            LoadSettings settings =
                    LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
            return ((Map<?, ?>) new Load(settings).loadFromString(response.body())).get("value");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> json(entry.getKey()) + ":" + json(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Browser::json).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        StringBuilder text = new StringBuilder("\"");
        value.toString()
                .chars()
                .forEach(each -> text.append(
                        each < ' ' || each > '~' || each == '"' || each == '\\'
                                ? String.format("\\u%04x", each)
                                : String.valueOf((char) each)));
        return text.append('"').toString();
    }

    /** Ends the browser and its driver. */
    @Override
    public void close() throws IOException {
        try {
            call("DELETE", "/session/" + session, null);
        } finally {
            driver.destroy();
            try {
                if (!driver.waitFor(10, TimeUnit.SECONDS)) {
                    driver.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                driver.destroyForcibly();
            }
        }
    }
}
