// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import app.InLoaders;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications as they are found: old compilers, pools with classes of their own, two servlet APIs in one JVM. */
class AllSortsIT {

    private static final int JAVA_5 = 49;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"JETTY_9", "TOMCAT_9"})
    void servletsAndDataSourcesOfJava5AreRouted(Container container) throws Exception {
        try (ForkedApp app = container
                .app(folder, JAVA_5)
                .jvm("-Dapp.pool=own")
                .agent(PagesReplica.configurationFor(folder, "app.OwnPool"))
                .start()) {
            assertRouted(app, app.address());
        }
    }

    /**
     * Druid returns a class of its own; H2's data sources lead to a database without positions, and the others are in
     * {@link PoolsIT}.
     */
    @ParameterizedTest
    @ValueSource(strings = {"druid", "h2", "h2-pool"})
    void dataSourcesAreRoutedThroughTheInterfaceThatTheirCallersKnow(String pool) throws Exception {
        try (ForkedApp app = Container.JETTY_12_EE10
                .app(folder)
                .jvm("-Dapp.pool=" + pool)
                .agent(PagesReplica.configuration(folder))
                .start()) {
            assertRouted(app, app.address());
        }
    }

    @Test
    void applicationsOfBothServletApisAreRoutedInOneJvm() throws Exception {
        try (ForkedApp app = ForkedApp.main(InLoaders.class.getName())
                .classPath(Jars.app())
                .agent(PagesReplica.configuration(folder))
                .arguments(Container.TOMCAT_9.inLoader(folder))
                .arguments(Container.JETTY_12_EE10.inLoader(folder))
                .start()) {
            app.await(() -> app.addresses().size() == 2, "both applications listen");

            for (String address : List.copyOf(app.addresses())) {
                assertRouted(app, address);
            }
        }
    }

    private static void assertRouted(ForkedApp app, String address) throws Exception {
        PagesReplica.awaitServing(app, address);
        Visitor visitor = new Visitor(true);
        HttpResponse<String> written = visitor.post(URI.create(address), "/write", "");

        assertThat(written.statusCode()).as(app.transcript()).isEqualTo(200);
        assertThat(written.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .startsWith("replicated_");
        assertThat(visitor.get(URI.create(address), "/read").body()).startsWith(PagesReplica.PRIMARY);
        assertThat(PagesReplica.servedByReplica(address)).isTrue();
        assertThat(app.err()).noneMatch(line -> line.matches(".* replicated (WARN|ERROR) .*"));
    }
}
