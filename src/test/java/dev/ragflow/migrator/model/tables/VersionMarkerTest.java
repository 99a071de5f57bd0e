package dev.ragflow.migrator.model.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.model.ModelFixture;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class VersionMarkerTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void risesAndNeverFalls(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            assertThat(VersionMarker.raise(fixture.connection(), fixture.open().dialect(), Release.V0_25_6))
                    .isFalse();
            assertThat(marker(fixture)).isEmpty();

            assertThat(raise(fixture)).isTrue();
            assertThat(marker(fixture)).containsExactly("migration|string|v0.26.1");
            assertThat(raise(fixture)).isFalse();

            for (String higher : List.of("v0.26.1", "v0.27.0", "v1.0.0-rc1.dev1", "v0.26.1.post1")) {
                set(fixture, higher);
                assertThat(raise(fixture)).as(higher).isFalse();
                assertThat(marker(fixture)).containsExactly("migration|string|" + higher);
            }
            for (String lower : List.of("v0.26.0", "0.25.6", "v0.26.1rc1", "v0.9")) {
                set(fixture, lower);
                assertThat(raise(fixture)).as(lower).isTrue();
                assertThat(marker(fixture)).containsExactly("migration|string|v0.26.1");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void tellsV027AndGoesBackForARollbackOnly(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server, Release.V0_27_0)) {
            assertThat(lower(fixture)).isFalse();
            fixture.raiseMarker();
            assertThat(marker(fixture)).containsExactly("migration|string|v0.27.0");
            set(fixture, "v0.26.1");
            fixture.raiseMarker();
            assertThat(marker(fixture)).containsExactly("migration|string|v0.27.0");
            assertThat(raise(fixture)).isFalse();

            assertThat(lower(fixture)).isTrue();
            assertThat(marker(fixture)).containsExactly("migration|string|v0.26.1");
            for (String other : List.of("v0.26.1", "v0.26.0", "v1.0.0-rc1.dev1", "garbage", "")) {
                set(fixture, other);
                assertThat(lower(fixture)).as(other).isFalse();
                assertThat(marker(fixture)).containsExactly("migration|string|" + other);
            }
        }
    }

    private static boolean lower(ModelFixture fixture) throws SQLException {
        return VersionMarker.lower(fixture.connection(), fixture.open().dialect(), Release.V0_26_4);
    }

    private static boolean raise(ModelFixture fixture) throws SQLException {
        return VersionMarker.raise(fixture.connection(), fixture.open().dialect(), Release.V0_26_4);
    }

    private static void set(ModelFixture fixture, String version) {
        fixture.execute("UPDATE system_settings SET `value` = '" + version + "'");
    }

    private static List<String> marker(ModelFixture fixture) throws SQLException {
        return fixture.rows("SELECT `source`, data_type, `value` FROM system_settings"
                + " WHERE `name` = 'mysql_migration.database.version'");
    }
}
