// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import replicated.bootstrap.Main;

/**
 * {@code attach PID FILE}. Immutable.
 *
 * @param pid of the JVM
 * @param configuration the file that its agent is to read
 */
public record AttachCommand(String pid, File configuration) {

    /** Set by the agent when it starts, whatever comes of it. */
    private static final String STARTED = "replicated.started";

    /**
     * Reads the arguments.
     *
     * @param arguments without the command itself
     * @return never null
     * @throws IllegalArgumentException if they are not a process id and a file
     */
    public static AttachCommand of(List<String> arguments) {
        if (arguments.size() != 2 || !arguments.get(0).matches("\\d+")) {
            throw new IllegalArgumentException("attach: expected a process id and a file");
        }
        return new AttachCommand(arguments.get(0), new File(arguments.get(1)));
    }

    /**
     * Loads this very jar into the JVM.
     *
     * @param out for people
     * @return exit code
     */
    public int run(PrintStream out) {
        if (!configuration.isFile()) {
            out.println("attach: there is no file " + configuration);
            return 1;
        }
        try {
            return attach(out);
        } catch (AttachNotSupportedException | IOException e) {
            out.println(
                    "attach: process " + pid + " cannot be reached (" + e.getMessage() + "): it has to be a JVM of the"
                            + " same user, in the same container, without -XX:+DisableAttachMechanism");
        } catch (AgentLoadException | AgentInitializationException e) {
            out.println("attach: process " + pid + " did not load the agent (" + e.getMessage()
                    + "); its own output tells more. Java 17 or later is needed, and -XX:-EnableDynamicAgentLoading"
                    + " must not be set");
        } catch (URISyntaxException e) {
            out.println("attach: where replicated.jar is, is not known: " + e.getMessage());
        } catch (NoClassDefFoundError e) {
            out.println("attach: this Java lacks the module jdk.attach; run the command with a JDK");
        }
        return 1;
    }

    private int attach(PrintStream out)
            throws AttachNotSupportedException, IOException, AgentLoadException, AgentInitializationException,
                    URISyntaxException {
        VirtualMachine machine = VirtualMachine.attach(pid);
        try {
            if (machine.getSystemProperties().getProperty(STARTED) != null) {
                out.println(
                        "attach: process " + pid + " has the agent already; to change what it does, change its file");
                return 1;
            }
            machine.loadAgent(jar(), configuration.getAbsolutePath());
            boolean started = machine.getSystemProperties().getProperty(STARTED) != null;
            out.println(
                    started
                            ? "attach: the agent is in process " + pid + "; its log tells what it routes"
                            : "attach: the agent did not start in process " + pid + "; its own output tells why");
            return started ? 0 : 1;
        } finally {
            machine.detach();
        }
    }

    private static String jar() throws URISyntaxException {
        URI location =
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        return new File(location).getAbsolutePath();
    }
}
