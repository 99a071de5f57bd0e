package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.release.Release;
import dev.ragflow.migrator.schema.ColumnRename;
import dev.ragflow.migrator.schema.Ddl;
import dev.ragflow.migrator.schema.LegacyIndexes;
import dev.ragflow.migrator.schema.LiveSchema;
import dev.ragflow.migrator.schema.SchemaChange;
import dev.ragflow.migrator.schema.TableConvergence;
import dev.ragflow.migrator.schema.TenantLlmKey;
import dev.ragflow.migrator.schema.UniqueUserEmail;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Brings the schema of a database to a release, without any of its data. */
final class SchemaUpgrade {

    private SchemaUpgrade() {}

    static void to(Release target, Database database) throws SQLException {
        List<SchemaChange> changes = Stream.of(
                        List.of(new LegacyIndexes(target)),
                        TableConvergence.allOf(target),
                        List.of(new TenantLlmKey(), new UniqueUserEmail()),
                        ColumnRename.upTo(target))
                .<SchemaChange>flatMap(List::stream)
                .toList();
        try (Connection connection = database.dataSource().getConnection();
                Ddl ddl = Ddl.open(connection, database.dialect())) {
            LiveSchema live = LiveSchema.read(connection, database.dialect());
            for (SchemaChange change : changes) {
                if (change.hasWork(connection, live)) {
                    change.apply(ddl);
                    live = LiveSchema.read(connection, database.dialect());
                }
            }
        }
    }
}
