// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import replicated.jdbc.Database;
import replicated.log.Faults;
import replicated.log.Log;
import replicated.replica.Replica;

/**
 * The domain {@code replicated}. Creating the platform's MBean server initialises {@code java.util.logging}, so this
 * class is not touched before the application has settled its log manager. Used by the status thread alone.
 */
final class Jmx {

    private static final String DOMAIN = "replicated";
    private static final Pattern PLAIN = Pattern.compile("[\\w.@/ -]+");

    private static final String BUILDER = "javax.management.builder.initial";

    private final AgentView agent;
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Map<ObjectName, ReplicaBean> replicas = new HashMap<>();

    private Jmx(AgentView agent) {
        this.agent = agent;
    }

    /**
     * Whether the platform has its MBean server. A container that has named a builder of its own (Liberty) is left to
     * make the server with it: the builder's class is visible to nobody else.
     */
    static boolean isServerThere() {
        String builder = System.getProperty(BUILDER);
        boolean own = builder != null && !builder.isBlank();
        if (own && MBeanServerFactory.findMBeanServer(null).isEmpty()) {
            return false;
        }
        try {
            return ManagementFactory.getPlatformMBeanServer() != null;
        } catch (JMRuntimeException notYet) {
            return false;
        }
    }

    /**
     * Registers the agent. A failure is one line in the log.
     *
     * @return null if that was not possible
     */
    static @Nullable Jmx register(AgentView agent, Counters counters) {
        try {
            Jmx jmx = new Jmx(agent);
            jmx.server.registerMBean(new AgentBean(agent, counters), new ObjectName(DOMAIN, "type", "Agent"));
            jmx.update();
            return jmx;
        } catch (InstanceAlreadyExistsException e) {
            Log.warn("no MBeans: " + DOMAIN + ":type=Agent is already there, of another agent in this JVM");
        } catch (JMException | SecurityException e) {
            Faults.caught("jmx-register", e);
        }
        return null;
    }

    /** Makes the MBeans those of the replicas there are now. */
    void update() {
        try {
            Map<ObjectName, ReplicaBean> missing = wanted();
            for (Iterator<Map.Entry<ObjectName, ReplicaBean>> known =
                            replicas.entrySet().iterator();
                    known.hasNext(); ) {
                Map.Entry<ObjectName, ReplicaBean> entry = known.next();
                ReplicaBean now = missing.get(entry.getKey());
                if (now != null && now.sameReplicaAs(entry.getValue())) {
                    missing.remove(entry.getKey());
                } else {
                    unregister(entry.getKey());
                    known.remove();
                }
            }
            for (Map.Entry<ObjectName, ReplicaBean> entry : missing.entrySet()) {
                server.registerMBean(entry.getValue(), entry.getKey());
                replicas.put(entry.getKey(), entry.getValue());
            }
        } catch (JMException | SecurityException e) {
            Faults.caught("jmx-replicas", e);
        }
    }

    void close() {
        try {
            unregister(new ObjectName(DOMAIN, "type", "Agent"));
            for (ObjectName name : replicas.keySet()) {
                unregister(name);
            }
        } catch (JMException e) {
            Faults.caught("jmx-close", e);
        }
    }

    private void unregister(ObjectName name) throws JMException {
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException alreadyGone) {
            return;
        }
    }

    /** By the replica's name, and by that of its data source too where two have replicas of one name. */
    private Map<ObjectName, ReplicaBean> wanted() throws JMException {
        Map<String, Integer> uses = new HashMap<>();
        for (Database database : agent.databases()) {
            for (Replica replica : database.replicas().replicas()) {
                uses.merge(replica.name(), 1, Integer::sum);
            }
        }
        Map<ObjectName, ReplicaBean> wanted = new HashMap<>();
        for (Database database : agent.databases()) {
            for (Replica replica : database.replicas().replicas()) {
                String keys = "type=Replica,name=" + quoted(replica.name());
                if (uses.getOrDefault(replica.name(), 0) > 1) {
                    keys += ",datasource=" + quoted(database.name());
                }
                wanted.put(new ObjectName(DOMAIN + ":" + keys), new ReplicaBean(database.name(), replica));
            }
        }
        return wanted;
    }

    private static String quoted(String value) {
        return PLAIN.matcher(value).matches() ? value : ObjectName.quote(value);
    }
}
