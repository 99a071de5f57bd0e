package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fresh install, and the empty database, to every target release. */
@Tag("server")
class FreshReleaseTest {

    private static final List<String> SOURCES =
            List.of("empty", "v0.19.0", "v0.22.1", "v0.24.0", "v0.25.6", "v0.26.4", "v0.27.0");

    /** Each release up to the target: a newer database is refused before anything converges. */
    static Stream<Arguments> sourcesAndTargets() {
        return Arrays.stream(TestServer.values())
                .flatMap(server -> Arrays.stream(Release.values()).flatMap(target -> SOURCES.stream()
                        .filter(source ->
                                Release.ofTag(source).map(target::isAtLeast).orElse(true))
                        .map(source -> Arguments.of(server, source, target))));
    }

    @ParameterizedTest(name = "{0}: {1} to {2}")
    @MethodSource("sourcesAndTargets")
    void convergesAndThenHasNothingToDo(TestServer server, String source, Release target) {
        boolean empty = source.equals("empty");
        boolean there = source.equals(target.tag());
        try (SchemaFixture fixture = empty ? SchemaFixture.empty(server) : SchemaFixture.of(server, source)) {
            List<String> done = fixture.converge(target);

            boolean beyond = Release.ofTag(source)
                    .filter(release -> release.isAtLeast(target))
                    .isPresent();
            assertThat(done.isEmpty()).as("work in %s", done).isEqualTo(beyond);
            assertThat(fixture.open(target)).allMatch(difference -> isOwnedByTheMerge(difference, source, target));
            assertThat(fixture.changesWithWork(target)).isEmpty();
            if (empty || there) {
                assertThat(SchemaComparison.compare(ExpectedSchema.of(target), fixture.read()))
                        .as("nothing more and nothing less than a fresh install")
                        .isEmpty();
            }
        }
    }

    /** The types of an existing v0.26 table become numbers in the stage that merges its rows. */
    private static boolean isOwnedByTheMerge(SchemaDifference difference, String source, Release target) {
        return source.equals("v0.26.4")
                && target.hasTypeBits()
                && difference.table().equals("tenant_model");
    }
}
