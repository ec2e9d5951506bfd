// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import java.sql.SQLException;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Something that an application may get its connections from. */
public interface Source {

    /** As in paths of {@link Pools}. */
    String name();

    /**
     * Opens it.
     *
     * @param url of PostgreSQL, or of whatever else the source is for
     * @param user to log in as
     * @param password of that user
     * @return what the application asks for connections
     */
    DataSource open(String url, String user, String password) throws SQLException;

    /** The one of that name. */
    static Source of(String name) {
        return Stream.<Source[]>of(Pool.values(), EarlierPool.values(), WrappedPool.values())
                .flatMap(Stream::of)
                .filter(source -> source.name().equals(name))
                .findAny()
                .orElseThrow();
    }
}
