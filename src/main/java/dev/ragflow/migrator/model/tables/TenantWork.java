package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.model.rules.Provenance;
import dev.ragflow.migrator.model.rules.TenantState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/** What a stage that passes the tenants writes for them. */
public interface TenantWork {

    /** The table it writes. */
    String table();

    /** Beside id and times, the columns of the rows it inserts. */
    java.util.List<String> columns();

    /** The statement of its updates. */
    String updateSql();

    /** Whether it asks for credentials, instances and models; else it gets tenants without any. */
    default boolean needsCredentials() {
        return true;
    }

    /** Whether the table has the shape it writes. */
    default boolean fits(LiveTable table) {
        return true;
    }

    /** Plans the writes for some tenants. */
    void plan(Connection connection, Collection<TenantState> tenants, Provenance.Run run, Writes writes)
            throws SQLException;
}
