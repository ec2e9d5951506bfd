// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * TomEE's data sources: pools of Tomcat's or of DBCP's, and, where they take part in JTA transactions, a data source
 * over the pool whose connections ask the pool when they are first used.
 */
final class TomEeReader implements SourceReader {

    private static final String MANAGED = "org.apache.openejb.resource.jdbc.managed.local.ManagedDataSource";
    private static final String TOMCAT = "org.apache.tomee.jdbc.TomEEDataSourceCreator$TomEEDataSource";
    private static final String DBCP = "org.apache.openejb.resource.jdbc.dbcp.BasicDataSource";
    private static final String MANAGED_DBCP = "org.apache.openejb.resource.jdbc.dbcp.BasicManagedDataSource";

    /**
     * With recovery of XA: it makes a new object each time it is asked for the transaction, and so never the same one.
     */
    private static final String RECOVERING_MANAGER = "org.apache.openejb.resource.TransactionManagerWrapper";

    private final FieldOfClass delegate = new FieldOfClass("delegate");

    @Override
    public Set<String> classNames() {
        return Set.of(MANAGED, TOMCAT, DBCP, MANAGED_DBCP);
    }

    @Override
    public Set<String> packages() {
        return Set.of("org.apache.openejb.resource.jdbc.managed.");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.POOL;
    }

    /** What the application deploys itself, TomEE closes with it. */
    @Override
    public boolean outlivesApplications() {
        return true;
    }

    @Override
    public @Nullable Object inner(Object source) {
        return isA(source, MANAGED) ? delegate.of(source) : null;
    }

    @Override
    public void read(ReflectedObject source, SourceFacts facts) {
        if (isA(source.target(), MANAGED)) {
            Object pool = delegate.of(source.target());
            if (pool != null) {
                facts.readInner(pool);
            }
            facts.managedBy(manager(source));
        } else if (isA(source.target(), TOMCAT)) {
            PoolReader.TOMCAT.read(source, facts);
        } else {
            readDbcp(source, facts);
        }
    }

    private static void readDbcp(ReflectedObject source, SourceFacts facts) {
        PoolReader.readDbcp(source, facts);
        facts.poolName = ReflectedObject.nonBlank(source.field("name"));
        decipher(source, facts);
        if (isA(source.target(), MANAGED_DBCP)) {
            facts.managedBy(manager(source));
        }
        if (facts.url == null) {
            facts.notRoutedReason =
                    "its XA data source is another resource, which DBCP looks up when it is first used; with"
                            + " TomEE's usual pool (no DataSourceCreator) it can be read";
        }
    }

    /** DBCP's pool deciphers its password when it makes its first connection; Tomcat's when it is made. */
    private static void decipher(ReflectedObject source, SourceFacts facts) {
        String cipher = source.text("getPasswordCipher");
        String written = ReflectedObject.nonBlank(source.field("initialPassword"));
        if (cipher == null || cipher.equals("PlainText") || written == null) {
            return;
        }
        Object plain = null;
        try {
            ClassLoader loader = source.target().getClass().getClassLoader();
            Object found = Class.forName("org.apache.openejb.cipher.PasswordCipherFactory", true, loader)
                    .getMethod("getPasswordCipher", String.class)
                    .invoke(null, cipher);
            plain = new ReflectedObject(found).callWith("decrypt", (Object) written.toCharArray());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unknown) {
            // Then nobody but the pool can read it.
        }
        facts.password = ReflectedObject.nonBlank(plain);
        facts.passwordHidden = facts.password == null;
    }

    private static @Nullable Object manager(ReflectedObject source) {
        ReflectedObject manager = source.part("suppliedTransactionManager");
        manager = manager == null ? source.part("transactionManager") : manager;
        if (manager != null && isA(manager.target(), RECOVERING_MANAGER)) {
            return manager.field("delegate");
        }
        return manager == null ? null : manager.target();
    }

    @Override
    public Life life(ReflectedObject source) {
        if (isA(source.target(), TOMCAT)) {
            return PoolReader.TOMCAT.life(source);
        }
        Object pool = inner(source.target());
        if (pool == null) {
            return SourceReader.super.life(source);
        }
        SourceReader reader = SourceReaders.of(pool.getClass());
        return reader == null ? Life.OPEN : reader.life(new ReflectedObject(pool));
    }

    private static boolean isA(Object object, String className) {
        return ClassNames.isA(object.getClass(), Set.of(className));
    }
}
