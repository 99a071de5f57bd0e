package dev.ragflow.migrator.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the application treats as unique without an index that ensures it. Providers and instances are compared as the
 * database compares their names.
 */
final class UniqueChecks {

    private final SqlCheck sql;

    UniqueChecks(Connection connection) {
        this.sql = new SqlCheck(connection);
    }

    /** @param before what was found before the run; null if nothing was looked at */
    List<CheckResult> run(@Nullable Baseline before) throws SQLException {
        return List.of(
                result(before, Check.PROVIDER_UNIQUE, "tenant_model_provider", """
                        SELECT tenant_id, MIN(provider_name) FROM tenant_model_provider
                        GROUP BY tenant_id, provider_name HAVING COUNT(*) > 1
                        """),
                result(before, Check.INSTANCE_UNIQUE, "tenant_model_instance", """
                        SELECT provider_id, MIN(instance_name) FROM tenant_model_instance
                        WHERE instance_name <> 'default'
                        GROUP BY provider_id, instance_name HAVING COUNT(*) > 1
                        """),
                result(before, Check.DEFAULT_INSTANCE, "tenant_model_instance", """
                        SELECT provider_id, MIN(instance_name) FROM tenant_model_instance
                        WHERE instance_name = 'default'
                        GROUP BY provider_id HAVING COUNT(*) > 1
                        """));
    }

    private CheckResult result(@Nullable Baseline before, Check check, String table, String rows) throws SQLException {
        return check.result(sql.find(table, rows), before);
    }
}
