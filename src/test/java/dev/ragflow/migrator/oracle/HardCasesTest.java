package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The hard cases")
@Tag("server")
class HardCasesTest {

    static Stream<Arguments> releases() {
        return Stream.of(TestServer.values())
                .flatMap(server -> Stream.of("v0.19.0", "v0.22.1", "v0.24.0", "v0.25.6", "v0.26.4")
                        .map(tag -> Arguments.of(server, tag)));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void loadIntoEveryRelease(TestServer server, String tag) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease(tag)) {
            HardCases.load(database);
            try (Connection connection = database.connect()) {
                DatabaseSnapshot snapshot = DatabaseSnapshot.of(connection);
                assertThat(snapshot.rows("tenant_llm")).hasSizeGreaterThan(150);
                assertThat(snapshot.rows("dialog")).hasSizeGreaterThan(60);
                assertThat(snapshot.rows("document")).hasSizeGreaterThan(25);
                assertThat(snapshot.ignoresCase()).isEqualTo(server != TestServer.POSTGRES);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void keepEveryCharacter(TestServer server) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0")) {
            HardCases.loadComparable(database);
            try (Connection connection = database.connect()) {
                List<String> names = DatabaseSnapshot.of(connection).rows("tenant_llm").stream()
                        .map(row -> row.text("llm_name"))
                        .toList();
                assertThat(names).contains("back\\slash\\", "🦙-llama", "it's \"quoted\"", "o\u0308-combined");
            }
        }
    }

    @Test
    void listTheirSecrets() {
        List<String> secrets = HardCases.secrets();
        assertThat(secrets).hasSizeGreaterThan(50).doesNotHaveDuplicates();
        assertThat(secrets).allSatisfy(secret -> assertThat(secret).hasSizeGreaterThanOrEqualTo(8));
    }
}
