// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.sql.Driver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;
import replicated.config.Secret;
import replicated.replica.CredentialSource;
import replicated.replica.Credentials;
import replicated.replica.PrimaryAccess;

/** What was read from a data source so far; a reader fills it in. Null or -1: not known. For one thread at a time. */
final class SourceFacts {

    private static final int USUAL_POOL_SIZE = 10;
    private static final Duration USUAL_VALIDATION = Duration.ofSeconds(5);

    @Nullable
    String poolName;

    @Nullable
    String url;

    @Nullable
    String username;

    @Nullable
    String password;
    /** The class keeps its password to itself. */
    boolean passwordHidden;
    /** Why this data source must not be routed although its class is known; null: no reason. */
    @Nullable
    String notRoutedReason;

    /** What may begin a transaction over its connections; null: nobody but the application. */
    @Nullable
    ManagedTransactions transactions;

    final Map<String, String> driverProperties = new TreeMap<>();

    @Nullable
    Driver driver;

    @Nullable
    String driverClassName;
    /** Where the driver may be found, the best first. */
    final List<@Nullable ClassLoader> loaders = new ArrayList<>();

    boolean autoCommit = true;
    int isolation = -1;
    boolean readOnly;

    @Nullable
    String schema;

    @Nullable
    String catalog;

    int maximumPoolSize = -1;

    @Nullable
    String initSql;

    Duration validationTimeout = USUAL_VALIDATION;

    private final BiConsumer<Object, SourceFacts> innerReader;

    /** @param innerReader reads what stands inside a pool into the facts of the pool */
    SourceFacts(BiConsumer<Object, SourceFacts> innerReader) {
        this.innerReader = innerReader;
    }

    /**
     * Reads a data source that stands inside a pool: where the database is and how to log in.
     *
     * @param inner what the pool makes its connections with
     */
    void readInner(Object inner) {
        innerReader.accept(inner, this);
    }

    /**
     * Takes over what a container has logged in with: user and password among the private credentials of a subject.
     *
     * @return whether there are any
     */
    boolean readCredential(Subject subject) {
        for (Object credential : subject.getPrivateCredentials()) {
            ReflectedObject login = new ReflectedObject(credential);
            String user = login.text("getUserName");
            if (user != null && login.call("getPassword") instanceof char[] secret) {
                username = user;
                password = new String(secret);
                return true;
            }
        }
        return false;
    }

    /** User and password among the driver's properties are what they are called; only one of each is kept. */
    void takeCredentialsFromProperties() {
        String user = driverProperties.remove("user");
        String secret = driverProperties.remove("password");
        username = username == null ? user : username;
        password = password == null ? secret : password;
    }

    Credentials credentials() {
        return new Credentials(username, password == null || password.isEmpty() ? Secret.NONE : new Secret(password));
    }

    PrimaryAccess access(String name, String leadsTo, Driver found, CredentialSource latest) {
        Credentials read = credentials();
        return new PrimaryAccess(
                name,
                leadsTo,
                read.username(),
                read.password(),
                Map.copyOf(driverProperties),
                found,
                autoCommit,
                isolation,
                readOnly,
                schema,
                catalog,
                maximumPoolSize < 1 ? USUAL_POOL_SIZE : maximumPoolSize,
                initSql,
                validationTimeout,
                latest);
    }

    /**
     * Its container begins transactions.
     *
     * @param manager the container's transaction manager, or null
     */
    void managedBy(@Nullable Object manager) {
        transactions = ManagedTransactions.of(manager);
        if (transactions == null) {
            notRoutedReason = "it is managed by JTA, and its transaction manager cannot be asked";
        }
    }
}
