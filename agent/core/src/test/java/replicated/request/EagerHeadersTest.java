// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.config.ConfigParser;
import replicated.config.ReadYourWrites;
import replicated.route.Reason;

/** Where nobody tells when a response is committed, whatever it has to tell is on it as soon as it is known. */
class EagerHeadersTest {

    private static final List<String> BOOKMARK = List.of("Set-Cookie", "X-Replicated-Bookmark");

    @TempDir
    Path folder;

    private final FakeDatabase database = new FakeDatabase(ReadYourWrites.POSITION);
    private Scopes scopes;
    private RequestEntry entry;

    @BeforeEach
    void configure() throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), "status: {response-header: true}\n");
        scopes = new Scopes(
                ConfigParser.parse(file.toFile(), name -> null),
                new LearnedRoutes(null),
                Decisions.NONE,
                new OtherThreads());
        entry = new RequestEntry(scopes, new ResponseCommit());
    }

    private Object enter(FakeHttp http) {
        return entry.enter(this, http.request(HttpServletRequest.class), http.response(HttpServletResponse.class));
    }

    private void write() {
        scopes.routing(CurrentScope.frame()).on(database).writing(this, true);
        scopes.routing(CurrentScope.frame()).on(database).committed(this);
    }

    @Test
    void theBookmarkIsSetAtTheCommitOfTheDatabase() {
        FakeHttp http = new FakeHttp("GET", "/shop/");
        Object token = enter(http);
        assertThat(http.responseHeaders).isEmpty();

        write();

        assertThat(http.responseHeaders).containsOnlyKeys(BOOKMARK);
        entry.exit(token, null);
    }

    @Test
    void aPostThatHasNotWrittenYetTellsNothing() {
        FakeHttp http = new FakeHttp("POST", "/shop/");
        Object token = enter(http);
        scopes.routing(CurrentScope.frame()).on(database).decided(null, Reason.WRITE_METHOD);

        assertThat(http.responseHeaders).doesNotContainKeys("Set-Cookie", "X-Replicated-Bookmark");
        entry.exit(token, null);
        assertThat(http.responseHeaders).doesNotContainKeys("Set-Cookie", "X-Replicated-Bookmark");
    }

    @Test
    void anOpenTransactionThatWroteCountsForTheWindowSinceTheResponseMayBeCommittedFirst() {
        FakeHttp http = new FakeHttp("POST", "/shop/");
        Object token = enter(http);
        scopes.routing(CurrentScope.frame()).on(database).writing(this, true);

        assertThat(bookmarkOn(http)).matches("v2\\.app![0-9a-z]+");
        entry.exit(token, null);
    }

    @Test
    void theBookmarkOfTheCommitComesLastAndSoCounts() {
        FakeHttp http = new FakeHttp("POST", "/shop/");
        Object token = enter(http);
        write();
        entry.exit(token, null);

        assertThat(bookmarkOn(http)).matches("v2\\.app![0-9a-z]+!p[-0-9a-z]+");
        assertThat(http.responseHeaders.get("Set-Cookie")).last().asString().contains(bookmarkOn(http));
    }

    @Test
    void whatComesToNothingIsTakenBack() {
        FakeHttp http = new FakeHttp("POST", "/shop/");
        Object token = enter(http);
        scopes.routing(CurrentScope.frame()).on(database).writing(this, true);
        scopes.routing(CurrentScope.frame()).on(database).rolledBack(this);
        entry.exit(token, null);

        assertThat(bookmarkOn(http)).isEmpty();
        assertThat(http.responseHeaders.get("Set-Cookie"))
                .last()
                .asString()
                .startsWith("replicated_bookmark=; Path=/; Max-Age=0;");
    }

    @Test
    void whatTheClientHadIsLeftToIt() {
        FakeHttp writer = new FakeHttp("POST", "/shop/");
        Object token = enter(writer);
        write();
        entry.exit(token, null);
        FakeHttp http = new FakeHttp("POST", "/shop/").header("Cookie", "replicated_bookmark=" + bookmarkOn(writer));

        token = enter(http);
        scopes.routing(CurrentScope.frame()).on(database).writing(this, true);
        scopes.routing(CurrentScope.frame()).on(database).rolledBack(this);
        entry.exit(token, null);

        assertThat(bookmarkOn(http)).isEqualTo(bookmarkOn(writer));
    }

    @Test
    void aRequestOfManyTransactionsDoesNotFillTheHeader() {
        FakeHttp http = new FakeHttp("POST", "/shop/");
        Object token = enter(http);
        for (int i = 0; i < 100; i++) {
            write();
        }
        assertThat(http.responseHeaders.get("Set-Cookie")).hasSizeLessThan(10);
        assertThat(bookmarkOn(http)).as("more may follow").containsPattern("app![0-9a-z]+(~|$)");
        database.captured = CompletableFuture.completedFuture(FakeDatabase.at(200));
        entry.exit(token, null);

        assertThat(bookmarkOn(http)).endsWith(FakeDatabase.at(200).text());
    }

    private static String bookmarkOn(FakeHttp http) {
        return http.responseHeaders.get("X-Replicated-Bookmark").get(0);
    }

    @Test
    void whatAResetTookAwayIsSetAgainAtTheEnd() {
        FakeHttp http = new FakeHttp("POST", "/shop/");
        Object token = enter(http);
        scopes.routing(CurrentScope.frame()).on(database).decided(null, Reason.WRITE_METHOD);
        write();
        http.responseHeaders.clear();

        entry.exit(token, null);

        assertThat(http.responseHeaders).containsKeys("Set-Cookie", "X-Replicated-Bookmark", "Server-Timing");
    }

    /** A header is no place for line breaks, and a quoted string none for quotes (RFC 9110, 5.6.4). */
    @Test
    void aNameThatNoHeaderMayCarryIsQuoted() {
        FakeHttp http = new FakeHttp("GET", "/shop/");
        Object token = enter(http);
        FakeDatabase.FakeReplica odd = new FakeDatabase.FakeReplica("a \"b\" \\ \r\nSet-Cookie: é");
        scopes.routing(CurrentScope.frame()).on(database).decided(odd, Reason.READ_METHOD);
        entry.exit(token, null);

        assertThat(http.responseHeaders.get("Server-Timing"))
                .containsExactly("replicated;desc=\"a \\\"b\\\" \\\\ ??Set-Cookie: ?\"");
    }

    @Test
    void aPlainReadTellsWhoServedItAndNothingElse() {
        FakeHttp http = new FakeHttp("GET", "/shop/");
        Object token = enter(http);
        for (int i = 0; i < 3; i++) {
            scopes.routing(CurrentScope.frame()).on(database).decided(null, Reason.NO_REPLICA);
        }
        entry.exit(token, null);

        assertThat(http.responseHeaders).containsOnlyKeys("Server-Timing");
        assertThat(http.responseHeaders.get("Server-Timing")).containsExactly("replicated;desc=\"primary\"");
    }

    @Test
    void aCommittedResponseIsLeftAlone() {
        FakeHttp http = new FakeHttp("GET", "/shop/");
        Object token = enter(http);
        http.committed = true;
        scopes.routing(CurrentScope.frame()).on(database).decided(null, Reason.NO_REPLICA);
        write();
        entry.exit(token, null);

        assertThat(http.responseHeaders).isEmpty();
    }
}
