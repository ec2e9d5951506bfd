package replicated.chaos;

import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the application has answered, as a client can read it. */
record Answer(HttpResponse<String> response) {

    private static final Pattern SERVER = Pattern.compile("\"servedBy\": \"(\\d+)\"");
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

    /** What the client wrote last that is shown, -1 where there is no note. */
    long value() {
        Matcher note = NOTE.matcher(response.body());
        return note.find() ? Long.parseLong(note.group(2)) : -1;
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
