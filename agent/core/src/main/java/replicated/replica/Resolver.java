// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.io.IOException;
import java.util.List;
import replicated.config.Expand;
import replicated.config.JdbcUrl;
import replicated.config.ReplicaSettings;

/** Finds the servers that a host name stands for. Thread-safe. */
public interface Resolver {

    /**
     * That of this machine: its hosts file, its name servers, and what else the JDK asks.
     *
     * @return keeps no answers
     */
    static Resolver ofThisMachine() {
        return new DiscoveryLookups(DnsRecords.OF_THIS_MACHINE, HostsFile.ofThisMachine());
    }

    /**
     * Asks now. May take seconds.
     *
     * @param expand not {@link Expand#NONE}
     * @param name host name, for SRV in full, such as {@code _postgresql._tcp.example.org}
     * @param port of servers for which the answer names none
     * @return {@code host:port} of each, an IPv6 address in brackets; sorted, each once, never empty
     * @throws IOException if there is no answer, or none of any use
     */
    List<String> servers(Expand expand, String name, int port) throws IOException;

    /**
     * What is looked up for an entry.
     *
     * @param entry one that is to be expanded
     * @return the host of its URL; empty where it has not exactly one, which the parser refuses
     */
    static String name(ReplicaSettings entry) {
        String host = JdbcUrl.host(entry.url());
        return host == null ? "" : host;
    }

    /**
     * Asks for an entry of the file.
     *
     * @param entry one that is to be expanded
     * @return as {@link #servers(Expand, String, int)}
     * @throws IOException as there
     */
    default List<String> servers(ReplicaSettings entry) throws IOException {
        return servers(entry.expand(), name(entry), JdbcUrl.port(entry.url()));
    }
}
