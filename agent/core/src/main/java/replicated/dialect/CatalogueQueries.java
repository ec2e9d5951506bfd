// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect;

import java.sql.Connection;
import java.sql.SQLException;

/** The questions for the catalogue of one kind of server. Stateless. */
@FunctionalInterface
public interface CatalogueQueries {

    /**
     * Asks all of them.
     *
     * @param connection in auto-commit; not closed
     * @param findings receives the answers
     * @throws SQLException if the server cannot be asked; what it merely refuses to show is noted in the findings
     */
    void ask(Connection connection, CatalogueFindings findings) throws SQLException;
}
