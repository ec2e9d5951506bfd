// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql.catalogue;

import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import replicated.config.NamePatterns;
import replicated.config.ObjectNames;
import replicated.dialect.Dialect;
import replicated.route.StatementKind;
import replicated.sql.InspectedText;
import replicated.sql.Inspector;
import replicated.sql.Names;
import replicated.sql.Names.Name;
import replicated.sql.ServerQuestions;
import replicated.sql.Verdict;
import replicated.sql.VerdictRefiner;

/**
 * Judges texts by the names in them: by what the server's catalogue has shown and by what the file says, which wins.
 * One is in force until anything of that changes; then there is another. Immutable and thread-safe.
 */
final class Catalogue implements VerdictRefiner {

    /** Verdicts on longer texts are not kept, and a load of rows is not what books are kept with. */
    private static final int MAX_BOOKKEEPING = 8192;

    private final Dialect dialect;
    private final Inspector inspector;
    private final ObjectNames rules;
    private final NamePatterns readFunctions;
    private final NamePatterns primaryFunctions;
    private final NamePatterns primaryTables;
    private final Facts facts;
    private final Consumer<String> unknown;

    /**
     * A judge.
     *
     * @param unknown told of each function that nothing is known of; must not block
     */
    Catalogue(Dialect dialect, ObjectNames rules, Facts facts, Consumer<String> unknown) {
        this.dialect = dialect;
        this.inspector = new Inspector(dialect);
        this.rules = rules;
        this.readFunctions = new NamePatterns(rules.readFunctions());
        this.primaryFunctions = new NamePatterns(rules.primaryFunctions());
        this.primaryTables = new NamePatterns(rules.primaryTables());
        this.facts = facts;
        this.unknown = unknown;
    }

    private Catalogue(Catalogue like, Facts facts) {
        this.dialect = like.dialect;
        this.inspector = like.inspector;
        this.rules = like.rules;
        this.readFunctions = like.readFunctions;
        this.primaryFunctions = like.primaryFunctions;
        this.primaryTables = like.primaryTables;
        this.facts = facts;
        this.unknown = like.unknown;
    }

    /** The judge by the same rules and other facts. */
    Catalogue with(Facts others) {
        return new Catalogue(this, others);
    }

    /** Whether a dialect has a catalogue that is asked. */
    static boolean isAsked(Dialect dialect) {
        return dialect.catalogue() != null;
    }

    ObjectNames rules() {
        return rules;
    }

    Facts facts() {
        return facts;
    }

    @Override
    public Verdict judge(InspectedText text) {
        Verdict inspected = text.inspected();
        String sql = text.sql();
        if (sql == null) {
            return inspected;
        }
        return switch (inspected.kind()) {
            case READ -> read(sql, inspector.names(sql));
            case TABLE -> atLeastTable(read(sql, inspector.names(sql)));
            case WRITE, PRIMARY_ONLY -> isBookkeeping(sql, inspected) ? Verdict.BOOKKEEPING : inspected;
            case UNKNOWN -> unguarded(sql, inspected);
            default -> inspected;
        };
    }

    /** What looks like a read. */
    private Verdict read(String sql, Names names) {
        if (doesMore(sql, names)) {
            return Verdict.FUNCTION;
        }
        boolean onlyPrimary =
                !facts.known() ? !names.relations().isEmpty() : meets(facts.primaryRelations(), names.words());
        return onlyPrimary
                        || meetsSequence(names)
                        || namesBookkeeping(names)
                        || ServerQuestions.areIn(dialect, sql, names)
                ? Verdict.TABLE
                : Verdict.READ;
    }

    /** What asks a server about itself, unless it may do more than that. */
    private static Verdict atLeastTable(Verdict read) {
        return read.kind() == StatementKind.READ ? Verdict.TABLE : read;
    }

    /**
     * Read as a table, a sequence shows what its server has drawn, which runs ahead on others. Columns may share its
     * name.
     */
    private boolean meetsSequence(Names names) {
        for (Name relation : names.relations()) {
            if (facts.sequences().contains(relation.name())) {
                return true;
            }
        }
        return false;
    }

    /** Whether anything is called that is not proved to only read. */
    private boolean doesMore(String sql, Names names) {
        for (Name called : names.called()) {
            if (!reads(called)) {
                return true;
            }
        }
        if (meets(facts.callingRelations(), names.words()) || meets(facts.words(), names.words())) {
            return true;
        }
        for (String operator : facts.operators()) {
            if (sql.contains(operator)) {
                return true;
            }
        }
        return false;
    }

    private boolean reads(Name called) {
        String name = called.name();
        if (matches(primaryFunctions, called, true)) {
            return false;
        }
        if (!isAsked(dialect) || matches(readFunctions, called, false)) {
            return true;
        }
        if (facts.unproved().contains(name) || isPackaged(called)) {
            return false;
        }
        boolean ofTheServer = called.qualifier() == null || called.qualifier().equals("pg_catalog");
        if ((called.listed() && ofTheServer) || facts.reading().contains(name)) {
            return true;
        }
        unknown.accept(name);
        return false;
    }

    /** A function of a package of MariaDB's, of which the catalogue lists nothing but the package. */
    private boolean isPackaged(Name called) {
        return called.qualifier() != null && facts.packages().contains(called.qualifier());
    }

    private boolean namesBookkeeping(Names names) {
        for (Name relation : names.relations()) {
            if (matches(primaryTables, relation, true)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a write or a lock concerns tables that are said to be bookkeeping, and nothing else. */
    private boolean isBookkeeping(String sql, Verdict inspected) {
        if (primaryTables.isEmpty() || !inspected.isPlain() || sql.length() > MAX_BOOKKEEPING) {
            return false;
        }
        Names names = inspector.names(sql);
        boolean plain =
                inspected.kind() == StatementKind.WRITE ? names.changesOnlyItsRelations() : names.queriesItsRelations();
        if (!plain || doesMore(sql, names)) {
            return false;
        }
        for (Name relation : names.relations()) {
            if (!matches(primaryTables, relation, true)) {
                return false;
            }
        }
        return true;
    }

    /** Where no catalogue tells what functions do, and no replica refuses what they write, the file may tell. */
    private Verdict unguarded(String sql, Verdict inspected) {
        if (isAsked(dialect) || readFunctions.isEmpty() || !inspected.callsUnlisted()) {
            return inspected;
        }
        Names names = inspector.names(sql);
        for (Name called : names.called()) {
            boolean listed = called.listed() && called.qualifier() == null;
            if (!listed && !matches(readFunctions, called, false)) {
                return inspected;
            }
        }
        Verdict besides = inspector.inspectBesidesCalls(sql);
        return besides.kind() == StatementKind.READ ? read(sql, names) : besides;
    }

    /**
     * Whether a name is meant by one of some patterns.
     *
     * @param loosely whether it is enough that it may be meant: without its schema it can be anyone's
     */
    private static boolean matches(NamePatterns patterns, Name name, boolean loosely) {
        return patterns.match(name.qualifier(), name.name(), loosely);
    }

    private static boolean meets(Set<String> some, Collection<String> others) {
        if (some.isEmpty()) {
            return false;
        }
        for (String other : others) {
            if (some.contains(other)) {
                return true;
            }
        }
        return false;
    }
}
