package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.database.VendorError;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The unique e-mail address of a user (RAGFlow v0.25): of several users with one address, as the database compares, the
 * superuser keeps it, else the oldest; the others become {@code <email>_DUPLICATE_<first 8 of the id>}. Then the unique index,
 * in place of the plain one of the same name that users of v0.24 have.
 */
public final class UniqueUserEmail implements SchemaChange {

    private static final Logger LOG = LoggerFactory.getLogger(UniqueUserEmail.class);
    private static final String TABLE = "user";
    private static final String INDEX = "user_email";
    private static final Index WANTED = Index.of(INDEX, Index.Kind.UNIQUE, List.of(new Index.Part("email", 0)));
    /** Each round leaves fewer equal addresses; more than two happen only if the first eight characters of ids agree. */
    private static final int MOST_ROUNDS = 20;

    private static final int MOST_TRIES = 3;

    private record Renaming(String id, String from, String to) {}

    static boolean owns(SchemaDifference difference) {
        return difference.kind() == SchemaDifference.Kind.MISSING_INDEX
                && difference.table().equals(TABLE)
                && difference.object().equals(INDEX);
    }

    @Override
    public String title() {
        return "unique user.email";
    }

    @Override
    public Optional<String> onlyTable() {
        return Optional.of(TABLE);
    }

    @Override
    public boolean hasWork(Connection connection, LiveSchema live) {
        Table user = live.tables().get(TABLE);
        return user != null
                && user.hasColumn("email")
                && user.indexes().stream().noneMatch(index -> index.serves(WANTED));
    }

    @Override
    public SchemaChangeResult apply(Ddl ddl) {
        LiveSchema live = ddl.live(TABLE);
        if (!hasWork(ddl.connection(), live)) {
            return SchemaChangeResult.NOTHING;
        }
        List<String> notes = new ArrayList<>();
        for (int round = 1; ; round++) {
            renameDuplicates(ddl, notes);
            List<PlannedStatement> steps = indexSteps(ddl);
            if (ran(ddl, steps, round == MOST_TRIES)) {
                return new SchemaChangeResult(SchemaChangeResult.of(steps).done(), notes.size(), notes);
            }
        }
    }

    /** False where an old pod has registered an address once more in between. */
    private static boolean ran(Ddl ddl, List<PlannedStatement> steps, boolean last) {
        for (PlannedStatement step : steps) {
            try {
                ddl.runOrThrow(step);
            } catch (SQLException e) {
                if (last || !VendorError.DUPLICATE.matches(e)) {
                    throw DdlFailure.of(step, ddl.dialect(), e);
                }
                return false;
            }
        }
        return true;
    }

    private void renameDuplicates(Ddl ddl, List<String> notes) {
        try {
            List<Renaming> renamings = duplicates(ddl);
            for (int round = 1; !renamings.isEmpty(); round++) {
                if (round > MOST_ROUNDS) {
                    throw new MigrationException("Table user: " + renamings.size()
                            + " users still share an e-mail address after renaming; correct them, then run again");
                }
                rename(ddl, renamings, notes);
                // a rehearsal has changed nothing
                renamings = ddl.isRehearsal() ? List.of() : duplicates(ddl);
            }
        } catch (SQLException e) {
            throw new MigrationException(
                    "Table user: users with the same e-mail address could not all be renamed. Those renamed so far are"
                            + " kept; the next run continues from there",
                    e);
        }
    }

    private static List<Renaming> duplicates(Ddl ddl) throws SQLException {
        Dialect dialect = ddl.dialect();
        String sql = """
                SELECT id, email FROM (
                    SELECT id, email, ROW_NUMBER() OVER (
                        PARTITION BY email
                        ORDER BY CASE WHEN is_superuser THEN 0 ELSE 1 END,
                                 CASE WHEN create_time IS NULL THEN 1 ELSE 0 END, create_time, id) AS place
                    FROM %s WHERE email IS NOT NULL) AS ranked
                WHERE place > 1 ORDER BY id""".formatted(dialect.quoted(TABLE));
        return Sql.of(ddl.connection(), sql).list(row -> {
            String id = row.getString(1);
            String email = row.getString(2);
            String start = id.substring(0, Math.min(8, id.length()));
            return new Renaming(id, email, email + "_DUPLICATE_" + start);
        });
    }

    private static void rename(Ddl ddl, List<Renaming> renamings, List<String> notes) throws SQLException {
        int longest = renamings.stream()
                .mapToInt(renaming ->
                        renaming.to().codePointCount(0, renaming.to().length()))
                .max()
                .orElse(0);
        ColumnWidth.ensure(ddl, TABLE, "email", longest);
        if (ddl.isRehearsal()) {
            renamings.forEach(renaming -> notes.add(note(renaming)));
            return;
        }
        String sql = "UPDATE " + ddl.dialect().quoted(TABLE) + " SET email = ? WHERE id = ? AND email = ?";
        for (Renaming renaming : renamings) {
            if (Sql.update(ddl.connection(), sql, renaming.to(), renaming.id(), renaming.from()) > 0) {
                String note = note(renaming);
                LOG.info("{}", note);
                notes.add(note);
            }
        }
    }

    private static String note(Renaming renaming) {
        return "User " + renaming.id() + " shared an e-mail address with another user; it now ends in "
                + renaming.to().substring(renaming.from().length()) + ".";
    }

    /** The steps that add the index; none if someone else has added it by now. */
    private static List<PlannedStatement> indexSteps(Ddl ddl) {
        Dialect dialect = ddl.dialect();
        LiveSchema live = ddl.live(TABLE);
        Table user = Objects.requireNonNull(live.tables().get(TABLE));
        TablePlanner planner = dialect.isPostgres()
                ? new PostgresPlanner(live, wantedTable(user))
                : new MySqlPlanner(ddl.connection(), live, wantedTable(user));
        try {
            List<SchemaDifference> missing = SchemaComparison.compare(wantedTable(user), live).stream()
                    .filter(UniqueUserEmail::owns)
                    .toList();
            return missing.isEmpty()
                    ? List.of()
                    : planner.converge(missing).stream()
                            .map(PlannedStatement::withoutCheck)
                            .toList();
        } catch (SQLException e) {
            throw new MigrationException("The definition of table user could not be read", e);
        }
    }

    private static Table wantedTable(Table user) {
        return new Table(TABLE, user.columns(), List.of(WANTED), null);
    }
}
