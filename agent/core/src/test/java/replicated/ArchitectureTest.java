package replicated;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The house plan: data flows one way, and Byte Buddy stays in its room. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("replicated");

    @Test
    void packagesKnowOnlyThoseBelowThem() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("instrument")
                .definedBy("replicated.instrument..")
                .layer("status")
                .definedBy("replicated.status..")
                .layer("request")
                .definedBy("replicated.request..")
                .layer("jdbc")
                .definedBy("replicated.jdbc..")
                .layer("route")
                .definedBy("replicated.route..")
                .layer("context")
                .definedBy("replicated.context..")
                .layer("replica")
                .definedBy("replicated.replica..")
                .layer("position")
                .definedBy("replicated.position..")
                .layer("config")
                .definedBy("replicated.config..")
                .layer("log")
                .definedBy("replicated.log..")
                .whereLayer("instrument")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("status")
                .mayOnlyBeAccessedByLayers("instrument")
                .whereLayer("request")
                .mayOnlyBeAccessedByLayers("instrument", "status")
                .whereLayer("jdbc")
                .mayOnlyBeAccessedByLayers("instrument", "status", "request")
                .whereLayer("route")
                .mayOnlyBeAccessedByLayers("instrument", "status", "request", "jdbc")
                .whereLayer("context")
                .mayOnlyBeAccessedByLayers("instrument", "status", "request", "jdbc", "route")
                .whereLayer("replica")
                .mayOnlyBeAccessedByLayers("instrument", "status", "request", "jdbc", "route", "context")
                .whereLayer("position")
                .mayOnlyBeAccessedByLayers("instrument", "status", "request", "jdbc", "route", "context", "replica")
                .whereLayer("log")
                .mayNotAccessAnyLayer()
                .whereLayer("config")
                .mayOnlyAccessLayers("log")
                .check(CLASSES);
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
}
