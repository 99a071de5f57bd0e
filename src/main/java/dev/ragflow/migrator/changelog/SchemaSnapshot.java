package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.schema.LiveSchema;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** The live schema, read again only after a step has changed something: dozens of steps ask for it one after the other. */
public final class SchemaSnapshot {

    private final Database database;
    private @Nullable LiveSchema latest;

    public SchemaSnapshot(Database database) {
        this.database = database;
    }

    Database database() {
        return database;
    }

    /** The schema as it is now, as far as anything but the steps leaves it alone. */
    public LiveSchema read(Connection connection) {
        LiveSchema schema = latest;
        if (schema == null) {
            schema = LiveSchema.read(connection, database.dialect());
            latest = schema;
        }
        return schema;
    }

    void outdated() {
        latest = null;
    }
}
