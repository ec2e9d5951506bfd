// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Transactions that CDI begins and ends. */
@ApplicationScoped
public class TransactionalBean {

    /** Its transactions begin while those of this bean are suspended. */
    @Inject
    private InnerBean inner;

    @PersistenceContext(unitName = "shop")
    private EntityManager entities;

    @Transactional
    public String read(DataSource source) throws SQLException {
        return Items.count(source) + ", " + Items.count(source);
    }

    /** Reads, writes on another connection, and reads on a third. */
    @Transactional
    public String readWriteAndRead(DataSource source) throws SQLException {
        String before = Items.count(source);
        Items.write(source);
        return before + ", " + Items.count(source);
    }

    @Transactional
    public String writeAndFail(DataSource source) throws SQLException {
        String before = Items.count(source);
        Items.write(source);
        throw new IllegalStateException(before + ", " + Items.count(source));
    }

    /**
     * The inner transaction does not see what this one has written, and commits what it writes itself; this one sees
     * both, and fails.
     */
    @Transactional
    public String suspend(DataSource source) throws SQLException {
        Items.write(source);
        String within = inner.writeAndRead(source);
        throw new IllegalStateException(within + ", " + Items.count(source));
    }

    /**
     * The connection has read and stays open while an inner transaction writes; then it writes in this one, which
     * fails.
     */
    @Transactional
    public String keepOpen(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            Items.count(connection);
            String within = inner.writeAndRead(source);
            Items.write(connection);
            throw new IllegalStateException(within + ", " + Items.count(connection));
        }
    }

    @Transactional
    public String readEntities() {
        return port() + " " + countEntities();
    }

    @Transactional
    public String writeAndReadEntities() {
        long before = countEntities();
        entities.persist(new Item("entity " + System.nanoTime()));
        entities.flush();
        return before + ", " + port() + " " + countEntities();
    }

    /** Of what nobody has asked for before, and what it is asked of. */
    @Transactional
    public String findEntity() {
        Item found = entities.find(Item.class, "none " + System.nanoTime());
        return entities.getDelegate().getClass().getName() + " " + (found == null ? 0 : 1);
    }

    private Object port() {
        return entities.createNativeQuery(Items.PORT).getSingleResult();
    }

    private long countEntities() {
        return entities.createQuery("select count(i) from Item i", Long.class).getSingleResult();
    }
}
