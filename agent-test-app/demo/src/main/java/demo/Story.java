// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package demo;

import demo.Visitor.Page;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** What happens, in chapters. Each claim is checked as it is told; the first that is not true ends the story. */
final class Story {
    private static final String PRIMARY = "primary";
    /** The most that a change of the file may take, by the agent's promise. */
    private static final Duration LIVE_WITHIN = Duration.ofSeconds(1);

    private final Stage stage;
    private final ApplicationProcess application;
    private final AgentFile file;
    private final Visitor anna;
    private final Visitor ben;

    Story(Stage stage, ApplicationProcess application, AgentFile file) {
        this.stage = stage;
        this.application = application;
        this.file = file;
        this.anna = new Visitor("Anna", application.address());
        this.ben = new Visitor("Ben", application.address());
    }

    void tell() {
        readsGoToReplicas();
        readersSeeWhatTheyWrote();
        aWriteInAGet();
        aRule();
        annotations();
        killSwitch();
        aReplicaDies();
        stage.writesLoggedByReplicas().ifPresent(Story::lookAtTheLogs);
    }

    private void readsGoToReplicas() {
        chapter("Reads go to the replicas, in turn");
        untilFrom("both replicas are in use", ben, "/", "standby-1");
        untilFrom("both replicas are in use", ben, "/", "standby-2");
        Set<String> servers = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            servers.add(serverOf(get(ben, "/")));
        }
        claim("four GETs, served by both replicas and not by the primary", servers.equals(replicas()));
    }

    private void readersSeeWhatTheyWrote() {
        chapter("Who wrote reads what they wrote, even while every replica is behind");
        stage.freeze();
        say("(The replicas are frozen now: they show nothing new.)");
        Page posted = post(anna, "/notes", "text", "Milk, bread and 2 < 3 apples");
        claim("the form is answered by a redirect", posted.status() == 303);
        Page own = get(anna, "/");
        claim(
                "Anna sees her note, from the primary",
                has(own, "Milk, bread") && serverOf(own).equals(PRIMARY));
        Page others = get(ben, "/");
        claim(
                "Ben, who wrote nothing, is still served by a replica, which does not have it",
                !has(others, "Milk, bread") && replicas().contains(serverOf(others)));
        stage.thaw();
        say("(The replicas go on.)");
        long thawed = System.nanoTime();
        Page back = until("Anna is served by a replica again, and never without her note", anna, "/", page -> {
            if (!has(page, "Milk, bread")) {
                throw new StoryFailed("Anna was shown a page without her note");
            }
            return replicas().contains(serverOf(page));
        });
        claim(
                "Anna is back on a replica after " + millisSince(thawed) + " ms, and never missed her note",
                has(back, "Milk, bread"));
    }

    private void aWriteInAGet() {
        chapter("A page that counts its visits: a write where a read was expected");
        Page first = get(ben, "/notes/1");
        claim(
                "it went to the primary and was counted",
                has(first, "Visits: 1") && serverOf(first).equals(PRIMARY));
        Page second = get(ben, "/notes/1");
        claim("so it did again", has(second, "Visits: 2") && serverOf(second).equals(PRIMARY));
    }

    private void aRule() {
        chapter("A rule in the file: the report has to come from the primary");
        Visitor carla = new Visitor("Carla", application.address());
        claim(
                "its first request comes from the primary, which is to see that it only reads",
                serverOf(get(carla, "/reports/count")).equals(PRIMARY));
        claim(
                "without the rule it comes from a replica from then on",
                replicas().contains(serverOf(get(carla, "/reports/count"))));
        file.routes("[{path: /reports/**, use: primary}]");
        say("(routes: [{path: /reports/**, use: primary}] is written to the file. Nothing is restarted.)");
        live("the report comes from the primary", carla, "/reports/count", true);
    }

    private void annotations() {
        chapter("Annotations of the application's own: @UseReplica on its search, @UsePrimary on its latest note");
        Visitor dora = new Visitor("Dora", application.address());
        Page search = post(dora, "/search", "word", "Milk");
        claim(
                "the search is a POST, and was served by a replica",
                has(search, "Milk, bread") && replicas().contains(serverOf(search)));
        Page latest = get(dora, "/latest");
        claim(
                "the latest note is a GET, and was served by the primary",
                has(latest, "Milk, bread") && serverOf(latest).equals(PRIMARY));
    }

    private void killSwitch() {
        chapter("The switch that turns everything off, in the file");
        Visitor emil = new Visitor("Emil", application.address());
        file.mode("off");
        say("(mode: off)");
        live("everything goes to the primary", emil, "/", true);
        file.mode("route");
        say("(mode: route)");
        live("reads go to the replicas again", emil, "/", false);
    }

    private void aReplicaDies() {
        chapter("A replica dies, then all of them, then they come back");
        Visitor frida = new Visitor("Frida", application.address());
        stage.kill(1);
        say("(standby-1 is killed.)");
        for (int i = 0; i < 6; i++) {
            Page page = get(frida, "/");
            claimQuietly("a page although standby-1 is dead", page.status() == 200 && has(page, "Milk, bread"));
        }
        claim("six GETs: nobody noticed", true);
        stage.kill(2);
        say("(standby-2 is killed.)");
        for (int i = 0; i < 3; i++) {
            claimQuietly("a page from the primary", serverOf(get(frida, "/")).equals(PRIMARY));
        }
        claim("three GETs: the primary serves them", true);
        stage.start(1);
        stage.start(2);
        say("(Both are started again.)");
        long started = System.nanoTime();
        untilFrom("standby-1 is back", frida, "/", "standby-1");
        untilFrom("standby-2 is back", frida, "/", "standby-2");
        claim("both serve again, " + millisSince(started) + " ms later", true);
    }

    private static void lookAtTheLogs(List<String> writes) {
        chapter("The replicas' own logs");
        writes.forEach(Story::say);
        claim("no replica was sent a statement that changes data", writes.isEmpty());
    }

    private Page get(Visitor visitor, String path) {
        return shown(visitor, "GET ", path, visitor.get(path));
    }

    private Page post(Visitor visitor, String path, String field, String value) {
        return shown(visitor, "POST", path, visitor.post(path, field, value));
    }

    private Page shown(Visitor visitor, String method, String path, Page page) {
        String server = page.servedBy().isEmpty() ? "" : "served by " + serverOf(page);
        System.out.printf(
                "  %-5s  %s %-16s %d  %-21s %s%n", visitor.name(), method, path, page.status(), server, because(page));
        if (page.status() >= 400) {
            throw new StoryFailed("A page failed with status " + page.status());
        }
        return page;
    }

    private String because(Page page) {
        String reasons = String.join(", ", application.newReasons());
        if (page.target().isEmpty() && reasons.isEmpty()) {
            return "the agent did nothing";
        }
        return "the agent: " + page.target() + (reasons.isEmpty() ? "" : " (" + reasons + ")");
    }

    /** A change of the file is live in time: whatever begins later than that is served by the new file. */
    private void live(String what, Visitor visitor, String path, boolean byPrimary) {
        long changed = System.nanoTime();
        AtomicLong lastOldBegan = new AtomicLong(changed);
        AtomicLong began = new AtomicLong();
        until(what, visitor, path, began, page -> {
            boolean isNew = serverOf(page).equals(PRIMARY) == byPrimary;
            if (!isNew) {
                lastOldBegan.set(began.get());
            }
            return isNew;
        });
        long millis = TimeUnit.NANOSECONDS.toMillis(lastOldBegan.get() - changed);
        claim(
                what + ", for every request that began later than " + millis + " ms after the change",
                millis <= LIVE_WITHIN.toMillis());
    }

    private void untilFrom(String what, Visitor visitor, String path, String server) {
        until(what, visitor, path, page -> serverOf(page).equals(server));
    }

    /** Asks for a page until it is as it should be, and shows only that one. */
    private Page until(String what, Visitor visitor, String path, Predicate<Page> isAsTold) {
        return until(what, visitor, path, new AtomicLong(), isAsTold);
    }

    /** The same; tells when each request began before its page is looked at. */
    private Page until(String what, Visitor visitor, String path, AtomicLong began, Predicate<Page> isAsTold) {
        Page page = Waiting.until(what, () -> {
            application.newReasons();
            began.set(System.nanoTime());
            Page next = visitor.get(path);
            if (next.status() >= 400) {
                throw new StoryFailed(what + ", but a page failed with status " + next.status());
            }
            return isAsTold.test(next) ? next : null;
        });
        return shown(visitor, "GET ", path, page);
    }

    private String serverOf(Page page) {
        return stage.nameOf(page.servedBy());
    }

    private static Set<String> replicas() {
        return Set.of("standby-1", "standby-2");
    }

    private static boolean has(Page page, String text) {
        return page.body().contains(text);
    }

    private static long millisSince(long nanoTime) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoTime);
    }

    private static void chapter(String title) {
        System.out.println("\n" + title);
    }

    private static void say(String text) {
        System.out.println("  " + text);
    }

    private static void claim(String text, boolean isTrue) {
        System.out.println((isTrue ? "  ok: " : "  NOT SO: ") + text);
        claimQuietly(text, isTrue);
    }

    private static void claimQuietly(String text, boolean isTrue) {
        if (!isTrue) {
            throw new StoryFailed("Told and not seen: " + text);
        }
    }
}
