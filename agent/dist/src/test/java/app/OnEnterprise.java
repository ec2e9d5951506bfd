// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What a container with all of Jakarta EE can do besides: CDI's, EJB's and JPA's transactions. */
@WebServlet("/*")
public final class OnEnterprise extends ContainerServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private transient TransactionalBean transactional;

    @EJB
    private transient EnterpriseBean enterprise;

    @Override
    String answer(DataSource source, String action) throws SQLException, IOException {
        return switch (action) {
            case "transactional-read" -> transactional.read(source);
            case "transactional-read-write-and-read" -> transactional.readWriteAndRead(source);
            case "transactional-write-and-fail" -> failing(() -> transactional.writeAndFail(source));
            case "transactional-suspend" -> failing(() -> transactional.suspend(source));
            case "transactional-keep-open" -> failing(() -> transactional.keepOpen(source));
            case "ejb-read" -> enterprise.read(source);
            case "ejb-read-write-and-read" -> enterprise.readWriteAndRead(source);
            case "ejb-set-rollback-only" -> enterprise.setRollbackOnly(source);
            case "latest-of-timer" -> TimerBean.latest();
            case "write-and-halt" -> InDoubt.writeAndHalt(source, true);
            case "write-and-halt-undecided" -> InDoubt.writeAndHalt(source, false);
            case "write-both-and-halt" -> InDoubt.writeBothAndHalt(source, "HaltingFirst", "commit");
            case "write-both-and-halt-undecided" -> InDoubt.writeBothAndHalt(source, "HaltingLast", "prepare");
            case "jpa-read" -> transactional.readEntities();
            case "jpa-find" -> transactional.findEntity();
            case "jpa-write-and-read" -> transactional.writeAndReadEntities();
            default -> super.answer(source, action);
        };
    }

    /** The text of what it fails with, which has its transaction rolled back. */
    private static String failing(Work work) throws SQLException {
        try {
            return work.run();
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }
}
