package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fresh install, and the empty database, to every target release. */
class FreshReleaseTest {

    private static final List<String> SOURCES = List.of("v0.19.0", "v0.22.1", "v0.24.0", "v0.25.6", "v0.26.4");

    static Stream<Arguments> sourcesAndTargets() {
        return Arrays.stream(TestServer.values())
                .flatMap(server -> Arrays.stream(Release.values()).flatMap(target -> SOURCES.stream()
                        .filter(source -> !source.equals(target.tag()))
                        .map(source -> Arguments.of(server, source, target))));
    }

    @ParameterizedTest(name = "{0}: {1} to {2}")
    @MethodSource("sourcesAndTargets")
    void convergesAndThenHasNothingToDo(TestServer server, String source, Release target) {
        try (SchemaFixture fixture = SchemaFixture.of(server, source)) {
            fixture.converge(target);

            assertThat(fixture.open(target)).isEmpty();
            assertThat(fixture.changesWithWork(target)).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("serversAndTargets")
    void anEmptyDatabaseBecomesAFreshInstall(TestServer server, Release target) {
        try (SchemaFixture fixture = SchemaFixture.empty(server)) {
            assertThat(fixture.converge(target))
                    .hasSize(ExpectedSchema.of(target).tables().size());

            assertThat(SchemaComparison.compare(ExpectedSchema.of(target), fixture.read()))
                    .isEmpty();
            assertThat(fixture.converge(target)).isEmpty();
        }
    }

    static Stream<Arguments> serversAndTargets() {
        return Arrays.stream(TestServer.values())
                .flatMap(server -> Arrays.stream(Release.values()).map(target -> Arguments.of(server, target)));
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void aFreshInstallDoesNotDifferFromItsOwnRelease(TestServer server) {
        for (Release release : Release.values()) {
            try (SchemaFixture fixture = SchemaFixture.of(server, release.tag())) {
                assertThat(SchemaComparison.compare(ExpectedSchema.of(release), fixture.read()))
                        .as("%s", release)
                        .isEmpty();
                assertThat(fixture.changesWithWork(release)).isEmpty();
            }
        }
    }
}
