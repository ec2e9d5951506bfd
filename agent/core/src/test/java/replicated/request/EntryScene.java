// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import replicated.config.Config;
import replicated.config.ConfigParser;
import replicated.config.ReadYourWrites;
import replicated.jdbc.RoutingScope;
import replicated.jdbc.ScopedDatabase;

/** Requests that are entered and left by this thread, as a container does. */
abstract class EntryScene {

    @TempDir
    Path folder;

    static final Class<?> JAKARTA = jakarta.servlet.http.HttpServletRequest.class;
    static final Class<?> JAKARTA_RESPONSE = jakarta.servlet.http.HttpServletResponse.class;

    final FakeDatabase database = new FakeDatabase(ReadYourWrites.POSITION);
    final ResponseCommit commit = new ResponseCommit();
    final OtherThreads otherThreads = new OtherThreads();
    Scopes scopes = scopes(Config.DEFAULT);
    RequestEntry entry = new RequestEntry(scopes, commit);

    private Scopes scopes(Config config) {
        return new Scopes(config, new LearnedRoutes(null), Decisions.NONE, otherThreads);
    }

    /** Begins anew with other settings. */
    void configure(String yaml) throws Exception {
        scopes = scopes(config(yaml));
        entry = new RequestEntry(scopes, commit);
    }

    @AfterEach
    void noThreadLocalIsLeft() {
        assertThat(CurrentScope.frame()).isNull();
    }

    /** Of a container that tells of its commits. */
    final Object enter(FakeHttp http) {
        commit.armed("jdk.proxy");
        commit.armed("com.sun.proxy");
        return entry.enter(this, http.request(JAKARTA), http.response(JAKARTA_RESPONSE));
    }

    static FakeHttp get() {
        return new FakeHttp("GET", "/shop/owners/1");
    }

    /** What the thread works in, or null. */
    final RoutingScope scope() {
        return scopes.routing(CurrentScope.frame());
    }

    /** What a GET with this cookie reads from. */
    final ScopedDatabase.Choice read(String cookie) {
        Object token = enter(new FakeHttp("GET", "/shop/").header("Cookie", cookie));
        try {
            return scope().on(database).replica(null);
        } finally {
            entry.exit(token, null);
        }
    }

    final Config config(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), yaml);
        return ConfigParser.parse(file.toFile(), name -> null);
    }
}
