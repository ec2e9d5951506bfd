// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.actuator;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The replicas by the agent's MBeans, which answer from what the agent knows and ask no server. Stateless, thread-safe.
 */
final class Replicas {

    private static final String AGENT = "replicated:type=Agent";
    private static final String REPLICAS = "replicated:type=Replica,*";

    private Replicas() {}

    /**
     * How each replica is.
     *
     * @return its state by its name, or null if there is no agent, or none that has MBeans
     */
    static Map<String, Object> states() {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            if (!server.isRegistered(new ObjectName(AGENT))) {
                return null;
            }
            Map<String, Object> states = new TreeMap<>();
            for (ObjectName each : server.queryNames(new ObjectName(REPLICAS), null)) {
                try {
                    states.put(name(each), state(server, each));
                } catch (JMException gone) {
                    // It has just been taken out of the configuration.
                }
            }
            return states;
        } catch (JMException | JMRuntimeException | SecurityException notAllowed) {
            return null;
        }
    }

    /** Two data sources may have replicas of one name; then the bean's own name has that of the data source too. */
    private static String name(ObjectName bean) {
        String dataSource = bean.getKeyProperty("datasource");
        String name = unquoted(bean.getKeyProperty("name"));
        return dataSource == null ? name : unquoted(dataSource) + "/" + name;
    }

    private static String unquoted(String value) {
        return value.startsWith("\"") ? ObjectName.unquote(value) : value;
    }

    private static Map<String, Object> state(MBeanServer server, ObjectName bean) throws JMException {
        Map<String, Object> state = new TreeMap<>();
        state.put("state", server.getAttribute(bean, "State"));
        state.put("datasource", server.getAttribute(bean, "DataSource"));
        if (server.getAttribute(bean, "Why") instanceof String why && !why.isEmpty()) {
            state.put("why", why);
        }
        // JSON has no NaN.
        if (server.getAttribute(bean, "LagSeconds") instanceof Double lag && !lag.isNaN()) {
            state.put("lagSeconds", lag);
        }
        return state;
    }
}
