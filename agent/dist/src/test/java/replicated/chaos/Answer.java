package replicated.chaos;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the application has answered, as a client can read it. */
record Answer(HttpResponse<String> response) {

    private static final Pattern SERVER = Pattern.compile("\"servedBy\": \"(\\d+)\"");
    private static final Pattern NUMBER = Pattern.compile("\"value\": (\\d+)");
    private static final Pattern NOTE = Pattern.compile("\"text\": \"(\\d+)\\.(\\d+)\", \"visits\": (\\d+)");
    private static final String FAILED_ON_PURPOSE = "Failed on purpose after a write";

    /** Whether the application did what it was asked for, which is to fail for some. */
    boolean meant() {
        return response.statusCode() < 500 || response.body().contains(FAILED_ON_PURPOSE);
    }

    /** Whether a write has happened. */
    boolean done() {
        return response.statusCode() != 404 && !response.body().contains("\"value\": false");
    }

    /** By the header that the agent sets; without one nothing was routed. */
    boolean fromPrimary() {
        return response.headers()
                .firstValue("Server-Timing")
                .map(text -> text.contains("\"primary\""))
                .orElse(true);
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

    /** Visits of the note, -1 where there is none. */
    long visits() {
        Matcher note = NOTE.matcher(response.body());
        return note.find() ? Long.parseLong(note.group(3)) : -1;
    }

    /** Whether it is the client's note, no older than it may be, and not from the future. */
    boolean shows(int client, long least, long most, long leastVisits) {
        Matcher note = NOTE.matcher(response.body());
        if (!note.find() || Integer.parseInt(note.group(1)) != client) {
            return false;
        }
        long value = Long.parseLong(note.group(2));
        return value >= least && value <= most && Long.parseLong(note.group(3)) >= leastVisits;
    }

    @Override
    public String toString() {
        return response.statusCode() + " of " + response.uri() + " "
                + response.headers().allValues("Server-Timing") + " " + response.body();
    }
}
