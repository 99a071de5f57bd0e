package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * What the application takes for unique without an index that sees to it. Providers and instances are told apart as the
 * database compares their names, models byte by byte.
 */
final class UniqueChecks {

    private final Connection connection;
    private final SqlCheck sql;
    private final Dialect dialect;

    UniqueChecks(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.sql = new SqlCheck(connection);
        this.dialect = dialect;
    }

    List<CheckResult> run() throws SQLException {
        return List.of(
                result(Check.PROVIDER_UNIQUE, "tenant_model_provider", """
                        SELECT tenant_id, MIN(provider_name) FROM tenant_model_provider
                        GROUP BY tenant_id, provider_name HAVING COUNT(*) > 1
                        """),
                result(Check.INSTANCE_UNIQUE, "tenant_model_instance", """
                        SELECT provider_id, MIN(instance_name) FROM tenant_model_instance
                        WHERE instance_name <> 'default'
                        GROUP BY provider_id, instance_name HAVING COUNT(*) > 1
                        """),
                result(Check.DEFAULT_INSTANCE, "tenant_model_instance", """
                        SELECT provider_id, MIN(instance_name) FROM tenant_model_instance
                        WHERE instance_name = 'default'
                        GROUP BY provider_id HAVING COUNT(*) > 1
                        """),
                result(Check.MODEL_UNIQUE, "tenant_model", models()));
    }

    private String models() throws SQLException {
        String names = dialect.isPostgres() ? "model_name" : "CAST(model_name AS BINARY)";
        return """
                SELECT instance_id, MIN(model_name) FROM tenant_model WHERE model_name <> ''
                GROUP BY instance_id, model_name%s HAVING COUNT(*) > COUNT(DISTINCT %s)
                """.formatted(typesAreWords() ? ", model_type" : "", names);
    }

    /** Up to v0.26 a model has a row for each of its types. */
    private boolean typesAreWords() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT model_type FROM tenant_model LIMIT 1");
                ResultSet row = statement.executeQuery()) {
            return row.getMetaData().getColumnClassName(1).equals(String.class.getName());
        }
    }

    private CheckResult result(Check check, String table, String rows) throws SQLException {
        SqlCheck.Found found = sql.find(table, rows);
        return check.result(found.count(), found.samples());
    }
}
