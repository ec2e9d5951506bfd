// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.XADataSource;
import org.jspecify.annotations.Nullable;

/** Which reader knows which class. Stateless. */
final class SourceReaders {

    /** For a class that the file names. */
    private static final SourceReader NAMED = new NamedClassReader();

    /** What most applications have: with it, the others are not even loaded. */
    private static final SourceReader FIRST = new HikariReader();

    /** The others; no class is known to two readers. */
    private static final class Others {

        static final List<SourceReader> ALL = all();

        private static List<SourceReader> all() {
            List<SourceReader> all = new ArrayList<>(List.of(
                    new AgroalReader(),
                    new IronJacamarReader(),
                    new LibertyReader(),
                    new PayaraReader(),
                    new TomEeReader(),
                    new VendorPoolReader(),
                    new VendorReader(),
                    new SpringReader()));
            all.addAll(Arrays.asList(PoolReader.values()));
            return all;
        }
    }

    /** Wrappers and routers over other data sources, and those of tracing libraries. */
    private static final Set<String> WRAPPERS = Set.of(
            "org.springframework.jdbc.datasource.DelegatingDataSource",
            "org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource",
            "com.baomidou.dynamic.datasource.ds.AbstractRoutingDataSource",
            "com.baomidou.dynamic.datasource.ds.ItemDataSource",
            "net.ttddyy.dsproxy.support.ProxyDataSource",
            "com.p6spy.engine.spy.P6DataSource",
            "net.sf.log4jdbc.sql.jdbcapi.DataSourceSpy",
            "org.apache.openjpa.lib.jdbc.DelegatingDataSource",
            "org.jboss.as.connector.subsystems.datasources.WildFlyDataSource",
            "io.opentelemetry.instrumentation.jdbc.datasource.OpenTelemetryDataSource",
            "com.github.gavlyukovskiy.boot.jdbc.decorator.DecoratedDataSource");

    /** For what is asked with each connection: finding a reader takes longer. */
    private static final ClassValue<SourceReader> BY_CLASS = new ClassValue<>() {
        @Override
        protected SourceReader computeValue(Class<?> type) {
            SourceReader reader = of(type);
            return reader == null ? NAMED : reader;
        }
    };

    private SourceReaders() {}

    /** What makes it the same as others, see {@link SourceReader#identity}; never null. */
    static Object identity(Object source) {
        return BY_CLASS.get(source.getClass()).identity(source);
    }

    /** What it fills itself from, see {@link SourceReader#inner}; null: nothing that could be routed. */
    static @Nullable Object inner(Object source) {
        return BY_CLASS.get(source.getClass()).inner(source);
    }

    /**
     * The reader of a class, by the names of its superclasses. An XA data source that is a subclass of a known one is
     * left to its transaction manager; drivers whose only class is both are not meant.
     *
     * @param type class of a data source
     * @return null if none knows it
     */
    static @Nullable SourceReader of(Class<?> type) {
        for (Class<?> known = type; known != null; known = known.getSuperclass()) {
            SourceReader reader = ofName(known.getName());
            if (reader != null) {
                boolean xa = XADataSource.class.isAssignableFrom(type) && !XADataSource.class.isAssignableFrom(known);
                return xa ? null : reader;
            }
        }
        return null;
    }

    private static @Nullable SourceReader ofName(String className) {
        if (FIRST.classNames().contains(className)) {
            return FIRST;
        }
        for (SourceReader reader : Others.ALL) {
            if (reader.classNames().contains(className)) {
                return reader;
            }
        }
        return null;
    }

    /** Where the code of all known pools is, see {@link SourceReader#packages}. */
    static Stream<String> packages() {
        return Stream.concat(Stream.of(FIRST), Others.ALL.stream()).flatMap(reader -> reader.packages().stream());
    }

    static SourceKind kind(Class<?> type) {
        if (ClassNames.isA(type, WRAPPERS)) {
            return SourceKind.WRAPPER;
        }
        SourceReader reader = of(type);
        return reader == null ? SourceKind.UNKNOWN : reader.kind();
    }

    /**
     * Reads a data source.
     *
     * @param source the application's
     * @param loaders where its driver may be found, the best first; null elements are left out
     * @return what its reader, or that for classes that the file names, could find out
     */
    static SourceFacts read(Object source, @Nullable ClassLoader... loaders) {
        SourceFacts facts = new SourceFacts(SourceReaders::readInner);
        facts.loaders.addAll(Arrays.asList(loaders));
        readWith(of(source.getClass()), source, facts);
        facts.takeCredentialsFromProperties();
        return facts;
    }

    /**
     * Reads a data source that stands inside a pool: where the database is and how to log in. The driver comes from the
     * loader of its class.
     *
     * @param inner what the pool makes its connections with
     * @param facts of the pool
     */
    private static void readInner(Object inner, SourceFacts facts) {
        ClassLoader loader = inner.getClass().getClassLoader();
        if (loader != null) {
            facts.loaders.add(0, loader);
        }
        readWith(of(inner.getClass()), inner, facts);
    }

    private static void readWith(@Nullable SourceReader reader, Object source, SourceFacts facts) {
        (reader == null ? NAMED : reader).read(new ReflectedObject(source), facts);
    }
}
