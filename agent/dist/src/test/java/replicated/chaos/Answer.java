// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the application has answered, as a client can read it. */
record Answer(HttpResponse<String> response) {

    private static final Pattern SERVER = Pattern.compile("\"servedBy\": \"(\\d+)\"");
    private static final Pattern SERVERS = Pattern.compile("\"servers\": \"(.*?)\"");
    private static final Pattern NUMBER = Pattern.compile("\"value\": (\\d+)");
    private static final Pattern NOTE = Pattern.compile("\"text\": \"(\\d+)\\.(\\d+)\", \"visits\": (\\d+)");
    private static final Pattern OWNERS = Pattern.compile("\"owners\": \"(.*?)\"");
    private static final String FAILED_ON_PURPOSE = "Failed on purpose after a write";

    /** Whether the application did what it was asked for, which is to fail for some. */
    boolean meant() {
        return failedOnPurpose()
                || (response.statusCode() < 500 && !response.body().contains("\"error\""));
    }

    /** Whether a write has happened. */
    boolean done() {
        return failedOnPurpose()
                || (response.statusCode() < 400 && !response.body().contains("\"value\": false"));
    }

    private boolean failedOnPurpose() {
        return response.body().contains(FAILED_ON_PURPOSE);
    }

    /** By the header that the agent sets; without one nothing was routed. */
    boolean fromPrimary() {
        return response.headers()
                .firstValue("Server-Timing")
                .map(text -> text.contains("\"primary\""))
                .orElse(true);
    }

    /** By the same header: whether the replica is an address with several servers behind it. */
    boolean fromEndpoint() {
        return response.headers().allValues("Server-Timing").stream().anyMatch(text -> text.contains("\"reader\""));
    }

    /** Port of the database server, by what that says of itself; null where the answer does not tell. */
    String server() {
        Matcher server = SERVER.matcher(response.body());
        return server.find() ? server.group(1) : null;
    }

    /** A number that is the whole answer, -1 for another. */
    long number() {
        Matcher number = NUMBER.matcher(response.body());
        return number.find() ? Long.parseLong(number.group(1)) : -1;
    }

    /** Visits of the note, the fewest where it is shown several times; -1 where there is none. */
    long visits() {
        return least(3);
    }

    private long least(int group) {
        return NOTE.matcher(response.body())
                .results()
                .mapToLong(note -> Long.parseLong(note.group(group)))
                .min()
                .orElse(-1);
    }

    /** How many servers a request has read from that tells all of them. */
    int servers() {
        Matcher servers = SERVERS.matcher(response.body());
        return servers.find() ? servers.group(1).split(",", -1).length : 0;
    }

    /**
     * What the client wrote last that is shown, the oldest where it is shown several times; -1 where there is no note.
     */
    long value() {
        return least(2);
    }

    /** Whether it shows what nobody ever wrote into the client's note. */
    boolean isMadeUp(int client, long most) {
        Matcher note = NOTE.matcher(response.body());
        return note.find() && (Integer.parseInt(note.group(1)) != client || Long.parseLong(note.group(2)) > most);
    }

    /** The owners of the rows that are shown, with commas between; null where the answer does not tell. */
    String owners() {
        Matcher owners = OWNERS.matcher(response.body());
        return owners.find() ? owners.group(1) : null;
    }

    @Override
    public String toString() {
        return response.statusCode() + " of " + response.uri() + " "
                + response.headers().allValues("Server-Timing") + " "
                + response.body()
                        .replaceFirst("(?s)<html>.*<title>(.*)</title>.*", "$1")
                        .strip();
    }
}
