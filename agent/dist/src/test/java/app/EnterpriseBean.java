// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Transactions that the EJB container begins and ends. */
@Stateless
public class EnterpriseBean {

    @Resource
    private SessionContext context;

    @Inject
    private AnnotatedBean annotated;

    public String read(DataSource source) throws SQLException {
        return Items.count(source) + ", " + Items.count(source);
    }

    public String readWriteAndRead(DataSource source) throws SQLException {
        String before = Items.count(source);
        Items.write(source);
        return before + ", " + Items.count(source);
    }

    /** By annotated calls; what is written is undone. */
    public String annotatedReadsAroundAWrite(DataSource source) throws SQLException {
        String before = annotated.read(source);
        Items.write(source);
        String after = annotated.read(source);
        context.setRollbackOnly();
        return before + ", " + after;
    }

    /** What comes after that is refused, and what came before is undone. */
    public String setRollbackOnly(DataSource source) throws SQLException {
        String before = Items.count(source);
        Items.write(source);
        context.setRollbackOnly();
        try {
            return before + ", " + Items.count(source);
        } catch (SQLException e) {
            return "refused";
        }
    }
}
