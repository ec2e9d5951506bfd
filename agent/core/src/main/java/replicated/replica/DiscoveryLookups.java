// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.NameNotFoundException;
import replicated.config.Expand;

/**
 * What is asked for each kind of {@link Expand}. Looks names up as this machine does, but past the JVM's own memory of addresses, which keeps them for 30 s or for
 * ever: the hosts file is read, then the name servers are asked. Only a name that neither knows (a short one that goes
 * by a search list, a service other than DNS) is left to the JDK. Thread-safe.
 */
final class DiscoveryLookups implements Resolver {

    private final DnsRecords records;
    private final HostsFile hosts;

    DiscoveryLookups(DnsRecords records, HostsFile hosts) {
        this.records = records;
        this.hosts = hosts;
    }

    @Override
    public List<String> servers(Expand expand, String name, int port) throws IOException {
        return switch (expand) {
            case NONE, DNS -> found(name, "address", withPort(addresses(name), port));
            case SRV -> found(name, "SRV records that name a server", targets(records.of(name, "SRV")));
        };
    }

    private static List<String> found(String name, String sought, Set<String> servers) throws UnknownHostException {
        if (servers.isEmpty()) {
            throw new UnknownHostException(name + " has no " + sought);
        }
        return List.copyOf(servers);
    }

    private static Set<String> withPort(List<String> addresses, int port) {
        Set<String> servers = new TreeSet<>();
        for (String address : addresses) {
            String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
            servers.add(port > 0 ? host + ":" + port : host);
        }
        return servers;
    }

    /** RFC 2782: priority, weight, port, target; the target {@code .} says that there is no such service. */
    private static Set<String> targets(List<String> records) {
        Set<String> servers = new TreeSet<>();
        for (String record : records) {
            String[] fields = record.trim().split("\\s+", -1);
            if (fields.length == 4 && !fields[3].equals(".")) {
                servers.add(withoutDot(fields[3]) + ":" + fields[2]);
            }
        }
        return servers;
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private List<String> addresses(String name) throws IOException {
        boolean literal = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
        List<String> found = literal ? List.of(name) : hosts.addressesOf(name);
        if (found.isEmpty()) {
            found = recordsOf(name);
        }
        return found.isEmpty() ? asTheJdkDoes(name) : normal(found);
    }

    /**
     * All there are or, where one of the questions has failed, none: half of an answer would take the other half out of
     * use.
     */
    private List<String> recordsOf(String name) {
        try {
            List<String> found = new ArrayList<>(recordsOf(name, "A"));
            // As for every connection of this JVM.
            if (!Boolean.getBoolean("java.net.preferIPv4Stack")) {
                found.addAll(recordsOf(name, "AAAA"));
            }
            return found;
        } catch (IOException nobodyAnswers) {
            return List.of();
        }
    }

    private List<String> recordsOf(String name, String type) throws IOException {
        try {
            return records.of(name, type);
        } catch (IOException failed) {
            if (failed.getCause() instanceof NameNotFoundException) {
                return List.of();
            }
            throw failed;
        }
    }

    private static List<String> asTheJdkDoes(String name) throws IOException {
        List<String> found = new ArrayList<>();
        for (InetAddress address : InetAddress.getAllByName(name)) {
            found.add(address.getHostAddress());
        }
        return found;
    }

    /** Each address in one way of writing, so that it is the same replica whoever tells it. */
    private static List<String> normal(List<String> addresses) throws UnknownHostException {
        List<String> normal = new ArrayList<>();
        for (String address : addresses) {
            normal.add(InetAddress.getByName(address).getHostAddress());
        }
        return normal;
    }
}
