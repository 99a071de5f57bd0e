package dev.ragflow.migrator.model.stages;

import static dev.ragflow.migrator.model.ModelFixture.OLD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.batch.Checkpoints;
import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.model.ModelFixture;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.ModelIds;
import dev.ragflow.migrator.model.tables.BackgroundFill;
import dev.ragflow.migrator.model.tables.InstanceIndex;
import dev.ragflow.migrator.model.tables.KeyedTables;
import dev.ragflow.migrator.model.tables.LiveTables;
import dev.ragflow.migrator.model.tables.Repair;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.TenantSizes;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The exchange of the model tables")
@Tag("server")
class ModelExchangeTest {

    private static StageContext context(ModelFixture fixture) {
        Clock clock = Clock.systemUTC();
        return new StageContext(
                fixture.open(),
                Release.V0_27_0,
                Catalogue.builtIn(Release.V0_27_0),
                new Repair(false),
                clock,
                new ModelIds(clock),
                (table, column, characters) -> {},
                new Checkpoints(fixture.open(), clock),
                new LiveTables(fixture.open()),
                new KeyedTables(fixture.open().dialect()),
                new InstanceIndex(fixture.open()),
                new BackgroundFill(),
                Pacing.of(StageProgress.NONE),
                null);
    }

    private static void tenant(ModelFixture fixture, String tenant) throws SQLException {
        fixture.provider("p-" + tenant, tenant, "DeepSeek", OLD);
        fixture.instance("i-" + tenant, "p-" + tenant, "mine", "sk-" + tenant, "active", "{}", OLD, OLD);
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isNotMadeOnceSomebodyHasWritten(TestServer server) throws Exception {
        try (ModelFixture fixture = new ModelFixture(server)) {
            tenant(fixture, "a");
            fixture.execute("CREATE TABLE tenant_model_backup (id INT)");
            new SeedingStage(context(fixture)).run();
            MergeTables tables = new MergeTables(context(fixture));
            List<Long> compared = tables.sources();

            try (Connection application = fixture.database().connect();
                    Statement statement = application.createStatement()) {
                application.setAutoCommit(false);
                // begun before the exchange, committed while it waits
                statement.executeUpdate("UPDATE tenant_model_provider SET update_time = 4000000000000");
                statement.executeUpdate(
                        "INSERT INTO tenant_model (id, provider_id, instance_id, model_name, model_type,"
                                + " status, extra) VALUES ('late', 'p-a', 'i-a', 'late', 'chat', 'active', '{}')");
                CompletableFuture<Void> commit = CompletableFuture.runAsync(
                        () -> commit(application), CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
                assertThat(tables.swap(compared)).isFalse();
                commit.join();
            }

            assertThat(tables.typesAreWords()).isTrue();
            assertThat(tables.isReady()).isTrue();
            assertThat(fixture.rows("SELECT COUNT(*) FROM tenant_model_backup")).containsExactly("0");
            assertThat(fixture.rows("SELECT id FROM tenant_model")).containsExactly("late");

            new MergeStage(context(fixture)).run();
            assertThat(fixture.rows("SELECT model_name FROM tenant_model")).contains("late");
            assertThat(fixture.rows("SELECT id FROM tenant_model_backup")).containsExactly("late");
            assertThat(fixture.rows("SELECT COUNT(*) FROM tenant_model_backup_2"))
                    .containsExactly("0");
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void readsTenantsUpToABoundInBytes(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            for (String tenant : List.of("a", "b", "c", "d")) {
                tenant(fixture, tenant);
            }
            fixture.legacy("a", "DeepSeek", "m", "chat", "x".repeat(600), null);
            fixture.model("1", "p-b", "i-b", "m", "chat", "active", "{\"x\": \"" + "x".repeat(300) + "\"}");
            fixture.execute(
                    "UPDATE tenant_model_instance SET extra = '{\"x\": \"" + "x".repeat(300) + "\"}' WHERE id = 'i-c'");
            List<String> tenants = List.of("a", "b", "c", "d");
            try (Connection connection = fixture.database().connect()) {
                assertThat(new TenantSizes(context(fixture), 100).fitting(connection, tenants, 1_000))
                        .containsExactly("a");
                assertThat(new TenantSizes(context(fixture), 800).fitting(connection, tenants, 1_000))
                        .containsExactly("a");
                assertThat(new TenantSizes(context(fixture), 1_000).fitting(connection, tenants, 1_000))
                        .containsExactly("a", "b");
                assertThat(new TenantSizes(context(fixture)).fitting(connection, tenants, 1_000))
                        .isEqualTo(tenants);
            }
        }
    }
}
