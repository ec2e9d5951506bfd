// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** An operator with a JMX client, in another JVM than the agent. */
final class RemoteAgent implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final JMXConnector connector;
    private final MBeanServerConnection beans;
    private final ObjectName name;

    private RemoteAgent(JMXConnector connector) throws IOException, JMException {
        this.connector = connector;
        this.beans = connector.getMBeanServerConnection();
        this.name = new ObjectName("replicated:type=Agent");
    }

    /**
     * Connects, and waits until the agent has its MBean.
     *
     * @param pid of a JVM of the same user, which need not have been started for it
     */
    @SuppressWarnings("BanJNDI")
    static RemoteAgent connect(long pid) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
        String address;
        try {
            address = machine.startLocalManagementAgent();
        } finally {
            machine.detach();
        }
        RemoteAgent agent = new RemoteAgent(JMXConnectorFactory.connect(new JMXServiceURL(address)));
        agent.awaitBean();
        return agent;
    }

    private void awaitBean() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!beans.isRegistered(name)) {
            if (System.nanoTime() > deadline) {
                throw new InstanceNotFoundException(name + " within " + PATIENCE);
            }
            Thread.onSpinWait();
        }
    }

    String mode() throws Exception {
        return (String) get("Mode");
    }

    void mode(String mode) throws Exception {
        beans.setAttribute(name, new Attribute("Mode", mode));
    }

    Object get(String attribute) throws Exception {
        return beans.getAttribute(name, attribute);
    }

    /** Calls an operation that takes texts. */
    Object call(String operation, String... arguments) throws Exception {
        String[] signature = new String[arguments.length];
        Arrays.fill(signature, String.class.getName());
        return beans.invoke(name, operation, arguments, signature);
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
