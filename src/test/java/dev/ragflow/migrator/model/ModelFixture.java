package dev.ragflow.migrator.model;

import dev.ragflow.migrator.batch.Pacing;
import dev.ragflow.migrator.batch.StageProgress;
import dev.ragflow.migrator.batch.StageResult;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.DatabaseType;
import dev.ragflow.migrator.database.Snapshot;
import dev.ragflow.migrator.model.check.PreservationCount;
import dev.ragflow.migrator.model.check.StoredRowVisitor;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Texts;
import dev.ragflow.migrator.model.tables.ColumnWidener;
import dev.ragflow.migrator.model.tables.InList;
import dev.ragflow.migrator.model.tables.TextCensus;
import dev.ragflow.migrator.model.tables.VersionMarker;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.ColumnWidth;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A v0.26.4 database, short ways to fill and read it, and the stages over it. */
public final class ModelFixture implements AutoCloseable {

    /** When the old rows were written, epoch milliseconds. */
    public static final long OLD = 1_700_000_000_000L;

    private final TestDatabase test;
    private final Database database;
    private final Connection connection;
    private final Map<String, Map<String, @Nullable Object>> required = new HashMap<>();

    private final Release release;

    public ModelFixture(TestServer server) {
        this(server, Release.V0_26_4);
    }

    /** @param release whose fresh install the database is, and which the stages aim at */
    public ModelFixture(TestServer server, Release release) {
        this.release = release;
        test = server.createDatabase().loadRelease(release.tag());
        database = test.open();
        connection = test.connect();
    }

    public TestDatabase database() {
        return test;
    }

    /** A row of tenant_llm that is on and old. */
    public void legacy(
            String tenant, String factory, String name, String type, @Nullable String key, @Nullable String url)
            throws SQLException {
        legacy(tenant, factory, name, type, key, url, "1", OLD);
    }

    public void legacy(
            String tenant,
            String factory,
            String name,
            String type,
            @Nullable String key,
            @Nullable String url,
            String status,
            long time)
            throws SQLException {
        insert(
                "tenant_llm",
                values(
                        "tenant_id", tenant,
                        "llm_factory", factory,
                        "llm_name", name,
                        "model_type", type,
                        "api_key", key,
                        "api_base", url,
                        "max_tokens", 8192,
                        "status", status,
                        "create_time", time,
                        "update_time", time));
    }

    public void provider(String id, String tenant, String name, long time) throws SQLException {
        insert(
                "tenant_model_provider",
                values("id", id, "tenant_id", tenant, "provider_name", name, "create_time", time, "update_time", time));
    }

    public void instance(
            String id, String provider, String name, String key, String status, String extra, long made, long changed)
            throws SQLException {
        insert(
                "tenant_model_instance",
                values(
                        "id", id,
                        "provider_id", provider,
                        "instance_name", name,
                        "api_key", key,
                        "status", status,
                        "extra", extra,
                        "create_time", made,
                        "update_time", changed));
    }

    /** Names and values in turn. */
    public static Map<String, @Nullable Object> values(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return values;
    }

    /** Inserts a row; required columns without a value get an empty one. */
    public void insert(String table, Map<String, @Nullable Object> values) throws SQLException {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        if (!required.containsKey(table)) {
            required.put(table, required(table));
        }
        row.putAll(required.getOrDefault(table, Map.of()));
        row.putAll(values);
        String sql = "INSERT INTO " + quoted(table) + " ("
                + row.keySet().stream().map(this::quoted).collect(Collectors.joining(", ")) + ") VALUES "
                + InList.of(row.size());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameter = 0;
            for (Object value : row.values()) {
                statement.setObject(++parameter, value);
            }
            statement.executeUpdate();
        }
    }

    private Map<String, @Nullable Object> required(String table) throws SQLException {
        Map<String, @Nullable Object> required = new LinkedHashMap<>();
        String schema = postgres() ? "current_schema()" : "DATABASE()";
        String sql = "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = " + schema
                + " AND table_name = ? AND is_nullable = 'NO' AND column_default IS NULL"
                + (postgres() ? "" : " AND extra NOT LIKE '%auto_increment%'");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table);
            try (ResultSet column = statement.executeQuery()) {
                while (column.next()) {
                    String type = column.getString(2);
                    required.put(
                            column.getString(1),
                            type.contains("char") || type.contains("text")
                                    ? ""
                                    : type.contains("date") || type.contains("time")
                                            ? LocalDateTime.now()
                                            : type.equals("boolean") ? false : 0);
                }
            }
        }
        return required;
    }

    /** Every row of a query as one text, columns separated by a vertical bar, in order. */
    public List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(postgres() ? sql.replace('`', '"') : sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    cells.add(String.valueOf(row.getString(i)));
                }
                rows.add(String.join("|", cells));
            }
        }
        rows.sort(Texts.BINARY);
        return rows;
    }

    /** Providers, instances and models of all tenants, ids and times aside. */
    public List<String> newTables() throws SQLException {
        return Stream.of(rows("SELECT tenant_id, provider_name FROM tenant_model_provider"), rows("""
                                SELECT p.tenant_id, p.provider_name, i.instance_name, i.api_key, i.status, i.extra
                                FROM tenant_model_instance i JOIN tenant_model_provider p ON p.id = i.provider_id"""), rows("""
                                SELECT p.tenant_id, p.provider_name, i.instance_name, m.model_name, m.model_type, m.status, m.extra
                                FROM tenant_model m JOIN tenant_model_instance i ON i.id = m.instance_id
                                JOIN tenant_model_provider p ON p.id = m.provider_id"""))
                .flatMap(List::stream)
                .toList();
    }

    public void execute(String... statements) {
        test.execute(statements);
    }

    public ModelStages stages() {
        return stages(StageProgress.NONE, this::widen);
    }

    public ModelStages stages(StageProgress progress, ColumnWidener widener) {
        return stages(false, Pacing.of(progress), widener);
    }

    public ModelStages stages(Pacing pacing, ColumnWidener widener) {
        return stages(false, pacing, widener);
    }

    private ModelStages stages(boolean repair, Pacing pacing, ColumnWidener widener) {
        return new ModelStages(
                database, release, Catalogue.builtIn(release), repair, Clock.systemDefaultZone(), widener, pacing);
    }

    /** The stages that lead to v0.27.0. */
    public ModelStages stagesToBits(StageProgress progress) {
        return stagesToBits(Pacing.of(progress));
    }

    public ModelStages stagesToBits(Pacing pacing) {
        return new ModelStages(
                database,
                Release.V0_27_0,
                Catalogue.builtIn(Release.V0_27_0),
                false,
                Clock.systemDefaultZone(),
                this::widen,
                pacing);
    }

    public void model(
            String id, String provider, String instance, String name, Object type, String status, String extra)
            throws SQLException {
        insert(
                "tenant_model",
                values(
                        "id", id,
                        "provider_id", provider,
                        "instance_id", instance,
                        "model_name", name,
                        "model_type", type,
                        "status", status,
                        "extra", extra,
                        "create_time", OLD,
                        "update_time", OLD));
    }

    public void widen(String table, String column, int characters) throws SQLException {
        try (Connection own = test.connect()) {
            ColumnWidth.ensure(own, database.dialect(), table, column, characters);
        }
    }

    /** What a verification counts. */
    public PreservationCount.Result preservation() throws SQLException {
        return count(TextCensus.LARGE);
    }

    /** The same, with one pass over documents however few there are. */
    public PreservationCount.Result preservationWithCensus() throws SQLException {
        return count(0);
    }

    private PreservationCount.Result count(int large) throws SQLException {
        return count(large, StoredRowVisitor.NONE);
    }

    /** The same, with somebody who sees the rows. */
    public PreservationCount.Result preservation(StoredRowVisitor visitor) throws SQLException {
        return count(TextCensus.LARGE, visitor);
    }

    private PreservationCount.Result count(int large, StoredRowVisitor visitor) throws SQLException {
        return new PreservationCount(database, release, Catalogue.builtIn(release), large)
                .run(connection, List.of(new PreservationCount.Reader(connection, visitor)), () -> {});
    }

    /** The same with several connections, which see one moment. */
    public PreservationCount.Result preservation(int readers) throws SQLException {
        try (Snapshot snapshot = Snapshot.open(database, readers + 1)) {
            List<Connection> connections = snapshot.connections();
            return new PreservationCount(database, release, Catalogue.builtIn(release))
                    .run(
                            connections.get(0),
                            connections.subList(1, connections.size()).stream()
                                    .map(reader -> new PreservationCount.Reader(reader, StoredRowVisitor.NONE))
                                    .toList(),
                            () -> {});
        }
    }

    /** Runs all stages with a repair. */
    public List<StageResult> repair() {
        return run(stages(true, Pacing.of(StageProgress.NONE), this::widen));
    }

    /** Runs all stages and returns their results. */
    public List<StageResult> run() {
        return run(stages());
    }

    private static List<StageResult> run(ModelStages stages) {
        List<StageResult> results = new ArrayList<>();
        for (String stage : stages.names()) {
            results.addAll(stages.run(stage));
        }
        return results;
    }

    /** The stages that say they have work. */
    public List<String> withWork() {
        ModelStages stages = stages();
        return stages.names().stream().filter(stages::hasWork).toList();
    }

    /** Writes the marker as the run does when all is done. */
    public void raiseMarker() throws SQLException {
        VersionMarker.raise(connection, database.dialect(), release);
    }

    public Connection connection() {
        return connection;
    }

    public Database open() {
        return database;
    }

    private boolean postgres() {
        return test.server().type() == DatabaseType.POSTGRES;
    }

    private String quoted(String name) {
        return database.dialect().quoted(name);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        database.close();
        test.close();
    }
}
