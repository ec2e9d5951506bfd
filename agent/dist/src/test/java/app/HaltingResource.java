// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** Takes part in a transaction, and ends the JVM at one step of its end, as a power cut does. */
final class HaltingResource implements XAResource {

    private final boolean atPrepare;

    /** @param atPrepare false: when it is told to commit, so that the transaction manager has decided by then */
    HaltingResource(boolean atPrepare) {
        this.atPrepare = atPrepare;
    }

    @Override
    public int prepare(Xid branch) {
        if (atPrepare) {
            Runtime.getRuntime().halt(1);
        }
        return XA_OK;
    }

    @Override
    public void commit(Xid branch, boolean onePhase) {
        Runtime.getRuntime().halt(1);
    }

    @Override
    public void start(Xid branch, int flags) {}

    @Override
    public void end(Xid branch, int flags) {}

    @Override
    public void rollback(Xid branch) {}

    @Override
    public void forget(Xid branch) {}

    @Override
    public Xid[] recover(int flag) {
        return new Xid[0];
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return other == this;
    }

    @Override
    public int getTransactionTimeout() {
        return 0;
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
        return false;
    }
}
