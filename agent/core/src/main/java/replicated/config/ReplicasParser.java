package replicated.config;

import java.io.File;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a {@code replicas} list. */
final class ReplicasParser {

    private final Collection<File> passwordFiles;

    /** @param passwordFiles receives every {@code password-file} that is named */
    ReplicasParser(Collection<File> passwordFiles) {
        this.passwordFiles = passwordFiles;
    }

    List<ReplicaSettings> replicas(Block parent) {
        List<ReplicaSettings> replicas = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        for (Block entry : parent.blocks("replicas", "replicas[]")) {
            ReplicaSettings replica = replica(entry);
            Integer first = replica.name() == null ? null : lines.putIfAbsent(replica.name(), entry.line());
            if (first != null) {
                entry.complain(
                        "name",
                        "two replicas are named " + Document.plain(replica.name()) + ", the other one on line " + first
                                + "; give each a name of its own");
            }
            replicas.add(replica);
        }
        return List.copyOf(replicas);
    }

    private ReplicaSettings replica(Block entry) {
        String url = url(entry);
        String name = entry.text("name");
        if (name != null && name.isBlank()) {
            entry.complain("name", "expected a name, but found an empty text");
        }
        String passwordFile = entry.text("password-file");
        boolean both = passwordFile != null && entry.has("password");
        if (both) {
            entry.complain("password-file", "given together with password; keep one of them");
        }
        return new ReplicaSettings(
                url,
                name == null && url != null ? JdbcUrl.server(url) : name,
                entry.integer("weight"),
                entry.text("username"),
                passwordFile == null || both ? entry.secret("password") : password(entry, passwordFile),
                passwordFile,
                unmodifiable(entry.map("driver-properties")),
                unmodifiable(entry.block("pool", "replicas[].pool", null).properties()));
    }

    private static String url(Block entry) {
        String url = entry.text("url");
        if (url == null) {
            if (!entry.has("url")) {
                entry.complain("url", "missing; a replica needs one, such as jdbc:postgresql://replica-1:5432/app");
            }
            return null;
        }
        if (!JdbcUrl.isOne(url)) {
            entry.complain("url", "expected a JDBC URL such as jdbc:postgresql://replica-1:5432/app" + beginning(url));
        } else if (url.matches("(?s).*\\s.*")) {
            entry.complain("url", "has a space in it; take it out, or look for a mistake in the line below");
        }
        return url;
    }

    /** Only the scheme: the rest may hold a password. */
    private static String beginning(String url) {
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon);
        boolean shown = scheme.matches("[A-Za-z]{1,12}");
        return shown ? ", but found one that begins with \"" + scheme + ":\"" : "";
    }

    private Secret password(Block entry, String path) {
        File file = new File(path);
        passwordFiles.add(file);
        try {
            Secret password = PasswordFile.read(file);
            if (!password.present()) {
                entry.complain("password-file", path + " is empty; expected the password in it");
            }
            return password;
        } catch (ConfigException e) {
            entry.complain("password-file", e.getMessage());
            return Secret.NONE;
        }
    }

    private static Map<String, String> unmodifiable(Map<String, String> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
