package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A model that one tenant disabled")
@Tag("server")
class DisabledModelsTest {

    @ParameterizedTest
    @EnumSource(names = {"MYSQL", "POSTGRES"})
    void staysListedAsInactiveAndIsNoOtherTenantsAffair(TestServer server) throws SQLException {
        try (TestDatabase database = server.createDatabase().loadRelease("v0.24.0");
                Connection connection = database.connect()) {
            LegacyRows rows = new LegacyRows(new RowLoader(connection), new TestSecrets());
            String off = rows.tenant("off", "llm_id", "gpt-4o@OpenAI");
            rows.disabled(off, "OpenAI", "gpt-4o", "chat", "{\"api_key\":\"sk-off-1\",\"is_tools\":false}", "");
            rows.disabled(off, "OpenAI", "my-tune", "chat", "sk-off-1", "");
            rows.model(off, "OpenAI", "gpt-4o-mini", "chat", "sk-off-1", "");
            String on = rows.tenant("on", "llm_id", "gpt-4o@OpenAI");
            rows.model(on, "OpenAI", "gpt-4o", "chat", "sk-on-1", "");
            rows.model(on, "OpenAI", "my-tune", "chat", "sk-on-1", "");
            String without = rows.tenant("without");
            rows.model(without, "OpenAI", "gpt-4o-mini", "chat", "sk-without-1", "");

            ProgramRun run = ProgramRun.on(database, Release.V0_27_0);
            assertThat(run.exitCode()).as("%s", run).isZero();

            DatabaseSnapshot after = DatabaseSnapshot.of(connection);
            assertThat(states(after, off)).contains("gpt-4o inactive", "my-tune inactive", "gpt-4o-mini active");
            assertThat(states(after, on)).contains("gpt-4o active", "my-tune active", "gpt-4o-mini active");
            assertThat(states(after, without))
                    .contains("gpt-4o active", "gpt-4o-mini active")
                    .noneMatch(state -> state.startsWith("my-tune") || state.endsWith(" inactive"));
        }
    }

    private static List<String> states(DatabaseSnapshot database, String tenant) {
        NewApplication application = new NewApplication(database, ReleaseCatalogue.of("v0.27.0"));
        Row provider = application.providersOf(tenant).get(0);
        return application.modelsOf(application.instancesOf(provider).get(0)).stream()
                .map(row -> row.text("model_name") + " " + row.text("status"))
                .toList();
    }
}
