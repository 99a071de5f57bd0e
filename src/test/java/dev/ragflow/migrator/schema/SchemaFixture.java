package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A test database with one connection, and all schema changes in the order of a run. */
final class SchemaFixture implements AutoCloseable {

    final TestDatabase database;
    final Connection connection;
    final Dialect dialect;

    SchemaFixture(TestDatabase database) {
        this.database = database;
        this.connection = database.connect();
        this.dialect = dialectOf(database.server());
        if (dialect.isMySqlFamily()) {
            query("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'");
        }
    }

    static SchemaFixture empty(TestServer server) {
        return new SchemaFixture(server.createDatabase());
    }

    static SchemaFixture of(TestServer server, String release) {
        return new SchemaFixture(server.createDatabase().loadRelease(release));
    }

    private static Dialect dialectOf(TestServer server) {
        return switch (server) {
            case MYSQL -> Dialect.MYSQL;
            case MARIADB -> Dialect.MARIADB;
            case POSTGRES -> Dialect.POSTGRES;
        };
    }

    /** Every change to a release, in the order a run makes them. */
    static List<SchemaChange> changes(Release target) {
        return Stream.of(
                        Release.upTo(target).stream().map(LegacyIndexes::new).toList(),
                        List.of(new HalfSwappedModels()),
                        TableConvergence.allOf(target),
                        List.of(new TenantLlmKey(), new UniqueUserEmail()),
                        target.hasTypeBits() ? IdColumns.all() : List.<SchemaChange>of(),
                        target.hasTypeBits() ? TypeNames.all() : List.<SchemaChange>of(),
                        ColumnRename.upTo(target))
                .<SchemaChange>flatMap(List::stream)
                .toList();
    }

    /** Makes all changes that have work; returns what they did. */
    List<String> converge(Release target) {
        List<String> done = new ArrayList<>();
        try (Ddl ddl = Ddl.open(connection, dialect)) {
            LiveSchema live = read();
            boolean current = true;
            for (SchemaChange change : changes(target)) {
                // a table does not care what happened to the others, and reads itself anew before it changes
                if (!current && !(change instanceof TableConvergence)) {
                    live = read();
                    current = true;
                }
                if (change.hasWork(connection, live)) {
                    done.addAll(change.apply(ddl).done());
                    current = false;
                }
            }
        }
        return done;
    }

    SchemaChangeResult apply(SchemaChange change) {
        try (Ddl ddl = Ddl.open(connection, dialect)) {
            return change.apply(ddl);
        }
    }

    LiveSchema read() {
        return LiveSchema.read(connection, dialect);
    }

    Table table(String name) {
        return Objects.requireNonNull(read().tables().get(name), name);
    }

    List<SchemaDifference> open(Release target) {
        return SchemaComparison.compare(ExpectedSchema.of(target), read()).stream()
                .filter(SchemaDifference::isOpen)
                .toList();
    }

    List<SchemaChange> changesWithWork(Release target) {
        LiveSchema live = read();
        return changes(target).stream()
                .filter(change -> change.hasWork(connection, live))
                .toList();
    }

    /** Creates some tables only, which is faster than a whole release. */
    SchemaFixture create(Release release, String... tables) {
        return create(ExpectedSchema.of(release), tables);
    }

    /** Creates some tables of an older release. */
    SchemaFixture create(String tag, String... tables) {
        return create(ExpectedSchema.read(tag, "release/" + tag + "/schema.tsv"), tables);
    }

    private SchemaFixture create(ExpectedSchema schema, String... tables) {
        try (Ddl ddl = Ddl.open(connection, dialect)) {
            for (String table : tables) {
                Table expected = schema.table(table).orElseThrow();
                TablePlanner planner = dialect.isPostgres()
                        ? new PostgresPlanner(read(), expected)
                        : new MySqlPlanner(connection, read(), expected);
                planner.create().forEach(ddl::run);
            }
        }
        return this;
    }

    SchemaFixture execute(String... statements) {
        database.execute(statements);
        return this;
    }

    /** Runs a query or statement; back-ticks work everywhere. Rows come as lists of texts. */
    List<List<@Nullable String>> query(String sql) {
        String spelled = dialect.isPostgres() ? sql.replace('`', '"') : sql;
        try (PreparedStatement statement = connection.prepareStatement(spelled)) {
            List<List<@Nullable String>> rows = new ArrayList<>();
            if (!statement.execute()) {
                return rows;
            }
            try (ResultSet result = statement.getResultSet()) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    List<@Nullable String> row = new ArrayList<>();
                    for (int column = 1; column <= columns; column++) {
                        row.add(result.getString(column));
                    }
                    rows.add(row);
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + " in: " + spelled, e);
        }
    }

    @Nullable
    String value(String sql) {
        return query(sql).get(0).get(0);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        database.close();
    }
}
