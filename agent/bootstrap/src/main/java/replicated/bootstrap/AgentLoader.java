// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.bootstrap;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import replicated.hooks.Nullable;

/**
 * Loads the agent and its libraries from {@code inst/**} of the agent's jar, where classes are called
 * {@code .classdata}, or are packed together ({@link ClassPack}), so that nothing of the application finds them. Reads
 * the entries itself: a {@code jar:} URL would go through a cache that belongs to the application. Thread-safe,
 * parallel capable.
 */
final class AgentLoader extends ClassLoader {

    static final String FOLDER = "inst/";

    static {
        registerAsParallelCapable();
    }

    private static final String CLASS = ".class";
    private static final String PACK = "classes";
    private static final String LATE = "late";

    private final ZipFile jar;
    private final ProtectionDomain domain;

    /** Needed at the start, and hardly after that. */
    private volatile SoftReference<ClassPack> pack = new SoftReference<>(null);

    /** What of it is in another file. */
    private volatile SoftReference<byte[]> late = new SoftReference<>(null);

    /**
     * Opens the jar.
     *
     * @param file the agent's jar
     * @param parent the platform loader in an application, whose classes the agent must not see
     * @throws IOException if it cannot be read
     */
    AgentLoader(File file, ClassLoader parent) throws IOException {
        super("replicated", parent);
        jar = new ZipFile(file);
        domain = new ProtectionDomain(new CodeSource(file.toURI().toURL(), (Certificate[]) null), null, this, null);
    }

    /** What is packed is nobody else's: the loaders above would look for each of hundreds of classes, and throw. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        try {
            if (pack().find(name) < 0) {
                return super.loadClass(name, resolve);
            }
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? findClass(name) : known;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try {
            ClassPack classes = pack();
            int slot = classes.find(name);
            if (slot >= 0) {
                return defineClass(name, content(classes, slot), classes.start(slot), classes.length(slot), domain);
            }
            byte[] bytes = entryBytes(name.replace('.', '/').concat(CLASS));
            if (bytes != null) {
                return defineClass(name, bytes, 0, bytes.length, domain);
            }
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        throw new ClassNotFoundException(name);
    }

    /** Read again where memory got short in between. */
    private ClassPack pack() throws IOException {
        ClassPack known = pack.get();
        if (known == null) {
            known = new ClassPack(piece(PACK));
            pack = new SoftReference<>(known);
        }
        return known;
    }

    /** What has the class file of a slot. */
    private byte[] content(ClassPack classes, int slot) throws IOException {
        if (!classes.isLate(slot)) {
            return classes.content();
        }
        byte[] known = late.get();
        if (known == null) {
            known = piece(LATE);
            late = new SoftReference<>(known);
        }
        return known;
    }

    private byte[] piece(String name) throws IOException {
        byte[] bytes = entryBytes(name);
        if (bytes == null) {
            throw new IOException(
                    "the agent's classes are missing in its jar: use replicated.jar as it is, not repacked");
        }
        return bytes;
    }

    /**
     * The bytes of a class or resource below {@code inst/}.
     *
     * @param name as for {@link #getResource}
     * @return null if there is none
     * @throws IOException if the jar cannot be read any more
     */
    byte @Nullable [] bytes(String name) throws IOException {
        int slot = slot(name);
        if (slot < 0) {
            return entryBytes(name);
        }
        ClassPack classes = pack();
        int start = classes.start(slot);
        return Arrays.copyOfRange(content(classes, slot), start, start + classes.length(slot));
    }

    /** Where in the pack; -1 if it is no class, or not there. */
    private int slot(String name) throws IOException {
        return name.endsWith(CLASS)
                ? pack().find(name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
                : -1;
    }

    private byte @Nullable [] entryBytes(String name) throws IOException {
        ZipEntry entry = entry(name);
        if (entry == null) {
            return null;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readNBytes((int) entry.getSize());
        }
    }

    private @Nullable ZipEntry entry(String name) {
        return jar.getEntry(FOLDER.concat(name.endsWith(CLASS) ? name.concat("data") : name));
    }

    /**
     * What we have ourselves is not looked for above: the JDK would open its own modules as files for that, and settle
     * the file systems of the JVM. JDBC's types are not shown: by them agents that trace tell which loaders have
     * connections and statements to trace, and ours, being outermost, would name the application's own server for what
     * a replica has answered. The driver's name the right one.
     */
    @Override
    public @Nullable URL getResource(String name) {
        URL own = findResource(name);
        return own != null || isOfJdbc(name) ? own : super.getResource(name);
    }

    private static boolean isOfJdbc(String name) {
        return name.startsWith("java/sql/") || name.startsWith("javax/sql/");
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Enumeration<URL> own = findResources(name);
        return own.hasMoreElements() ? own : super.getResources(name);
    }

    @Override
    protected @Nullable URL findResource(String name) {
        try {
            return slot(name) < 0 && entry(name) == null ? null : url(name);
        } catch (IOException e) {
            return null;
        }
    }

    // There is no other way to give a URL a handler of its own on Java 17.
    @SuppressWarnings("deprecation")
    private URL url(String name) throws MalformedURLException {
        return new URL("replicated", "", -1, "/".concat(name), new Handler());
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL url = findResource(name);
        return url == null ? Collections.emptyEnumeration() : Collections.enumeration(Collections.singleton(url));
    }

    private final class Handler extends URLStreamHandler {

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    connected = true;
                }

                @Override
                public InputStream getInputStream() throws IOException {
                    byte[] bytes = bytes(url.getPath().substring(1));
                    if (bytes == null) {
                        throw new IOException(url + ": no such entry");
                    }
                    return new ByteArrayInputStream(bytes);
                }
            };
        }
    }
}
