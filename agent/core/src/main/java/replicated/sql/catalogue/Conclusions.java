// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql.catalogue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import replicated.config.ObjectNames;
import replicated.dialect.CatalogueFindings;
import replicated.dialect.CatalogueFindings.Defined;
import replicated.dialect.Dialect;
import replicated.route.StatementKind;
import replicated.sql.InspectedText;
import replicated.sql.Inspector;
import replicated.sql.Verdict;

/** What follows from what a catalogue has shown. Not thread-safe. */
final class Conclusions {

    private final CatalogueFindings findings;
    private final Set<String> words;
    private final Set<String> primaryRelations;
    private final Set<String> callingRelations = new HashSet<>();

    private Conclusions(CatalogueFindings findings) {
        this.findings = findings;
        words = new HashSet<>(findings.words());
        primaryRelations = new HashSet<>(findings.primaryRelations());
    }

    /**
     * Follows views to what they call and read, through other views, until nothing new is found.
     *
     * @param findings from the catalogue
     * @param dialect whose texts they are
     * @param rules of the file, which win
     * @return never null
     */
    static Facts of(CatalogueFindings findings, Dialect dialect, ObjectNames rules) {
        return new Conclusions(findings).facts(dialect, rules);
    }

    private Facts facts(Dialect dialect, ObjectNames rules) {
        Inspector inspector = new Inspector(dialect);
        List<Defined> left = new ArrayList<>(findings.definedRelations());
        List<Defined> leftOfWords = new ArrayList<>(findings.definedWords());
        boolean found = true;
        while (found) {
            Catalogue known = new Catalogue(dialect, rules, snapshot(), name -> {});
            found = left.removeIf(one -> isMarked(one, verdict(one, known, inspector), callingRelations));
            found |= leftOfWords.removeIf(one -> isMarked(one, verdict(one, known, inspector), words));
        }
        return snapshot();
    }

    private static Verdict verdict(Defined one, Catalogue known, Inspector inspector) {
        return one.sql() == null || one.sql().isBlank()
                ? Verdict.FUNCTION
                : known.judge(new InspectedText(one.sql(), 0, inspector.inspect(one.sql())));
    }

    private boolean isMarked(Defined one, Verdict verdict, Set<String> calling) {
        if (verdict.kind() == StatementKind.READ) {
            return false;
        }
        return (verdict.kind() == StatementKind.TABLE ? primaryRelations : calling).add(one.name());
    }

    private Facts snapshot() {
        return new Facts(
                true,
                Set.copyOf(findings.reading()),
                Set.copyOf(findings.unproved()),
                Set.copyOf(findings.packages()),
                List.copyOf(findings.operators()),
                Set.copyOf(words),
                Set.copyOf(callingRelations),
                Set.copyOf(primaryRelations),
                Set.copyOf(findings.sequences()));
    }
}
