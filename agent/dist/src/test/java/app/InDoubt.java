// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import javax.naming.InitialContext;
import javax.sql.DataSource;

/** Transactions whose end the JVM does not see. */
final class InDoubt {

    private InDoubt() {}

    /**
     * Writes, and ends the JVM when the branch of the data source is prepared.
     *
     * @param decided whether the transaction manager has decided to commit by then
     * @return never
     */
    @SuppressWarnings("BanJNDI") // a constant name
    static String writeAndHalt(DataSource source, boolean decided) throws IOException {
        try {
            TransactionManager manager = InitialContext.doLookup("java:jboss/TransactionManager");
            manager.begin();
            if (decided) {
                // Whichever is told first to commit, what the data source has is only prepared.
                manager.getTransaction().enlistResource(new HaltingResource(false));
            }
            Items.write(source);
            manager.getTransaction().enlistResource(new HaltingResource(!decided));
            manager.commit();
            throw new IllegalStateException("neither prepared nor committed");
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /**
     * Writes by two data sources in one transaction. The JVM ends at a step of the one that halts, see
     * {@link HaltingXaDataSource}.
     *
     * @return never
     */
    @SuppressWarnings("BanJNDI") // a constant name
    static String writeBothAndHalt(DataSource source, String halting, String step) throws IOException {
        try {
            UserTransaction transaction = InitialContext.doLookup("java:comp/UserTransaction");
            transaction.begin();
            Items.write(Items.source(halting));
            Items.write(source);
            // As HaltingXaDataSource calls it, which is the container's to load.
            System.setProperty("app.halt", step);
            transaction.commit();
            throw new IllegalStateException("neither prepared nor committed");
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
