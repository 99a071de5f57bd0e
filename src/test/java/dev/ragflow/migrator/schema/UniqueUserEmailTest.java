package dev.ragflow.migrator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class UniqueUserEmailTest {

    private static final UniqueUserEmail CHANGE = new UniqueUserEmail();

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void thePlainIndexOfThatNameBecomesUnique(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.empty(server).create("v0.24.0", "user")) {
            fixture.apply(CHANGE);

            assertThat(fixture.table("user").index("user_email")).get().matches(Index::isUnique);
            assertThat(CHANGE.hasWork(fixture.connection, fixture.read())).isFalse();
            assertThat(fixture.apply(CHANGE).changedAnything()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void theSuperuserElseTheOldestKeepsTheAddress(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.empty(server).create("v0.24.0", "user")) {
            user(fixture, "aaaaaaaa1", "a@x", "false", "100");
            user(fixture, "bbbbbbbb1", "a@x", "true", "300");
            user(fixture, "cccccccc1", "a@x", "NULL", "NULL");
            user(fixture, "dddddddd1", "b@x", "false", "200");
            user(fixture, "eeeeeeee1", "b@x", "false", "100");
            user(fixture, "ffffffff1", "c@x", "false", "100");

            SchemaChangeResult result = fixture.apply(CHANGE);

            assertThat(fixture.query("SELECT email FROM `user` ORDER BY id"))
                    .isEqualTo(List.of(
                            List.of("a@x_DUPLICATE_aaaaaaaa"),
                            List.of("a@x"),
                            List.of("a@x_DUPLICATE_cccccccc"),
                            List.of("b@x_DUPLICATE_dddddddd"),
                            List.of("b@x"),
                            List.of("c@x")));
            assertThat(result.rowsChanged()).isEqualTo(3);
            assertThat(result.notes())
                    .hasSize(3)
                    .allMatch(note -> !note.contains("@"))
                    .anyMatch(note -> note.contains("aaaaaaaa1"));
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void addressesAreComparedAsTheDatabaseDoes(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.empty(server).create("v0.24.0", "user")) {
            user(fixture, "aaaaaaaa1", "Me@x", "false", "100");
            user(fixture, "bbbbbbbb1", "me@X", "false", "200");

            fixture.apply(CHANGE);

            String second = server == TestServer.POSTGRES ? "me@X" : "me@X_DUPLICATE_bbbbbbbb";
            assertThat(fixture.value("SELECT email FROM `user` WHERE id = 'bbbbbbbb1'"))
                    .isEqualTo(second);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void idsThatBeginAlikeAndLongAddressesWorkToo(TestServer server) {
        try (SchemaFixture fixture = SchemaFixture.empty(server).create("v0.24.0", "user")) {
            String email = "m".repeat(250) + "@x";
            user(fixture, "aaaaaaaa1", email, "false", "100");
            user(fixture, "aaaaaaaa2", email, "false", "200");
            user(fixture, "aaaaaaaa3", email, "false", "300");

            fixture.apply(CHANGE);

            assertThat(fixture.query("SELECT email FROM `user` ORDER BY id"))
                    .isEqualTo(List.of(
                            List.of(email),
                            List.of(email + "_DUPLICATE_aaaaaaaa"),
                            List.of(email + "_DUPLICATE_aaaaaaaa_DUPLICATE_aaaaaaaa")));
            assertThat(CHANGE.hasWork(fixture.connection, fixture.read())).isFalse();
            assertThat(new TableConvergence(Release.V0_26_4, "user").hasWork(fixture.read()))
                    .isFalse();
        }
    }

    private static void user(SchemaFixture fixture, String id, String email, String superuser, String createTime) {
        fixture.execute(
                "INSERT INTO `user` (id, email, nickname, is_active, is_anonymous, is_authenticated, is_superuser,"
                        + " create_time) VALUES ('" + id + "', '" + email + "', 'n', '1', '0', '1', " + superuser + ", "
                        + createTime + ")");
    }
}
