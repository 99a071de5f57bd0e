package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The schema as statements would leave it that are only listed. Schema changes decide from it, so that each step of a rehearsal
 * sees what the steps before it would have done.
 */
public final class SchemaRehearsal {

    /**
     * A statement that would run.
     *
     * @param table the table it changes
     * @param sql without a trailing semicolon, and without the algorithm that MySQL is asked for first
     * @param description what it does, in words
     * @param rebuild whether the server rebuilds the table for it while writes to it wait, as far as the shape shows
     * @param own whether a data stage runs it, mostly on a table of the program's own
     */
    public record Listed(String table, List<String> sql, String description, boolean rebuild, boolean own) {
        public Listed {
            sql = List.copyOf(sql);
        }
    }

    private final LiveSchema stored;
    private final List<Listed> statements = new ArrayList<>();
    private LiveSchema live;

    /** @param stored the schema as it is */
    public SchemaRehearsal(LiveSchema stored) {
        this.stored = stored;
        this.live = stored;
    }

    /** The schema as the statements so far would leave it. */
    public LiveSchema live() {
        return live;
    }

    /** The schema as it is. */
    public LiveSchema stored() {
        return stored;
    }

    /** What would run, in order. */
    public List<Listed> statements() {
        return List.copyOf(statements);
    }

    /** Takes note of a statement of a data stage, which changes no table that schema changes look at. */
    public void list(String table, String sql, String description) {
        statements.add(new Listed(table, List.of(sql), description, false, true));
    }

    void take(PlannedStatement step, List<String> sql) {
        statements.add(new Listed(step.table(), sql, step.description(), step.rebuild(), false));
        Table before = live.table(step.table()).orElseGet(() -> new Table(step.table(), Map.of(), List.of(), null));
        put(step.effect().apply(before));
    }

    /** A table that exists from now on, or is another one. */
    public void put(Table table) {
        SortedMap<String, Table> tables = new TreeMap<>(live.tables());
        Set<String> names = new HashSet<>(live.takenNames());
        Optional<Table> before = live.table(table.name());
        before.ifPresent(now -> now.indexes().forEach(index -> names.remove(index.name())));
        if (live.dialect().isPostgres()) {
            names.add(table.name());
            table.indexes().forEach(index -> names.add(index.name()));
        }
        tables.put(table.name(), table);
        replace(tables, names);
    }

    /** A table goes under another name from now on. */
    public void rename(String from, String to) {
        live.table(from).ifPresent(table -> {
            SortedMap<String, Table> tables = new TreeMap<>(live.tables());
            tables.remove(from);
            tables.put(to, new Table(to, table.columns(), table.indexes(), table.storage()));
            Set<String> names = new HashSet<>(live.takenNames());
            if (names.remove(from)) {
                names.add(to);
            }
            replace(tables, names);
        });
    }

    /** A table is gone from now on. */
    public void drop(String table) {
        SortedMap<String, Table> tables = new TreeMap<>(live.tables());
        if (tables.remove(table) != null) {
            replace(tables, live.takenNames());
        }
    }

    /** A stage makes a table like another one, with a column as a number. */
    public void copy(String from, String to, String numeric) {
        live.table(from).ifPresent(table -> {
            Map<String, Column> columns = new LinkedHashMap<>(table.columns());
            columns.put(
                    numeric,
                    new Column(numeric, new ColumnType(ColumnType.Kind.INT, 0, "int"), false, false, null, null));
            put(new Table(to, columns, table.indexes(), table.storage()));
        });
    }

    private void replace(SortedMap<String, Table> tables, Set<String> names) {
        Set<String> toCome = new HashSet<>();
        tables.forEach((name, table) -> {
            Table now = stored.tables().get(name);
            if (now == null) {
                toCome.add(name);
            } else {
                table.columns().keySet().stream()
                        .filter(column -> !now.hasColumn(column))
                        .forEach(column -> toCome.add(name + "." + column));
            }
        });
        live = new LiveSchema(live.dialect(), live.name(), live.charset(), live.collation(), tables, names, toCome);
    }

    /** A column as a server would report it. */
    public record Shape(String type, long length, String collation) {}

    /** The columns of a table by name; those that are as stored have no shape. */
    public Optional<Map<String, Optional<Shape>>> columns(String table) {
        Table before = stored.tables().get(table);
        return live.table(table).map(now -> {
            Map<String, Optional<Shape>> shapes = new LinkedHashMap<>();
            now.columns().forEach((name, column) -> {
                boolean same = before != null && column.equals(before.column(name));
                shapes.put(name, same ? Optional.empty() : Optional.of(shape(column)));
            });
            return shapes;
        });
    }

    private Shape shape(Column column) {
        Dialect dialect = live.dialect();
        Column.Text text = column.text();
        String type = column.type().sql(dialect).replaceFirst("\\(.*", "");
        return new Shape(
                type,
                column.type().capacity(dialect),
                !column.type().isText() || dialect.isPostgres()
                        ? ""
                        : text == null ? live.collation() : text.collation());
    }
}
