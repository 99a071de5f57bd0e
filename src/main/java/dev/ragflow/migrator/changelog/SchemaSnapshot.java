package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.schema.LiveSchema;
import dev.ragflow.migrator.schema.SchemaRehearsal;
import java.sql.Connection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The live schema, of which only changed tables are read again: dozens of steps ask for it one after the other. */
public final class SchemaSnapshot {

    private final Database database;
    private final @Nullable SchemaRehearsal rehearsal;
    private final Set<String> changed = new HashSet<>();
    private @Nullable LiveSchema latest;

    public SchemaSnapshot(Database database) {
        this(database, null);
    }

    /** @param rehearsal whose schema is read instead of the database's; null if statements are run */
    public SchemaSnapshot(Database database, @Nullable SchemaRehearsal rehearsal) {
        this.database = database;
        this.rehearsal = rehearsal;
    }

    Database database() {
        return database;
    }

    /** The schema as it is now, as far as anything but the steps leaves it alone. */
    public LiveSchema read(Connection connection) {
        if (rehearsal != null) {
            return rehearsal.live();
        }
        LiveSchema schema = latest;
        if (schema == null) {
            schema = LiveSchema.read(connection, database.dialect());
        } else if (!changed.isEmpty()) {
            schema = schema.refreshed(connection, changed);
        }
        latest = schema;
        changed.clear();
        return schema;
    }

    /** The same where only one table need be as it is now; others that steps have changed wait for whoever looks at them. */
    LiveSchema read(Connection connection, String table) {
        LiveSchema schema = latest;
        return rehearsal == null && schema != null && !changed.contains(table) ? schema : read(connection);
    }

    /** These tables are no longer what they were; the others are. */
    void outdated(Set<String> tables) {
        changed.addAll(tables);
    }

    void outdated() {
        latest = null;
    }
}
