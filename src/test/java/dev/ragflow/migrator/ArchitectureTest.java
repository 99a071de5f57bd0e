package dev.ragflow.migrator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a reader may rely on when looking for something: dependencies point one way. */
@DisplayName("The packages")
@Tag("fast")
class ArchitectureTest {

    private static final String ROOT = "dev.ragflow.migrator";

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);

    @Test
    void dependDownwardsOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("cli")
                .definedBy(ROOT + ".cli..")
                .layer("config")
                .definedBy(ROOT + ".config..")
                .layer("toolbox")
                .definedBy(ROOT + ".toolbox..")
                .layer("preview")
                .definedBy(ROOT + ".preview..")
                .layer("migrate")
                .definedBy(ROOT + ".migrate..")
                .layer("report")
                .definedBy(ROOT + ".report..")
                .layer("changelog")
                .definedBy(ROOT + ".changelog..")
                .layer("rules")
                .definedBy(ROOT + ".schema..", ROOT + ".model..", ROOT + ".history..", ROOT + ".verify..")
                .layer("batch")
                .definedBy(ROOT + ".batch..")
                .layer("foundation")
                .definedBy(ROOT + ".database..", ROOT + ".release..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("config")
                .mayOnlyBeAccessedByLayers("cli", "toolbox", "migrate", "preview")
                .whereLayer("preview")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("toolbox")
                .mayOnlyBeAccessedByLayers("cli", "preview")
                .whereLayer("migrate")
                .mayOnlyBeAccessedByLayers("cli", "toolbox", "preview")
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("toolbox", "migrate", "preview")
                .whereLayer("changelog")
                .mayOnlyBeAccessedByLayers("toolbox", "migrate", "preview", "report")
                .whereLayer("rules")
                .mayOnlyBeAccessedByLayers("toolbox", "migrate", "preview", "report", "changelog")
                .whereLayer("batch")
                .mayOnlyBeAccessedByLayers("toolbox", "migrate", "preview", "report", "changelog", "rules")
                .check(CLASSES);
    }

    @Test
    void haveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void ofTheModelDependDownwardsOnly() {
        slices().matching(ROOT + ".model.(*)..").should().beFreeOfCycles().check(CLASSES);
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("way in")
                .definedBy(ROOT + ".model")
                .layer("stages")
                .definedBy(ROOT + ".model.stages..")
                .layer("check")
                .definedBy(ROOT + ".model.check..")
                .layer("tables")
                .definedBy(ROOT + ".model.tables..")
                .layer("rules")
                .definedBy(ROOT + ".model.rules..")
                .whereLayer("way in")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("stages")
                .mayOnlyBeAccessedByLayers("way in")
                .whereLayer("check")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("tables")
                .mayOnlyBeAccessedByLayers("way in", "stages", "check")
                .whereLayer("rules")
                .mayOnlyBeAccessedByLayers("way in", "stages", "check", "tables")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".model.domain..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".model.rules..",
                        ROOT + ".model.tables..",
                        ROOT + ".model.stages..",
                        ROOT + ".model.check..")
                .check(CLASSES);
    }

    @Test
    void decideWithoutADatabase() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".model.domain..", ROOT + ".model.rules..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..")
                .check(CLASSES);
    }

    @Test
    void ofTheModelLetOneClassIntoTheStages() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".model.stages..")
                .and()
                .haveNameNotMatching(".*\\.model\\.ModelStages(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".model.stages..")
                .check(CLASSES);
    }

    @Test
    void logThroughSlf4jOnly() {
        noClasses()
                // javax.sql.DataSource has java.util.logging in its signature
                .that(nameMatching(".*\\.database\\.DriverDataSource|.*\\.cli\\..*Logging.*")
                        .negate()
                        .forSubtype())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(CLASSES);
    }

    @Test
    void writeToStandardOutputOnlyWhereAPersonReadsIt() {
        noClasses()
                .that(resideInAPackage(ROOT + ".cli..")
                        .or(resideInAPackage(ROOT + ".migrate.."))
                        .negate()
                        .forSubtype())
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void areNullMarked() {
        classes().should(beInANullMarkedPackage()).check(CLASSES);
    }

    private static ArchCondition<JavaClass> beInANullMarkedPackage() {
        return new ArchCondition<>("be in a package with @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
                }
            }
        };
    }
}
