// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;

/** Transactions around whatever is done with notes, begun and ended by CDI; also reads by JPA. */
@ApplicationScoped
public class ManagedNotes {

    @PersistenceContext(unitName = "notes")
    private EntityManager entities;

    @Transactional(rollbackOn = Exception.class)
    public String run(NotesServlet.Work work) throws Exception {
        return work.run();
    }

    /** A note, and who served it. */
    @Transactional
    public String find(long id, String serverQuery) {
        ManagedNote note = entities.find(ManagedNote.class, id);
        Object server = entities.createNativeQuery(serverQuery).getSingleResult();
        return NotesServlet.json(server.toString(), String.valueOf(note));
    }
}
