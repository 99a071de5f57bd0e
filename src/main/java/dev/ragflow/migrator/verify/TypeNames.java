package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.schema.LiveSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** From v0.27 on RAGFlow writes {@code asr} and {@code vision} where it wrote {@code speech2text} and {@code image2text}. */
final class TypeNames {

    private final SqlCheck sql;
    private final Dialect dialect;
    private final LiveSchema live;

    TypeNames(Connection connection, Dialect dialect, LiveSchema live) {
        this.sql = new SqlCheck(connection);
        this.dialect = dialect;
        this.live = live;
    }

    CheckResult run() throws SQLException {
        List<SqlCheck.Found> found = new ArrayList<>();
        if (live.hasColumn("tenant_llm", "model_type")) {
            found.add(sql.find("tenant_llm", rows("tenant_llm", "tenant_id, llm_factory, llm_name")));
        }
        if (live.hasColumn("llm", "model_type")) {
            found.add(sql.find("llm", rows("llm", "fid, llm_name")));
        }
        return Check.TYPE_NAMES.result(
                found.stream().mapToLong(SqlCheck.Found::count).sum(),
                found.stream().flatMap(one -> one.samples().stream()).limit(5).toList());
    }

    private String rows(String table, String keys) {
        return "SELECT " + keys + " FROM " + dialect.quoted(table)
                + " WHERE model_type IN ('speech2text', 'image2text')";
    }
}
