// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.sql.Connection;
import java.sql.Driver;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.Position;

/**
 * What a server tells of a commit with the answer to it, where the driver keeps that and the application has asked for
 * it: then the primary need not be asked where it is. Only looks: sends nothing, and changes nothing of connection or
 * session. Stateless; throws nothing.
 */
public interface CommitAnswers {

    /** Of drivers that keep nothing of it. */
    CommitAnswers NONE = new CommitAnswers() {
        @Override
        public @Nullable Object before(Connection connection, @Nullable Driver driver) {
            return null;
        }

        @Override
        public @Nullable Position since(Object before) {
            return null;
        }
    };

    /**
     * A driver that keeps nothing of it is about to read what a session has changed. Only looks.
     *
     * @param buffer that of a driver, of this database or of another
     */
    default void reads(@Nullable Object buffer) {}

    /**
     * What the driver keeps before something is sent that commits.
     *
     * @param connection the application's own, to the primary; may be a pool's
     * @param driver of the application; null where it is not known
     * @return for {@link #since}, on the same thread; null where there will be nothing to see
     */
    @Nullable
    Object before(Connection connection, @Nullable Driver driver);

    /**
     * What was told with the latest answer. To be called at once after that, and only if nothing but this one commit
     * was sent in between.
     *
     * @param before from {@link #before}
     * @return what was committed, and perhaps more; null where nothing was told, and so nothing is known
     */
    @Nullable
    Position since(Object before);
}
