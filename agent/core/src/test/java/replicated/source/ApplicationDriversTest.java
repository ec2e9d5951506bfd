// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import replicated.log.Faults;

/** Drivers are looked for in loaders of applications, which may have been stopped: that is nobody else's fault. */
class ApplicationDriversTest {

    /** As Tomcat's {@code WebappClassLoaderBase} does it. */
    private static final class StoppedLoader extends ClassLoader {

        private final boolean alsoResources;

        StoppedLoader(boolean alsoResources) {
            super(ApplicationDriversTest.class.getClassLoader());
            this.alsoResources = alsoResources;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) {
            throw stopped();
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            if (alsoResources) {
                throw stopped();
            }
            return super.getResources(name);
        }

        private static IllegalStateException stopped() {
            return new IllegalStateException("Illegal access: this web application instance has been stopped already");
        }
    }

    @Test
    void aStoppedApplicationHasNone() {
        for (boolean alsoResources : new boolean[] {false, true}) {
            SourceFacts facts = new SourceFacts((inner, all) -> {});
            facts.url = "jdbc:h2:mem:orders";
            facts.driverClassName = "org.h2.Driver";
            facts.loaders.add(new StoppedLoader(alsoResources));

            assertThat(ApplicationDrivers.find(facts)).isEmpty();

            facts.loaders.add(getClass().getClassLoader());
            assertThat(ApplicationDrivers.find(facts)).isPresent();
        }
    }

    @Test
    void aDataSourceThatCannotBeReadKeepsNoOtherFromBeingRouted() {
        DataSources sources =
                new DataSources(Configs.of("replicas: [{url: \"jdbc:h2:/replica-1/orders\"}]"), new RecordedReplicas());
        SimpleDriverDataSource broken = new SimpleDriverDataSource(
                new org.h2.Driver() {
                    @Override
                    public boolean acceptsURL(String url) {
                        throw new NoClassDefFoundError("org/h2/Missing");
                    }
                },
                "jdbc:h2:mem:orders");
        try (HikariDataSource well = new HikariDataSource()) {
            well.setJdbcUrl("jdbc:h2:mem:orders");

            assertThat(sources.find(broken)).isNull();
            assertThat(sources.find(well)).isNotNull();
            assertThat(sources.unrouted()).hasSize(1);
            assertThat(Faults.counts()).containsKey("source");
        }
    }
}
