// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import replicated.servers.Cluster;
import replicated.servers.Server;

/** The test application in a JVM of its own, with the packed agent or without. */
final class Application implements AutoCloseable {

    private static final Pattern SERVED_BY = Pattern.compile("\"servedBy\": \"(\\d+)\"");
    private static final Pattern VALUE = Pattern.compile("\"(?:value|text)\": \"?(\\d+)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Jvm jvm;

    /**
     * What was answered.
     *
     * @param servedBy port of the database server that answered, by its own word
     * @param value number in the answer, -1 for none
     * @param bookmark the cookie that came with it, or null
     */
    record Answer(String servedBy, long value, String bookmark) {}

    private Application(Jvm jvm) {
        this.jvm = jvm;
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param jars of the agent and of the application
     * @param yaml the agent's configuration; null for none, and no agent
     * @param url JDBC URL of its database
     * @param poolSize connections of its pool
     */
    static Application start(Jars jars, String yaml, String url, int poolSize)
            throws IOException, InterruptedException {
        return new Application(Jvm.start(
                jars.agent(),
                yaml,
                List.of("-Xmx256m", "-jar", jars.application()),
                Map.of(
                        "PORT",
                        "0",
                        "DB_URL",
                        url,
                        "DB_USER",
                        Cluster.USER,
                        "DB_PASSWORD",
                        Cluster.PASSWORD,
                        "DB_POOL_SIZE",
                        Integer.toString(poolSize))));
    }

    /** The part of the agent's configuration that names its replicas. */
    static String replicas(List<Server> standbys) {
        StringBuilder yaml = new StringBuilder(standbys.isEmpty() ? "" : "replicas:\n");
        for (Server standby : standbys) {
            yaml.append("  - {url: '" + standby.jdbcUrl() + "', name: " + standby.name() + "}\n");
        }
        return yaml.toString();
    }

    Answer get(String path, String bookmark) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(jvm.address().resolve(path)), path, bookmark);
    }

    Answer post(String path, String text, String bookmark) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(jvm.address().resolve(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("text=" + text)),
                path,
                bookmark);
    }

    private Answer send(HttpRequest.Builder request, String path, String bookmark)
            throws IOException, InterruptedException {
        if (bookmark != null) {
            request.header("Cookie", bookmark);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        Matcher servedBy = SERVED_BY.matcher(response.body());
        Matcher value = VALUE.matcher(response.body());
        if (response.statusCode() != 200 || !servedBy.find()) {
            throw new IOException(path + " was answered with " + response.statusCode() + " " + response.body());
        }
        String cookie = response.headers()
                .firstValue("Set-Cookie")
                .map(text -> text.split(";", 2)[0])
                .orElse(null);
        return new Answer(servedBy.group(1), value.find() ? Long.parseLong(value.group(1)) : -1, cookie);
    }

    @Override
    public void close() {
        jvm.close();
    }
}
