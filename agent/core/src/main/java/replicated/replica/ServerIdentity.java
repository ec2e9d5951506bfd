// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import org.jspecify.annotations.Nullable;
import replicated.dialect.Dialect;
import replicated.dialect.ServerSample;

/**
 * What a server says it is, for telling whether two URLs lead to one database. Immutable.
 *
 * @param dialect its kind; null: it was not asked
 * @param sample what it said; null: it could not be asked
 */
public record ServerIdentity(
        @Nullable Dialect dialect, @Nullable ServerSample sample) {

    /**
     * Whether it could be asked.
     *
     * @return {@code false} where nothing is known of it
     */
    public boolean known() {
        return sample != null;
    }

    /**
     * Whether it takes no writes: whoever leads there reads from a standby by himself.
     *
     * @return {@code false} where it does not tell
     */
    public boolean isReplica() {
        return sample != null && sample.role() == ServerSample.Role.REPLICA;
    }

    /**
     * Whether two connections lead to one database of one server.
     *
     * @param other asked at about the same time
     * @return {@code false} in doubt
     */
    public boolean sameDatabaseAs(ServerIdentity other) {
        return sample != null
                && other.sample != null
                && dialect != null
                && dialect == other.dialect
                && sample.database().equals(other.sample.database())
                && dialect.isSameServer(sample, other.sample);
    }
}
