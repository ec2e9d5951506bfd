// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import replicated.config.Config;
import replicated.config.DataSourceSettings;
import replicated.config.ReplicaSettings;

/**
 * Which databases with replicas the URL of a connection leads to. It is asked with each statement that is not routed,
 * and to compare a URL with those of all tenants takes longer than the statement: so each URL is compared once, until
 * the databases or the file change. Bounded. Thread-safe: who asks after a change has returned knows of it.
 */
final class UrlTargets {

    /** More URLs than an application has, unless it makes one for each connection. */
    static final int MAX = 1024;

    /** Of one state of the databases and of the file. */
    private static final class Answers {

        final Config config;
        final Map<String, List<SourceDatabase>> leading = new ConcurrentHashMap<>();
        final Map<String, Boolean> mayLead = new ConcurrentHashMap<>();

        Answers(Config config) {
            this.config = config;
        }
    }

    private final SourceTable table;
    private volatile Answers answers;

    UrlTargets(SourceTable table, Config config) {
        this.table = table;
        this.answers = new Answers(config);
    }

    /**
     * The file, or what is routed, has changed. To be called when that can be seen already.
     *
     * @param inForce the file
     */
    synchronized void changed(Config inForce) {
        answers = new Answers(inForce);
    }

    /** As {@link DataSources#leadingTo}. */
    List<SourceDatabase> leadingTo(String url) {
        // Before the table is read: a list that has missed a change goes where nobody looks who comes after it.
        Answers now = answers;
        List<SourceDatabase> known = now.leading.get(url);
        if (known != null) {
            return known;
        }
        List<SourceDatabase> found = compareWithAll(url);
        // A database that the file has may be open before anybody is told of it.
        if (!found.isEmpty() || !mayLeadTo(url)) {
            keep(now, now.leading, url, found);
        }
        return found;
    }

    /** As {@link DataSources#mayLeadTo}. */
    boolean mayLeadTo(String url) {
        Answers now = answers;
        Boolean known = now.mayLead.get(url);
        if (known != null) {
            return known;
        }
        boolean found = isInFile(now.config, url);
        keep(now, now.mayLead, url, found);
        return found;
    }

    private <T> void keep(Answers now, Map<String, T> kept, String url, T answer) {
        if (kept.size() < MAX) {
            kept.put(url, answer);
        } else {
            forget(now);
        }
    }

    private void forget(Answers full) {
        // Unless something else has changed meanwhile: then they are forgotten already.
        synchronized (this) {
            if (answers == full) {
                answers = new Answers(full.config);
            }
        }
    }

    private List<SourceDatabase> compareWithAll(String url) {
        List<SourceDatabase> same = new ArrayList<>();
        for (SourceDatabase database : table.databases()) {
            if (DatabaseUrls.mayBeTheSame(database.access().url(), url)) {
                same.add(database);
            }
        }
        return List.copyOf(same);
    }

    private static boolean isInFile(Config config, String url) {
        if (hasReplicaOf(config.top(), url)) {
            return true;
        }
        for (DataSourceSettings settings : config.dataSources()) {
            if (hasReplicaOf(settings, url)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasReplicaOf(DataSourceSettings settings, String url) {
        for (ReplicaSettings replica : settings.replicas()) {
            if (DatabaseUrls.mayBeTheSame(replica.url(), url)) {
                return true;
            }
        }
        return false;
    }
}
