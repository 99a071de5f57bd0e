package dev.ragflow.migrator.model.check;

import static dev.ragflow.migrator.model.ModelFixture.OLD;
import static dev.ragflow.migrator.model.ModelFixture.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.model.ModelFixture;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The count of what is preserved")
@Tag("server")
class PreservationCountTest {

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void takesTheModelsOfTeamsThatATenantJoinedButNotOfInvitations(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.provider("p", "owner", "VLLM", OLD);
            fixture.instance("i", "p", "default", "", "active", "{}", OLD, OLD);
            fixture.model("m", "p", "i", "shared", "chat", "active", "{}");
            for (String role : new String[] {"normal", "invite"}) {
                fixture.insert(
                        "user_tenant",
                        values("id", role, "user_id", role, "tenant_id", "owner", "role", role, "status", "1"));
                fixture.insert("dialog", values("id", role, "tenant_id", role, "llm_id", "shared@default@VLLM"));
            }

            assertThat(fixture.preservation().preservation().references().preserved())
                    .isEqualTo(1);
        }
    }

    /** Some groups of tenants, so that several readers have each some of them. */
    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isTheSameHoweverManyReadTheTenants(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            for (int n = 1_000; n < 1_900; n++) {
                String tenant = "tenant-" + n;
                fixture.legacy(tenant, "VLLM", "m", "chat", "key", "", "1", OLD);
                fixture.provider("p-" + n, tenant, "VLLM", OLD);
                fixture.instance("i-" + n, "p-" + n, "default", "key", "active", "{}", OLD, OLD);
                fixture.model("m-" + n, "p-" + n, "i-" + n, "m", "chat", "active", "{}");
                fixture.insert("dialog", values("id", "d-" + n, "tenant_id", tenant, "llm_id", "m@VLLM"));
            }

            PreservationCount.Result alone = fixture.preservation();

            assertThat(alone.preservation().models().preserved()).isEqualTo(900);
            assertThat(alone.preservation().references().lost()).isEqualTo(900);
            assertThat(alone.preservation().references().samples())
                    .first()
                    .isEqualTo("dialog d-1000, llm_id: still in the old form");
            assertThat(fixture.preservation(2)).usingRecursiveComparison().isEqualTo(alone);
        }
    }

    /** Documents have their knowledge base's settings, some their own, and some a knowledge base that is gone. */
    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isTheSameWhicheverWayDocumentsAreRead(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.legacy("tenant", "VLLM", "m", "chat", "key", "", "1", OLD);
            fixture.provider("p", "tenant", "VLLM", OLD);
            fixture.instance("i", "p", "default", "key", "active", "{}", OLD, OLD);
            fixture.model("m", "p", "i", "m", "chat", "active", "{}");
            String base = id(1);
            String gone = id(2);
            fixture.insert("knowledgebase", values("id", base, "tenant_id", "tenant", "name", "base"));
            for (int n = 10; n < 40; n++) {
                String model = n % 3 == 0 ? "m@VLLM" : n % 3 == 1 ? "m@default@VLLM" : "other-" + n + "@default@VLLM";
                fixture.insert(
                        "document",
                        values(
                                "id",
                                id(n),
                                "kb_id",
                                n % 10 == 9 ? gone : base,
                                "parser_config",
                                "{\"llm_id\": \"" + model + "\"}"));
            }

            PreservationCount.Result byOwner = fixture.preservation();

            assertThat(byOwner.preservation().references().preserved()).isEqualTo(9);
            assertThat(byOwner.preservation().references().lost()).isEqualTo(9);
            assertThat(fixture.preservationWithCensus())
                    .usingRecursiveComparison()
                    .isEqualTo(byOwner);
        }
    }

    /** An instance that is gone, an empty text, and NULL where somebody allows it. */
    @ParameterizedTest
    @EnumSource(TestServer.class)
    void showsTheModelsOfNoInstanceEachOnce(TestServer server) throws SQLException {
        try (ModelFixture fixture = new ModelFixture(server)) {
            fixture.provider("p", "tenant", "VLLM", OLD);
            fixture.instance("i", "p", "default", "key", "active", "{}", OLD, OLD);
            fixture.model("m", "p", "i", "m", "chat", "active", "{}");
            for (int n = 1_000; n < 2_100; n++) {
                fixture.model("gone-" + n, "p", "gone-" + n, "m", "chat", "active", "{}");
            }
            fixture.model("empty", "p", "", "same", "chat", "active", "{}");
            fixture.model("null", "other", "null", "same", "chat", "active", "{}");
            fixture.execute(
                    server == TestServer.POSTGRES
                            ? "ALTER TABLE tenant_model ALTER COLUMN instance_id DROP NOT NULL"
                            : "ALTER TABLE tenant_model MODIFY COLUMN instance_id VARCHAR(32) NULL",
                    "UPDATE tenant_model SET instance_id = NULL WHERE id = 'null'");
            Seen seen = new Seen();

            fixture.preservation(seen);

            assertThat(ids(seen, StoredRowVisitor.Model::hasInstance)).containsExactly("m");
            assertThat(ids(seen, model -> !model.hasInstance()))
                    .hasSize(1_102)
                    .contains("gone-1000", "gone-2099", "empty", "null");
            assertThat(ids(seen, model -> !model.hasProvider())).containsExactly("null");
            assertThat(seen.duplicates).containsExactly(": same");
        }
    }

    private static Stream<String> ids(Seen seen, Predicate<StoredRowVisitor.Model> which) {
        return seen.models.values().stream().filter(which).map(StoredRowVisitor.Model::id);
    }

    /** What a visitor is shown, models by id. */
    private static final class Seen implements StoredRowVisitor {

        private final Map<String, Model> models = new HashMap<>();
        private final List<String> duplicates = new ArrayList<>();

        @Override
        public void provider(String id, long created, long updated) {
            // models only
        }

        @Override
        public void instance(
                String id,
                boolean hasProvider,
                String status,
                String extra,
                boolean hasKey,
                long created,
                long updated) {
            // models only
        }

        @Override
        public boolean model(Model row) {
            assertThat(models.put(row.id(), row)).as(row.id()).isNull();
            return true;
        }

        @Override
        public void duplicate(String instanceId, String name) {
            duplicates.add(instanceId + ": " + name);
        }
    }

    private static String id(int number) {
        return "%032x".formatted(number);
    }
}
