package dev.ragflow.migrator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;

/** What whoever runs {@code -Dgroups=fast} relies on. */
@DisplayName("The tags of the tests")
@Tag("fast")
class TestTagsTest {

    private static final List<String> TAGS = List.of("fast", "server", "process", "chaos");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(TestTagsTest.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void areOneForEachClass() {
        classes()
                .that(describe("have tests", TestTagsTest::hasTests))
                .should(haveOneTag())
                .check(CLASSES);
    }

    @Test
    void sayFastWhereNoServerAndNoProcessIsStarted() {
        noClasses()
                .that(describe("are tagged fast", type -> tags(type).contains("fast")))
                .should()
                .transitivelyDependOnClassesThat(
                        resideInAPackage("..testing").or(assignableTo("java.lang.ProcessBuilder")))
                .check(CLASSES);
    }

    private static boolean hasTests(JavaClass type) {
        return type.getMethods().stream().anyMatch(method -> method.isMetaAnnotatedWith(Testable.class));
    }

    private static ArchCondition<JavaClass> haveOneTag() {
        return new ArchCondition<>("have one tag of " + TAGS) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                List<String> tags = tags(type);
                if (tags.size() != 1 || !TAGS.containsAll(tags)) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " has the tags " + tags));
                }
            }
        };
    }

    /** A nested class has those of the class around it too. */
    private static List<String> tags(JavaClass type) {
        return Stream.iterate(Optional.of(type), Optional::isPresent, at -> at.flatMap(JavaClass::getEnclosingClass))
                .flatMap(at -> Stream.of(at.orElseThrow().reflect().getAnnotationsByType(Tag.class)))
                .map(Tag::value)
                .toList();
    }
}
