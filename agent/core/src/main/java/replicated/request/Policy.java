// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.time.Duration;
import java.util.function.LongSupplier;
import replicated.bookmark.BookmarkCodec;
import replicated.config.BookmarkSettings;
import replicated.config.Config;
import replicated.config.Mode;
import replicated.config.ReadYourWrites;
import replicated.config.RouteRule;
import replicated.route.Intent;

/**
 * The configuration as requests need it. Immutable; a reload replaces it as a whole, and a scope keeps the one it was
 * opened with, but for the mode.
 */
final class Policy {

    private static final LongSupplier CLOCK = BookmarkCodec.steadyClock();

    private final Config config;
    private final Rules rules;
    private final JobRules jobs;
    private final BookmarkCodec codec;

    /** Asked for each connection. */
    private final Mode mode;

    Policy(Config config) {
        this.config = config;
        this.mode = config.mode();
        this.rules = new Rules(config.requests().routes());
        this.jobs = new JobRules(config.requests().jobs());
        BookmarkSettings bookmarks = config.bookmarks();
        this.codec = new BookmarkCodec(
                bookmarks.secret(),
                bookmarks.maxAge(),
                config.top().consistency().window(),
                CLOCK);
    }

    Config config() {
        return config;
    }

    Mode mode() {
        return mode;
    }

    Rules.Verdict rule(String method, String path) {
        return rules.verdict(method, path);
    }

    Rules.Verdict job(String job) {
        return jobs.verdict(job);
    }

    /** The intent of work outside of requests that no annotated method overrides. */
    Intent intentOfJob(Rules.Verdict rule) {
        return rule.use() == null ? Intent.WRITE_METHOD : ofRule(rule.use());
    }

    private static Intent ofRule(RouteRule.Use use) {
        return use == RouteRule.Use.REPLICA ? Intent.RULE_REPLICA : Intent.RULE_PRIMARY;
    }

    /** The intent of a request that no annotated method overrides: steps 3 to 5 of the order in the design. */
    Intent intent(String method, Rules.Verdict rule) {
        if (rule.use() != null) {
            return ofRule(rule.use());
        }
        if (!config.requests().autoReadOnReplica()) {
            return Intent.AUTO_READ_OFF;
        }
        return config.requests().readMethods().contains(method) ? Intent.READ_METHOD : Intent.WRITE_METHOD;
    }

    /** Whether it matters who the client is. */
    boolean readsClients() {
        return mode() == Mode.ROUTE;
    }

    /** Whether any database protects its clients from reading data older than their own writes. */
    boolean usesBookmarks() {
        return config.top().consistency().readYourWrites() != ReadYourWrites.OFF
                || config.dataSources().stream()
                        .anyMatch(each -> each.consistency().readYourWrites() != ReadYourWrites.OFF);
    }

    BookmarkCodec codec() {
        return codec;
    }

    String bookmarkCookie() {
        return config.bookmarks().cookie();
    }

    String bookmarkHeader() {
        return config.bookmarks().header();
    }

    /** Milliseconds since the epoch, by the clock that ages bookmarks. */
    long now() {
        return CLOCK.getAsLong();
    }

    /** Whether connections of scopes are looked at: routed, or observed. */
    boolean routes() {
        return mode != Mode.OFF;
    }

    Duration maxAge() {
        return config.bookmarks().maxAge();
    }
}
