package watched;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * Micrometer without Spring: a registry in a composite. Prints the mode that the agent's meters tell once they are
 * there.
 */
public final class PlainRegistry {

    private PlainRegistry() {}

    /**
     * Waits for the meters.
     *
     * @param arguments none
     * @throws InterruptedException never
     */
    public static void main(String[] arguments) throws InterruptedException {
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        CompositeMeterRegistry all = new CompositeMeterRegistry().add(simple);
        all.config().commonTags("application", "plain");
        Gauge mode = null;
        while (mode == null) {
            Thread.sleep(50);
            mode = simple.find("replicated.mode").tag("mode", "route").gauge();
        }
        System.out.println("route " + mode.value());
    }
}
