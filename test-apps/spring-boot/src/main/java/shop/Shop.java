// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import jakarta.persistence.EntityManager;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What the shop does, in transactions. Each answer begins with the port of the server that gave it. */
@Service
class Shop {

    private static final String PORT = "SELECT inet_server_port()";

    private final Items items;
    private final EntityManager entities;
    private final JdbcTemplate jdbc;

    Shop(Items items, EntityManager entities, JdbcTemplate jdbc) {
        this.items = items;
        this.entities = entities;
        this.jdbc = jdbc;
    }

    @Transactional
    String add(String name) {
        Item item = items.save(new Item(name));
        items.flush();
        return port() + " " + item.id();
    }

    @Transactional
    String rename(long id, String name) {
        items.findById(id).orElseThrow().rename(name);
        items.flush();
        return port() + " " + name;
    }

    @Transactional(readOnly = true)
    String find(long id) {
        return items.findById(id).map(Item::name).orElse("none").transform(name -> port() + " " + name);
    }

    @Transactional(readOnly = true)
    String named(String name) {
        return port() + " "
                + items.findAll().stream()
                        .filter(item -> name.equals(item.name()))
                        .count();
    }

    /** A GET that reads, then writes, in one transaction. */
    @Transactional
    String visit(long id) {
        int visits = items.findById(id).orElseThrow().visit();
        items.flush();
        return port() + " " + visits;
    }

    String count() {
        Integer port = jdbc.queryForObject(PORT, Integer.class);
        return port + " " + jdbc.queryForObject("SELECT COUNT(*) FROM item", Long.class);
    }

    /** A GET that writes first, in auto-commit. */
    String touch(long id) {
        jdbc.update("UPDATE item SET visits = visits + 1 WHERE id = ?", id);
        return jdbc.queryForObject(PORT, Integer.class) + " touched";
    }

    private String port() {
        return entities.createNativeQuery(PORT).getSingleResult().toString();
    }
}
