// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes.doors;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** What a transaction manager does with the driver's {@code XADataSource}, for a transaction of one branch. */
final class DistributedTransaction implements Door {

    private final XADataSource source;
    private final String user;
    private final String password;
    private final boolean inTwoPhases;
    private final String manager;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean inDoubt = true;

    /**
     * @param manager tells this application's transactions from those of others, also after it was started anew
     * @param inTwoPhases false: commits without having prepared. A standby of MySQL or MariaDB that is killed may not
     *     know afterwards whether it has applied a prepared branch, and then stops replicating
     */
    DistributedTransaction(XADataSource source, String user, String password, String manager, boolean inTwoPhases) {
        this.source = source;
        this.user = user;
        this.password = password;
        this.manager = manager;
        this.inTwoPhases = inTwoPhases;
    }

    @Override
    public boolean change(long note, String text) throws SQLException, XAException {
        XAConnection connection = source.getXAConnection(user, password);
        String id = manager + "/" + UUID.randomUUID();
        underWay.add(id);
        try {
            XAResource resource = connection.getXAResource();
            if (inTwoPhases && inDoubt) {
                inDoubt = false;
                rollBackWhatIsLeft(resource);
            }
            return change(connection, resource, new Branch(id), note, text);
        } catch (SQLException | XAException | RuntimeException e) {
            inDoubt = true;
            throw e;
        } finally {
            underWay.remove(id);
            connection.close();
        }
    }

    private boolean change(XAConnection connection, XAResource resource, Xid branch, long note, String text)
            throws SQLException, XAException {
        boolean changed;
        resource.start(branch, XAResource.TMNOFLAGS);
        try (Connection handle = connection.getConnection()) {
            changed = Notes.update(handle, note, text);
            resource.end(branch, XAResource.TMSUCCESS);
            if (inTwoPhases) {
                resource.prepare(branch);
            }
            resource.commit(branch, !inTwoPhases);
        }
        return changed;
    }

    /** Prepared branches hold their locks whatever becomes of their connection. */
    private void rollBackWhatIsLeft(XAResource resource) throws XAException {
        for (Xid left : resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN)) {
            String id = new String(left.getGlobalTransactionId(), StandardCharsets.UTF_8);
            if (id.startsWith(manager + "/") && !underWay.contains(id)) {
                try {
                    resource.rollback(left);
                } catch (XAException e) {
                    // It may have ended just now; the next one looks again.
                    inDoubt = true;
                }
            }
        }
    }

    private record Branch(String id) implements Xid {
        @Override
        public int getFormatId() {
            return 1;
        }

        @Override
        public byte[] getGlobalTransactionId() {
            return id.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] getBranchQualifier() {
            return new byte[] {1};
        }
    }
}
