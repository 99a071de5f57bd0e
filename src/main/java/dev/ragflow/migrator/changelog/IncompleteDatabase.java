package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.ExpectedSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a database has some of RAGFlow's tables but lacks some that no working installation lacks, as after a dump or a restore
 * that ended half-way. Creating the missing tables would hide the loss behind empty ones. A database without any of RAGFlow's tables
 * is a new one and may be filled, and so may one that an earlier run of this program was filling when it was killed.
 */
public final class IncompleteDatabase {

    /** Tables of every release from v0.17 on that registering a user, adding a model and asking a question need. */
    private static final List<String> CORE = List.of(
            "user",
            "tenant",
            "user_tenant",
            "tenant_llm",
            "knowledgebase",
            "document",
            "file",
            "file2document",
            "task",
            "dialog",
            "conversation");

    private static final String CHANGELOG = "databasechangelog";
    private static final String TABLE_STEP = "table/";

    private IncompleteDatabase() {}

    /**
     * Why this program must not touch the database, with what to do next; empty if it may.
     *
     * @throws SQLException when the metadata cannot be read
     */
    public static Optional<String> refusal(Database database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return refusal(connection, database.dialect());
        }
    }

    /** The same on a connection of the caller's, which is used as it is. */
    public static Optional<String> refusal(Connection connection, Dialect dialect) throws SQLException {
        Set<String> present = tables(connection, dialect);
        List<String> missing =
                CORE.stream().filter(table -> !present.contains(table)).toList();
        Set<String> ragflows = new HashSet<>(present);
        ragflows.retainAll(known());
        if (missing.isEmpty()
                || ragflows.isEmpty()
                || isOwnBeginning(connection, dialect, present, ragflows, missing)) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "The database is incomplete: it has %d of RAGFlow's tables, but lacks %s, which every release has, so a dump or"
                        + " restore may have ended half-way. Nothing was changed; restore the backup completely, or name the"
                        + " right database with --database, then run again.",
                ragflows.size(),
                String.join(", ", missing)));
    }

    /** The tables of all known releases. */
    private static Set<String> known() {
        return Release.upTo(Release.newest()).stream()
                .flatMap(release -> ExpectedSchema.of(release).tables().keySet().stream())
                .collect(Collectors.toSet());
    }

    /**
     * Whether this program began on an empty database and was ended half-way: it notes each changeset once its table is made, so only
     * the table it was at may be there without a note, and none is missing that has one.
     */
    private static boolean isOwnBeginning(
            Connection connection, Dialect dialect, Set<String> present, Set<String> ragflows, List<String> missing)
            throws SQLException {
        if (!present.contains(CHANGELOG)) {
            return false;
        }
        Set<String> made = tablesMade(connection, dialect);
        long unnoted = ragflows.stream().filter(table -> !made.contains(table)).count();
        return unnoted <= 1 && missing.stream().noneMatch(made::contains);
    }

    /** The tables whose changesets are noted as done. */
    private static Set<String> tablesMade(Connection connection, Dialect dialect) throws SQLException {
        Map<String, String> tables = Changesets.upTo(Release.newest()).stream()
                .filter(changeset -> changeset.step().startsWith(TABLE_STEP))
                .collect(Collectors.toMap(
                        Changeset::name, changeset -> changeset.step().substring(TABLE_STEP.length())));
        Set<String> made = new HashSet<>();
        String sql =
                "SELECT id, filename FROM " + (dialect.isPostgres() ? CHANGELOG : CHANGELOG.toUpperCase(Locale.ROOT));
        Sql.of(connection, sql).each(row -> {
            String[] path = row.getString(2).split("/");
            String folder = path.length < 2 ? "" : path[path.length - 2];
            String table = tables.get(folder + "/" + row.getString(1));
            if (table != null) {
                made.add(table);
            }
        });
        return made;
    }

    /** The names of all tables and views, in lower case as RAGFlow and this program write them. */
    private static Set<String> tables(Connection connection, Dialect dialect) throws SQLException {
        String schema = dialect.isPostgres() ? "current_schema()" : "DATABASE()";
        String sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = " + schema;
        return Set.copyOf(Sql.of(connection, sql).list(row -> row.getString(1).toLowerCase(Locale.ROOT)));
    }
}
