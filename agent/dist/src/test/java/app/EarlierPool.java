// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import javax.sql.DataSource;

/**
 * Versions of pools that applications have beside the newest, each with a class loader of its own over the folder of
 * its name in that which the system property {@code app.pools} names.
 */
public enum EarlierPool implements Source {
    HIKARI_3(Pool.HIKARI, "hikaricp-3"),
    HIKARI_4(Pool.HIKARI, "hikaricp-4"),
    HIKARI_5(Pool.HIKARI, "hikaricp-5"),
    HIKARI_6(Pool.HIKARI, "hikaricp-6"),
    TOMCAT_JDBC_9(Pool.TOMCAT_JDBC, "tomcat-jdbc-9"),
    TOMCAT_JDBC_10(Pool.TOMCAT_JDBC, "tomcat-10"),
    C3P0_0_9(Pool.C3P0, "c3p0-0.9"),
    AGROAL_1(Pool.AGROAL, "agroal-1"),
    AGROAL_2(Pool.AGROAL, "agroal-2");

    private final Pool newest;
    private final String version;

    EarlierPool(Pool newest, String version) {
        this.newest = newest;
        this.version = version;
    }

    /** The same pool in the version that the other tests have. */
    public Pool newest() {
        return newest;
    }

    /** The property of the build that has its version, without {@code .version}. */
    public String version() {
        return version;
    }

    @Override
    public DataSource open(String url, String user, String password) throws SQLException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            ClassLoader own = new OwnVersions(classPath());
            // Whatever is looked for by its name, and remembered, is to be of this version.
            thread.setContextClassLoader(own);
            Class<?> ofThisVersion = own.loadClass(Pool.class.getName());
            return (DataSource) ofThisVersion
                    .getMethod("open", String.class, String.class, String.class, String.class)
                    .invoke(null, newest.name(), url, user, password);
        } catch (InvocationTargetException e) {
            throw new SQLException(e.getCause());
        } catch (ReflectiveOperationException | MalformedURLException e) {
            throw new IllegalStateException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private URL[] classPath() throws MalformedURLException {
        List<URL> entries = new ArrayList<>();
        entries.add(Pool.class.getProtectionDomain().getCodeSource().getLocation());
        for (File jar : new File(System.getProperty("app.pools"), name()).listFiles()) {
            entries.add(jar.toURI().toURL());
        }
        return entries.toArray(URL[]::new);
    }

    /** Has its own first, and else what the application has: drivers, logging. */
    private static final class OwnVersions extends URLClassLoader {

        OwnVersions(URL[] classPath) {
            super(classPath, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try {
                return super.findClass(name);
            } catch (ClassNotFoundException notItsOwn) {
                if (getDefinedPackage(name.substring(0, name.lastIndexOf('.'))) != null) {
                    // What only the other version of a pool has.
                    throw notItsOwn;
                }
                return EarlierPool.class.getClassLoader().loadClass(name);
            }
        }

        /** Drivers are listed in files. */
        @Override
        public Enumeration<URL> findResources(String name) throws IOException {
            List<URL> found = Collections.list(super.findResources(name));
            found.addAll(Collections.list(EarlierPool.class.getClassLoader().getResources(name)));
            return Collections.enumeration(found);
        }
    }
}
