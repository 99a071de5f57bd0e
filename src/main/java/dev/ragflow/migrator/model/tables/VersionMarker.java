package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.release.Version;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The row {@code mysql_migration.database.version} of {@code system_settings}: what RAGFlow's own scripts and server take for
 * done. They run a set of stages when the stored version is lower.
 */
public final class VersionMarker {

    private static final String NAME = "mysql_migration.database.version";
    private static final String TABLE = "system_settings";
    private static final Version V0_26 = Version.parse("v0.26.0").orElseThrow();
    private static final Version V0_27 = Version.parse("v0.27.0").orElseThrow();

    private VersionMarker() {}

    /**
     * Writes what a release's stages are worth, {@code v0.26.1} for v0.26.4 and {@code v0.27.0} for v0.27.0, unless the same or more
     * is there already. A text that is no version is not replaced.
     *
     * @param connection used as it is; the caller commits
     * @return whether the marker was written
     */
    public static boolean raise(Connection connection, Dialect dialect, Release release) throws SQLException {
        if (!release.isAtLeast(Release.V0_26_4)
                || LiveTable.read(connection, dialect, TABLE).isEmpty()) {
            return false;
        }
        String wanted = value(release);
        String stored = read(connection, dialect);
        if (stored == null) {
            insert(connection, dialect, wanted);
            return true;
        }
        Optional<Version> now = Version.parse(stored);
        boolean lower = stored.isBlank()
                || (now.isPresent() && now.get().compareTo(Version.parse(wanted).orElseThrow()) < 0);
        return lower && update(connection, dialect, stored, wanted);
    }

    /**
     * Takes the marker back to what {@code release} is worth, for a rollback: RAGFlow refuses to start on a database that is marked
     * newer than itself. Only a marker that {@link #raise} may have written is lowered; any other stays.
     *
     * @param connection used as it is; the caller commits
     * @return whether the marker was written
     */
    public static boolean lower(Connection connection, Dialect dialect, Release release) throws SQLException {
        if (!release.isAtLeast(Release.V0_26_4)
                || LiveTable.read(connection, dialect, TABLE).isEmpty()) {
            return false;
        }
        String stored = read(connection, dialect);
        boolean ours = stored != null
                && Arrays.stream(Release.values())
                        .filter(later -> later != release && later.isAtLeast(release))
                        .anyMatch(later -> value(later).equals(stored.strip()));
        return ours && stored != null && update(connection, dialect, stored, value(release));
    }

    /**
     * What the marker says.
     *
     * @param connection used as it is
     * @return the text of the row; empty where there is no such row, or its text is blank
     */
    public static Optional<String> stored(Connection connection, Dialect dialect) throws SQLException {
        return LiveTable.read(connection, dialect, TABLE).isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(read(connection, dialect))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty());
    }

    /** What a database that is done with the release's stages is marked with; empty where the release has none. */
    public static Optional<String> of(Release release) {
        return release.hasModelTables() ? Optional.of(value(release)) : Optional.empty();
    }

    /** Whether the marker says what {@link #raise} would write for a release, or more. */
    public static boolean stands(Connection connection, Dialect dialect, Release release) throws SQLException {
        if (!release.isAtLeast(Release.V0_26_4)
                || LiveTable.read(connection, dialect, TABLE).isEmpty()) {
            return true;
        }
        String stored = read(connection, dialect);
        Version wanted = Version.parse(value(release)).orElseThrow();
        return stored != null
                && Version.parse(stored)
                        .map(version -> version.compareTo(wanted) >= 0)
                        .orElse(false);
    }

    private static String value(Release release) {
        return release.hasTypeBits() ? "v0.27.0" : "v0.26.1";
    }

    /** Whether RAGFlow v0.26 or later has been working with the new tables; a text that is no version counts as if. */
    public static boolean isAtLeastV026(StageContext context) throws SQLException {
        return isAtLeast(context, V0_26);
    }

    /** The same for v0.27. */
    static boolean isAtLeastV027(StageContext context) throws SQLException {
        return isAtLeast(context, V0_27);
    }

    private static boolean isAtLeast(StageContext context, Version least) throws SQLException {
        if (context.stored(TABLE).isEmpty()) {
            return false;
        }
        try (Connection connection = context.connection()) {
            String stored = read(connection, context.dialect());
            return stored != null
                    && !stored.isBlank()
                    && Version.parse(stored)
                            .map(version -> version.compareTo(least) >= 0)
                            .orElse(true);
        }
    }

    private static @Nullable String read(Connection connection, Dialect dialect) throws SQLException {
        String sql = "SELECT value FROM " + dialect.quoted(TABLE) + " WHERE name = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, NAME);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)).orElse("") : null;
            }
        }
    }

    private static void insert(Connection connection, Dialect dialect, String version) throws SQLException {
        String sql = "INSERT INTO " + dialect.quoted(TABLE)
                + " (name, source, data_type, value, create_time, create_date, update_time, update_date)"
                + " VALUES (?, 'migration', 'string', ?, ?, ?, ?, ?)";
        long now = System.currentTimeMillis();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, NAME);
            statement.setString(2, version);
            statement.setLong(3, now);
            statement.setObject(4, InsertBatch.date(now));
            statement.setLong(5, now);
            statement.setObject(6, InsertBatch.date(now));
            statement.executeUpdate();
        }
    }

    private static boolean update(Connection connection, Dialect dialect, String stored, String version)
            throws SQLException {
        String sql = "UPDATE " + dialect.quoted(TABLE)
                + " SET value = ?, update_time = ?, update_date = ? WHERE name = ? AND value = ?";
        long now = System.currentTimeMillis();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, version);
            statement.setLong(2, now);
            statement.setObject(3, InsertBatch.date(now));
            statement.setString(4, NAME);
            statement.setString(5, stored);
            return statement.executeUpdate() == 1;
        }
    }
}
