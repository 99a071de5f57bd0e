package dev.ragflow.migrator.schema;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.database.MigrationException;
import dev.ragflow.migrator.database.Sql;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.release.Version;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells whether a database has gone beyond the target release, so that it must be left as it is. Only what a newer release
 * really used counts: the marker row, columns that exist in the newer type from their first day on, rows in a shape the target
 * cannot read. What the start-up of a newer release merely adds — tables nobody wrote to, columns that hold nothing — is drift,
 * and the target's convergence takes care of it.
 */
public final class NewerThanTarget {

    /** Tables older than the new column type: such a type there comes from a fresh install or a finished migration. */
    private static final List<String> TABLES_WITH_MODEL_IDS = List.of("tenant", "knowledgebase", "dialog");

    /** Tables that a start-up may have created only lately: here only values show it. */
    private static final List<String> LATE_TABLES_WITH_MODEL_IDS = List.of("memory");

    private static final List<String> MODEL_IDS = List.of(
            "tenant_llm_id",
            "tenant_embd_id",
            "tenant_asr_id",
            "tenant_img2txt_id",
            "tenant_rerank_id",
            "tenant_tts_id");

    private static final String MARKER = "mysql_migration.database.version";

    /** The first development release of v1. */
    private static final Version V1 = Version.parse("v1.0.0.dev0").orElseThrow();

    private final Connection connection;
    private final LiveSchema live;
    private final Release target;
    private final List<String> evidence = new ArrayList<>();

    private NewerThanTarget(Connection connection, LiveSchema live, Release target) {
        this.connection = connection;
        this.live = live;
        this.target = target;
    }

    /**
     * What shows that the database is newer than the target, a sentence each; empty when nothing does.
     *
     * @throws MigrationException when the rows cannot be read
     */
    public static List<String> evidence(Connection connection, LiveSchema live, Release target) {
        NewerThanTarget newer = new NewerThanTarget(connection, live, target);
        try {
            newer.lookAtMarker();
            if (!target.hasTypeBits()) {
                newer.lookForV027();
            }
            if (target == Release.V0_25_6) {
                newer.lookForV026();
            }
            return List.copyOf(newer.evidence);
        } catch (SQLException e) {
            throw new MigrationException(
                    "Whether the database is newer than " + target + " could not be read from it; nothing was changed",
                    e);
        }
    }

    /**
     * Why this program must not touch the database at all, whatever the target: RAGFlow v1 has been working with it, and v1
     * migrates by itself. Empty where it may.
     *
     * @throws MigrationException when the marker cannot be read
     */
    public static Optional<String> refusal(Connection connection, LiveSchema live) {
        NewerThanTarget newer = new NewerThanTarget(connection, live, Release.newest());
        try {
            return newer.markers().stream()
                    .filter(value -> Version.parse(value)
                            .filter(marker -> marker.compareTo(V1) >= 0)
                            .isPresent())
                    .findFirst()
                    .map(marker -> "The database belongs to RAGFlow v1: the marker row " + MARKER
                            + " of system_settings says " + marker.strip()
                            + ". Nothing was changed; RAGFlow v1 migrates by itself, so start its server instead.");
        } catch (SQLException e) {
            throw new MigrationException("The marker row of system_settings could not be read; nothing was changed", e);
        }
    }

    private void lookAtMarker() throws SQLException {
        for (String value : markers()) {
            compareMarker(value);
        }
    }

    /** The texts of the marker row that are not blank; one, unless someone tampered with it. */
    private List<String> markers() throws SQLException {
        if (!live.hasColumn("system_settings", "name") || !live.hasColumn("system_settings", "value")) {
            return List.of();
        }
        Dialect dialect = live.dialect();
        String sql =
                "SELECT " + dialect.quoted("value") + " FROM system_settings WHERE " + dialect.quoted("name") + " = ?";
        return Sql.of(connection, sql, MARKER).list(row -> Objects.requireNonNullElse(row.getString(1), "")).stream()
                .filter(value -> !value.isBlank())
                .toList();
    }

    private void compareMarker(String value) {
        Optional<Version> marker = Version.parse(value);
        Version wanted = Version.parse(target.tag()).orElseThrow();
        if (marker.isEmpty()) {
            evidence.add("The marker row " + MARKER + " of system_settings does not hold a version.");
        } else if (marker.get().compareTo(wanted) > 0) {
            evidence.add("The marker row " + MARKER + " of system_settings says " + value.strip() + ".");
        }
    }

    private void lookForV027() throws SQLException {
        for (String table : TABLES_WITH_MODEL_IDS) {
            for (String column : MODEL_IDS) {
                if (isText(table, column)) {
                    evidence.add("Column " + table + "." + column + " holds ids as text, as in v0.27 and later.");
                }
            }
        }
        for (String table : LATE_TABLES_WITH_MODEL_IDS) {
            for (String column : MODEL_IDS) {
                if (isText(table, column) && hasValue(table, column)) {
                    evidence.add("Column " + table + "." + column + " refers to models by id, as in v0.27 and later.");
                }
            }
        }
        Column type = live.table("tenant_model")
                .map(table -> table.column("model_type"))
                .orElse(null);
        if (type != null && !type.type().isText() && hasRow("tenant_model", "1 = 1")) {
            evidence.add("Table tenant_model has rows whose model_type is a number, as in v0.27 and later.");
        }
        Stream.of("wiki_task_id", "wiki_task_finish_at").forEach(this::lookForWiki);
    }

    /** artifact_* became wiki_*; a start-up adds the new columns, only their use shows that v0.27 worked with them. */
    private void lookForWiki(String column) {
        try {
            if (live.hasColumn("knowledgebase", column) && hasValue("knowledgebase", column)) {
                evidence.add("Column knowledgebase." + column + " is in use, as in v0.27 and later.");
            }
        } catch (SQLException e) {
            throw new MigrationException("Table knowledgebase could not be read; nothing was changed", e);
        }
    }

    /** v0.25's own script wrote instances, too, but with the status '1' or '0'. */
    private void lookForV026() throws SQLException {
        if (live.hasColumn("tenant_model_instance", "status")
                && hasRow("tenant_model_instance", "status IN ('active', 'inactive')")) {
            evidence.add("Table tenant_model_instance is in use, as in v0.26 and later.");
        }
    }

    private boolean isText(String table, String column) {
        return live.table(table)
                .map(found -> found.column(column))
                .filter(found -> found.type().isText())
                .isPresent();
    }

    private boolean hasValue(String table, String column) throws SQLException {
        String name = live.dialect().quoted(column);
        return hasRow(table, isText(table, column) ? name + " <> ''" : name + " IS NOT NULL");
    }

    private boolean hasRow(String table, String condition) throws SQLException {
        String sql = "SELECT 1 FROM " + live.dialect().quoted(table) + " WHERE " + condition + " LIMIT 1";
        return Sql.of(connection, sql).hasRow();
    }
}
