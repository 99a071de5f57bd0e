package dev.ragflow.migrator.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.Corpus;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A v0.26.4 in use, which RAGFlow's own script made,")
@Tag("server")
class StockUserEditsTest {

    private static final String ROTATED = "1c889ea98238a7e1008f52cc775a0677";
    private static final String ROTATED_BASE_URL = "2b2fc421a9a98b3f1869d38dede15423";
    private static final String REMOVED = "1f5410eb0d56f199d7aa85e048f40978";
    private static final String OFF = "88fd988e36ca04b590eb00ce39f1cfa9";
    private static final String OFF_MODEL = "deepseek-r1-0528";
    private static final String OFF_IN_TWO_TYPES = "9d785ac11e0429caeb626e2efa29930c";
    private static final String TWO_TYPES = "grok-2-vision";
    private static final String OWN = "182c0a28da24446cc8290edd226d29ee";
    private static final String OWN_MODEL = "claude-of-the-tenant";

    private final ReleaseCatalogue v026 = ReleaseCatalogue.of("v0.26.4");
    private final ReleaseCatalogue v027 = ReleaseCatalogue.of("v0.27.0");

    @ParameterizedTest
    @EnumSource(TestServer.class)
    void isInV027AsItsUsersLeftIt(TestServer server) throws SQLException {
        try (TestDatabase database = Corpus.STOCK_V026.load(server);
                Connection connection = database.connect()) {
            edit(database, connection);
            DatabaseSnapshot edited = DatabaseSnapshot.of(connection);
            ProgramRun run = ProgramRun.on(database, Release.V0_27_0);
            assertThat(run.exitCode()).as("%s", run).isZero();
            asEdited(edited, DatabaseSnapshot.of(connection));

            ProgramRun.on(database, Release.V0_27_0);
            asEdited(edited, DatabaseSnapshot.of(connection));
        }
    }

    private void edit(TestDatabase database, Connection connection) throws SQLException {
        DatabaseSnapshot start = DatabaseSnapshot.of(connection);
        long now = Instant.now().toEpochMilli();
        database.execute(
                rotation(instances(start, ROTATED, "Jina").get(0), now),
                rotation(
                        instances(start, ROTATED_BASE_URL, "OpenAI-API-Compatible")
                                .get(0),
                        now));
        String removed = provider(start, REMOVED, "DeepInfra").text("id");
        database.execute(
                "DELETE FROM `tenant_model` WHERE `provider_id` = '" + removed + "'",
                "DELETE FROM `tenant_model_instance` WHERE `provider_id` = '" + removed + "'",
                "DELETE FROM `tenant_model_provider` WHERE `id` = '" + removed + "'");
        RowLoader loader = new RowLoader(connection, Instant.ofEpochMilli(now));
        switchOff(loader, instances(start, OFF, "TokenPony").get(0), "TokenPony", OFF_MODEL);
        switchOff(loader, grok(start), "xAI", TWO_TYPES);
        String own = HardCases.id("p own");
        loader.insert(
                "tenant_model_provider", RowLoader.row("id", own, "tenant_id", OWN, "provider_name", "Anthropic"));
        for (String name : List.of("work", "home")) {
            NativeCases.insertInstance(
                    loader,
                    own,
                    HardCases.id("i " + name),
                    name,
                    "sk-own-" + name,
                    "{\"base_url\": \"https://" + name + ".example\", \"region\": \"eu\"}");
        }
        insertModel(loader, own, HardCases.id("i home"), OWN_MODEL, "chat", "active");
    }

    /** The instance of xAI whose key the old row of the model has. */
    private static Row grok(DatabaseSnapshot database) {
        return instances(database, OFF_IN_TWO_TYPES, "xAI").stream()
                .filter(row -> row.text("api_key").equals("x"))
                .findFirst()
                .orElseThrow();
    }

    private void switchOff(RowLoader loader, Row instance, String provider, String model) throws SQLException {
        for (String type : v026.types(provider, model)) {
            insertModel(loader, instance.text("provider_id"), instance.text("id"), model, type, "inactive");
        }
    }

    private static String rotation(Row instance, long now) {
        return "UPDATE `tenant_model_instance` SET `api_key` = 'sk-rotated', `update_time` = " + now + " WHERE `id` = '"
                + instance.text("id") + "'";
    }

    private static void insertModel(
            RowLoader loader, String provider, String instance, String name, String type, String status)
            throws SQLException {
        NativeCases.insertModel(
                loader,
                "tenant_model",
                provider,
                instance,
                HardCases.id(instance + name + type),
                name,
                type,
                status,
                "{}");
    }

    private void asEdited(DatabaseSnapshot edited, DatabaseSnapshot after) {
        assertThat(instances(after, ROTATED, "Jina"))
                .extracting(row -> row.text("api_key"))
                .containsExactly("sk-rotated");
        assertThat(instances(after, ROTATED_BASE_URL, "OpenAI-API-Compatible"))
                .hasSameSizeAs(instances(edited, ROTATED_BASE_URL, "OpenAI-API-Compatible"))
                .extracting(row -> row.text("api_key"))
                .containsOnlyOnce("sk-rotated");

        assertThat(providers(after, REMOVED)).doesNotContain("DeepInfra").isEqualTo(providers(edited, REMOVED));
        assertThat(references(after, "@DeepInfra")).isNotEmpty().isEqualTo(references(edited, "@DeepInfra"));

        Row off = instances(after, OFF, "TokenPony").get(0);
        Map<String, String> states = states(after, off);
        for (String model : v027.models("TokenPony")) {
            assertThat(states).containsEntry(model, model.equals(OFF_MODEL) ? "inactive" : "active");
        }
        assertThat(states(after, grok(after))).containsEntry(TWO_TYPES, "inactive");

        List<Row> own = instances(after, OWN, "Anthropic");
        assertThat(own)
                .usingRecursiveComparison()
                .ignoringCollectionOrder()
                .isEqualTo(instances(edited, OWN, "Anthropic"));
        for (Row instance : own) {
            Set<String> models = new TreeSet<>(v027.models("Anthropic"));
            if (instance.text("instance_name").equals("home")) {
                models.add(OWN_MODEL);
            }
            assertThat(states(after, instance).keySet()).isEqualTo(models);
            assertThat(states(after, instance).values()).containsOnly("active");
        }
    }

    /** The models of an instance with their states. */
    private static Map<String, String> states(DatabaseSnapshot database, Row instance) {
        Map<String, String> states = new TreeMap<>();
        database.rows("tenant_model").stream()
                .filter(row -> row.text("instance_id").equals(instance.text("id")))
                .forEach(row -> states.put(row.text("model_name"), row.text("status")));
        return states;
    }

    private static Set<String> references(DatabaseSnapshot database, String end) {
        Set<String> found = new TreeSet<>();
        for (StoredReference place : new ReferencePlaces(database).all()) {
            if (place.text().endsWith(end)) {
                found.add(place.table() + " " + place.key() + " " + place.column() + " " + place.text());
            }
        }
        return found;
    }

    private static Set<String> providers(DatabaseSnapshot database, String tenant) {
        Set<String> names = new TreeSet<>();
        database.rows("tenant_model_provider").stream()
                .filter(row -> row.text("tenant_id").equals(tenant))
                .forEach(row -> names.add(row.text("provider_name")));
        return names;
    }

    private static Row provider(DatabaseSnapshot database, String tenant, String name) {
        return database.rows("tenant_model_provider").stream()
                .filter(row -> row.text("tenant_id").equals(tenant)
                        && row.text("provider_name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Row> instances(DatabaseSnapshot database, String tenant, String provider) {
        String id = provider(database, tenant, provider).text("id");
        return database.rows("tenant_model_instance").stream()
                .filter(row -> row.text("provider_id").equals(id))
                .toList();
    }
}
