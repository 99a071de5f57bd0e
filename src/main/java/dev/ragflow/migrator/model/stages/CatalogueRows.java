package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.MergedRow;
import dev.ragflow.migrator.model.rules.ModelMerge;
import dev.ragflow.migrator.model.tables.InsertBatch;
import dev.ragflow.migrator.model.tables.ModelInsert;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.RowInsert;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.Widths;
import dev.ragflow.migrator.model.tables.WorkTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The rows that an instance gets for the catalogue's models where nothing else is known of them: nearly all of v0.27's table, and
 * the same for every instance of a provider. They wait in a table of this program's own, so that the server makes them out of one
 * row an instance. Numbers join the two tables, never texts.
 */
final class CatalogueRows {

    /** As many as three hexadecimal digits tell apart. */
    private static final int MAX_MODELS = 0x1000;

    private static final int MAX_NAME = 512;

    /** What an instance gets for one model; {@code code} is the end of the row's id. */
    record Standard(String code, MergedRow row) {

        /** Whether a row says no more than this one. */
        boolean is(MergedRow other) {
            return other.id() == null
                    && other.times() == null
                    && other.bits() == row.bits()
                    && other.active() == row.active()
                    && other.extra().equals(row.extra());
        }
    }

    /** A provider's rows by the models' names. */
    record Factory(int number, Map<String, Standard> rows) {}

    /**
     * An instance that gets its provider's rows.
     *
     * @param excluded the codes of models that it gets other rows for, or none, each behind a comma
     */
    record Seed(String instanceId, String providerId, int factory, String excluded) {}

    private final StageContext context;
    private final Map<String, Factory> factories = new HashMap<>();

    CatalogueRows(StageContext context, ModelMerge merge) {
        this.context = context;
        for (String provider : context.catalogue().factories()) {
            List<MergedRow> rows = merge.standard(provider);
            boolean fits = rows.size() <= MAX_MODELS
                    && rows.stream().allMatch(row -> row.name().length() <= MAX_NAME);
            if (rows.isEmpty() || !fits) {
                continue;
            }
            Map<String, Standard> standard = new HashMap<>();
            rows.forEach(row ->
                    standard.put(row.name(), new Standard(String.format(Locale.ROOT, "%03x", standard.size()), row)));
            factories.put(provider, new Factory(factories.size(), Map.copyOf(standard)));
        }
    }

    /** What the server makes by itself for a provider; empty where each row must be written. */
    Optional<Factory> of(String provider) {
        return Optional.ofNullable(factories.get(provider));
    }

    /** Makes the tables anew, and the table that is to be filled wide enough. */
    void create(Widths widths) throws SQLException {
        ModelInsert insert = new ModelInsert(context, ModelTables.BACKGROUND);
        for (Factory factory : factories.values()) {
            insert.fit(
                    widths, factory.rows().values().stream().map(Standard::row).toList());
        }
        new WorkTables(context).dropSeeds();
        // names that differ only in case are two models
        String options = context.dialect().isPostgres()
                ? ""
                : " DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin ROW_FORMAT = DYNAMIC";
        try (Connection connection = context.connection()) {
            context.execute(connection, WorkTables.CATALOGUE, """
                    CREATE TABLE %s (
                      factory INT NOT NULL,
                      code VARCHAR(3) NOT NULL,
                      model_name VARCHAR(512) NOT NULL,
                      model_type INT NOT NULL,
                      extra VARCHAR(1024) NOT NULL,
                      PRIMARY KEY (factory, code)
                    )%s""".formatted(quoted(WorkTables.CATALOGUE), options));
            context.execute(connection, WorkTables.SEEDS, """
                    CREATE TABLE %s (
                      id VARCHAR(29) NOT NULL PRIMARY KEY,
                      instance_id VARCHAR(255) NOT NULL,
                      provider_id VARCHAR(255) NOT NULL,
                      factory INT NOT NULL,
                      excluded TEXT NOT NULL
                    )%s""".formatted(quoted(WorkTables.SEEDS), options));
            if (!context.isDryRun()) {
                fill(connection);
            }
        }
    }

    private void fill(Connection connection) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        factories.values().forEach(factory -> factory.rows()
                .values()
                .forEach(standard -> rows.add(List.of(
                        factory.number(),
                        standard.code(),
                        standard.row().name(),
                        standard.row().bits(),
                        standard.row().extra()))));
        new RowInsert(
                        context.dialect(),
                        WorkTables.CATALOGUE,
                        List.of("factory", "code", "model_name", "model_type", "extra"))
                .write(connection, rows);
    }

    /**
     * Writes the rows of some instances. Their ids are drawn together, so that this statement's seeds lie between the first and the
     * last, and no other's.
     *
     * @return how many rows
     */
    long write(Connection transaction, List<Seed> seeds) throws SQLException {
        if (seeds.isEmpty()) {
            return 0;
        }
        List<String> ids = context.ids().beginnings(seeds.size());
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            Seed seed = seeds.get(i);
            rows.add(List.of(ids.get(i), seed.instanceId(), seed.providerId(), seed.factory(), seed.excluded()));
        }
        new RowInsert(
                        context.dialect(),
                        WorkTables.SEEDS,
                        List.of("id", "instance_id", "provider_id", "factory", "excluded"))
                .write(transaction, rows);
        String sql = """
                INSERT INTO %s (id, provider_id, instance_id, model_name, model_type, status, extra,
                  create_time, create_date, update_time, update_date)
                SELECT CONCAT(s.id, c.code), s.provider_id, s.instance_id, c.model_name, c.model_type, 'active', c.extra,
                  ?, ?, ?, ?
                FROM %s
                ON c.factory = s.factory
                WHERE s.id >= ? AND s.id <= ?
                  AND (s.excluded = '' OR POSITION(CONCAT(',', c.code) IN s.excluded) = 0)
                """.formatted(quoted(ModelTables.BACKGROUND), joined());
        long millis = context.clock().millis();
        LocalDateTime date = InsertBatch.date(millis);
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, millis);
            statement.setObject(2, date);
            statement.setLong(3, millis);
            statement.setObject(4, date);
            statement.setString(5, ids.get(0));
            statement.setString(6, ids.get(ids.size() - 1));
            return statement.executeUpdate();
        }
    }

    /** MySQL takes a table that was just filled for an empty one, and compares every seed with every row of the catalogue. */
    private String joined() {
        return context.dialect().isPostgres()
                ? quoted(WorkTables.SEEDS) + " AS s JOIN " + quoted(WorkTables.CATALOGUE) + " AS c"
                : quoted(WorkTables.SEEDS) + " AS s STRAIGHT_JOIN " + quoted(WorkTables.CATALOGUE)
                        + " AS c FORCE INDEX (PRIMARY)";
    }

    private String quoted(String name) {
        return context.dialect().quoted(name);
    }
}
