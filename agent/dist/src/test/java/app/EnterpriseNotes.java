// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.ejb.Stateless;

/** Transactions around whatever is done with notes, begun and ended by the EJB container. */
@Stateless
public class EnterpriseNotes {

    public String run(NotesServlet.Work work) throws Exception {
        return work.run();
    }
}
