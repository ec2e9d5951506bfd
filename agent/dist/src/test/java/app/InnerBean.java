// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Transactions that begin while their caller's is suspended. */
@ApplicationScoped
public class InnerBean {

    @Transactional(TxType.REQUIRES_NEW)
    public String writeAndRead(DataSource source) throws SQLException {
        Items.write(source);
        return Items.count(source);
    }
}
