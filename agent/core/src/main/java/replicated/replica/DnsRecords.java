// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.ServiceLoader;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.spi.InitialContextFactory;

/**
 * Asks name servers by the JDK's own JNDI provider, in the module {@code jdk.naming.dns}, which is loaded at the first
 * question. It is found without {@code NamingManager}, which containers replace by their own. Nothing is remembered.
 * Immutable.
 *
 * @param url which servers, as {@code dns://10.0.0.2:53}; {@code dns:} stands for those of this machine
 */
record DnsRecords(String url) {

    /** The servers that this machine asks. */
    static final DnsRecords OF_THIS_MACHINE = new DnsRecords("dns:");

    private static final String FACTORY = "com.sun.jndi.dns.DnsContextFactory";

    /** It doubles with each try. */
    private static final String FIRST_TRY_MILLIS = "1000";

    private static final String TRIES = "2";

    /**
     * Asks now; takes some seconds where no server answers.
     *
     * @param name in full
     * @param type such as {@code A}
     * @return the records as texts; empty where the name has none of the type
     * @throws IOException if the name is unknown, or nobody could be asked
     */
    @SuppressWarnings({"BanJNDI", "JdkObsolete"
    }) // Attributes of DNS are texts, so nothing is deserialised; the API has a Hashtable.
    List<String> of(String name, String type) throws IOException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.PROVIDER_URL, url);
        environment.put("com.sun.jndi.dns.timeout.initial", FIRST_TRY_MILLIS);
        environment.put("com.sun.jndi.dns.timeout.retries", TRIES);
        try {
            DirContext context = (DirContext) factory().getInitialContext(environment);
            try {
                String absolute = name.endsWith(".") ? name : name + ".";
                return texts(
                        context.getAttributes(absolute, new String[] {type}).get(type));
            } finally {
                context.close();
            }
        } catch (NamingException e) {
            UnknownHostException unknown = new UnknownHostException(name + ": " + e.getMessage());
            unknown.initCause(e);
            throw unknown;
        }
    }

    private static List<String> texts(Attribute records) throws NamingException {
        List<String> texts = new ArrayList<>();
        if (records != null) {
            NamingEnumeration<?> values = records.getAll();
            while (values.hasMore()) {
                texts.add(String.valueOf(values.next()));
            }
        }
        return texts;
    }

    private static InitialContextFactory factory() throws IOException {
        for (ServiceLoader.Provider<InitialContextFactory> provider :
                ServiceLoader.load(InitialContextFactory.class, ClassLoader.getPlatformClassLoader()).stream()
                        .toList()) {
            if (provider.type().getName().equals(FACTORY)) {
                return provider.get();
            }
        }
        throw new IOException(
                "this Java runtime lacks the module jdk.naming.dns, without which no name server is asked");
    }
}
