// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.Schedule;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.sql.SQLException;

/**
 * A transaction outside of all requests, once a second. It is another bean's, since containers give a timer up whose own
 * is rolled back.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TimerBean {

    private static volatile String latest = "";

    @EJB
    private EnterpriseBean enterprise;

    /** What was read before and after the write. */
    static String latest() {
        return latest;
    }

    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    public void work() {
        if (!ContainerServlet.isPrepared()) {
            return;
        }
        try {
            latest = enterprise.annotatedReadsAroundAWrite(Items.source("Managed"));
        } catch (SQLException e) {
            throw new EJBException(e);
        }
    }
}
