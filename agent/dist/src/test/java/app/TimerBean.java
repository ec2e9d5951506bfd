// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.annotation.Resource;
import jakarta.ejb.Schedule;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A transaction outside of all requests, once a second: reads by an annotated call, writes, reads so again, and is
 * rolled back.
 */
@Stateless
public class TimerBean {

    private static volatile String latest = "";

    @Inject
    private AnnotatedBean annotated;

    @Resource
    private SessionContext context;

    /** What was read before and after the write. */
    static String latest() {
        return latest;
    }

    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    public void work() throws SQLException {
        DataSource source = Items.source("Managed");
        String before = annotated.read(source);
        Items.write(source);
        latest = before + ", " + annotated.read(source);
        context.setRollbackOnly();
    }
}
