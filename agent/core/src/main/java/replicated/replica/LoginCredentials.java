// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.io.File;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import replicated.config.ConfigException;
import replicated.config.PasswordFile;
import replicated.config.ReplicaSettings;
import replicated.config.Secret;

/**
 * User and password for one server: its own where the file has some, else those of the application's pool. Immutable
 * and thread-safe.
 */
final class LoginCredentials {

    private final String name;
    /** Null where nothing of the application's is needed. */
    private final @Nullable CredentialSource application;
    /** Null: the application's. */
    private final @Nullable String username;
    /** Null: the application's. */
    private final @Nullable Secret password;
    /** Null: none. */
    private final @Nullable String passwordFile;

    private LoginCredentials(
            String name,
            @Nullable CredentialSource application,
            @Nullable String username,
            @Nullable Secret password,
            @Nullable String passwordFile) {
        this.name = name;
        this.application = application;
        this.username = username;
        this.password = password;
        this.passwordFile = passwordFile;
    }

    static LoginCredentials primary(PrimaryAccess access) {
        return new LoginCredentials("primary", access.credentials(), null, null, null);
    }

    static LoginCredentials replica(PrimaryAccess access, ReplicaSettings settings) {
        boolean ownPassword = settings.password().present() || settings.passwordFile() != null;
        boolean complete = settings.username() != null && ownPassword;
        return new LoginCredentials(
                settings.name(),
                complete ? null : access.credentials(),
                settings.username(),
                ownPassword ? settings.password() : null,
                settings.passwordFile());
    }

    /**
     * What the next connection logs in with.
     *
     * @return never null
     * @throws LoginRefusedException if the password file cannot be read
     */
    Credentials now() throws LoginRefusedException {
        Credentials theirs = application == null ? null : application.now();
        Secret own = passwordFile == null ? password : passwordFrom(new File(passwordFile));
        return new Credentials(
                username == null && theirs != null ? theirs.username() : username,
                own != null ? own : theirs != null ? theirs.password() : Secret.NONE);
    }

    private Secret passwordFrom(File file) throws LoginRefusedException {
        try {
            return PasswordFile.read(file);
        } catch (ConfigException unreadable) {
            throw new LoginRefusedException(new SQLException(
                    "replica '" + name + "': its password-file "
                            + unreadable.problems().get(0) + "; make it readable for the application's user",
                    "28000",
                    unreadable));
        }
    }
}
