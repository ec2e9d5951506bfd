// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

/** Whoever knows what connections log in with at the moment: passwords are rotated, tokens expire. Thread-safe. */
@FunctionalInterface
public interface CredentialSource {

    /**
     * The credentials in force. Called for each new connection, on threads of the agent that talk to servers anyway;
     * may call the application, so no lock is held meanwhile.
     *
     * @return never null; the latest that were known where they cannot be had
     */
    Credentials now();
}
