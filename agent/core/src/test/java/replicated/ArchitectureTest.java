// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import replicated.dialect.Dialect;
import replicated.dialect.Dialects;

/** Where code may live, and who may know whom: each package knows only those below it. */
class ArchitectureTest {

    /** Not of the agent, or not in its loader. */
    private static final Set<String> ELSEWHERE = Set.of("bootstrap", "hooks", "servers");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("replicated");

    /** From the top down. */
    private static final List<String> PACKAGES = List.of(
            "cli",
            "instrument",
            "status",
            "request",
            "source",
            "jdbc",
            "sql",
            "route",
            "context",
            "replica",
            "dialect",
            "bookmark",
            "config",
            "log");

    @Test
    void eachPackageKnowsOnlyThoseBelowIt() {
        for (int lower = 1; lower < PACKAGES.size(); lower++) {
            String[] above = patterns(PACKAGES.subList(0, lower));
            noClasses()
                    .that()
                    .resideInAnyPackage(patterns(PACKAGES.subList(lower, lower + 1)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .because(PACKAGES.get(lower) + " is below " + PACKAGES.subList(0, lower))
                    .check(CLASSES);
        }
    }

    private static String[] patterns(List<String> names) {
        return names.stream().map(name -> "replicated." + name + "..").toArray(String[]::new);
    }

    @Test
    void noPackageIsMissingInTheOrder() {
        Set<String> found = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            String name = each.getPackageName();
            if (name.startsWith("replicated.")) {
                int end = name.indexOf('.', "replicated.".length());
                found.add(name.substring("replicated.".length(), end < 0 ? name.length() : end));
            }
        }
        found.removeAll(ELSEWHERE);
        assertThat(found).containsExactlyInAnyOrderElementsOf(PACKAGES);
    }

    @Test
    void byteBuddyIsImportedOnlyUnderInstrument() {
        noClasses()
                .that()
                .resideOutsideOfPackage("replicated.instrument..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("net.bytebuddy..")
                .check(CLASSES);
    }

    /**
     * A comparison with one dialect is a question that the dialect should answer: a further one would not be thought of
     * there.
     */
    @Test
    void nobodyAsksWhichDatabaseItIs() {
        noClasses()
                .that()
                .resideOutsideOfPackage("replicated.dialect..")
                .should()
                .accessFieldWhere(target(owner(assignableTo(Dialects.class))))
                .orShould()
                .dependOnClassesThat(resideInAPackage("replicated.dialect.*..")
                        .and(not(resideInAPackage("replicated.dialect.text.."))))
                .check(CLASSES);
    }

    /** The status page says it to people; anywhere else it could only be compared. */
    @Test
    void nobodyReadsTheNameOfADialect() {
        noClasses()
                .that()
                .resideOutsideOfPackages("replicated.dialect..", "replicated.status..")
                .should()
                .callMethod(Dialect.class, "name")
                .check(CLASSES);
    }

    @Test
    void dialectsDoNotKnowTheListOfDialects() {
        noClasses()
                .that()
                .resideInAPackage("replicated.dialect..")
                .and()
                .doNotBelongToAnyOf(Dialects.class)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Dialects.class)
                .check(CLASSES);
    }

    /** Whoever changes one class of a circle has to understand all of it. */
    @Test
    void noCircleOfClassesIsLargerThanThree() {
        Map<String, Set<String>> known = new TreeMap<>();
        for (JavaClass each : CLASSES) {
            Set<String> others = known.computeIfAbsent(outermost(each), name -> new TreeSet<>());
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                String other = outermost(dependency.getTargetClass());
                if (other.startsWith("replicated.") && !other.equals(outermost(each))) {
                    others.add(other);
                }
            }
        }
        assertThat(circles(known)).filteredOn(circle -> circle.size() > 3).isEmpty();
    }

    private static String outermost(JavaClass type) {
        String name = type.getBaseComponentType().getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    /** The strongly connected components (Tarjan). */
    private static List<Set<String>> circles(Map<String, Set<String>> known) {
        List<Set<String>> circles = new ArrayList<>();
        Map<String, Integer> index = new HashMap<>();
        Map<String, Integer> low = new HashMap<>();
        Deque<String> stack = new ArrayDeque<>();
        Set<String> onStack = new HashSet<>();
        for (String name : known.keySet()) {
            if (!index.containsKey(name)) {
                visit(name, known, index, low, stack, onStack, circles);
            }
        }
        return circles;
    }

    private static void visit(
            String name,
            Map<String, Set<String>> known,
            Map<String, Integer> index,
            Map<String, Integer> low,
            Deque<String> stack,
            Set<String> onStack,
            List<Set<String>> circles) {
        index.put(name, index.size());
        low.put(name, index.get(name));
        stack.push(name);
        onStack.add(name);
        for (String other : known.getOrDefault(name, Set.of())) {
            if (!index.containsKey(other)) {
                visit(other, known, index, low, stack, onStack, circles);
                low.merge(name, low.get(other), Math::min);
            } else if (onStack.contains(other)) {
                low.merge(name, index.get(other), Math::min);
            }
        }
        if (low.get(name).equals(index.get(name))) {
            Set<String> circle = new TreeSet<>();
            String member;
            do {
                member = stack.pop();
                onStack.remove(member);
                circle.add(member);
            } while (!member.equals(name));
            circles.add(circle);
        }
    }
}
