// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Reads in the transaction of its caller, if any. */
@ApplicationScoped
public class AnnotatedBean {

    @UseReplica
    public String read(DataSource source) throws SQLException {
        return Items.count(source);
    }
}
