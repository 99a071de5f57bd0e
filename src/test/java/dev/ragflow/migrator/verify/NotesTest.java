package dev.ragflow.migrator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("What a verification tells without failing")
@Tag("server")
class NotesTest {

    private static VerificationReport verify(TestDatabase test) {
        try (Database database = test.open()) {
            return Verification.of(database, Release.V0_26_4, Catalogue.builtIn(Release.V0_26_4))
                    .run();
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void rowsWhoseProviderOrInstanceIsGone(TestServer server) {
        try (TestDatabase test = server.createDatabase().loadRelease("v0.26.4")) {
            test.execute(
                    "INSERT INTO `tenant_model_provider` (`id`, `tenant_id`, `provider_name`, `create_time`, `update_time`)"
                            + " VALUES ('p', 't', 'VLLM', 1700000000000, 1700000000000)",
                    "INSERT INTO `tenant_model_instance` (`id`, `provider_id`, `instance_name`, `api_key`, `status`,"
                            + " `extra`, `create_time`, `update_time`)"
                            + " VALUES ('i', 'gone', 'default', '', 'active', '{}', 1700000000000, 1700000000000)",
                    "INSERT INTO `tenant_model` (`id`, `provider_id`, `instance_id`, `model_name`, `model_type`, `status`,"
                            + " `extra`, `create_time`, `update_time`)"
                            + " VALUES ('m', 'p', 'gone', 'x', 'chat', 'active', '{}', 1700000000000, 1700000000000)");

            VerificationReport report = verify(test);

            assertThat(report.failures()).isEmpty();
            assertThat(report.findings().stream().map(CheckResult::sentence))
                    .hasSize(2)
                    .anyMatch(note -> note.contains("(check instance-provider), for example tenant_model_instance i"))
                    .anyMatch(note -> note.contains("(check model-instance), for example tenant_model m"));
        }
    }
}
