package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.database.Dialect;
import dev.ragflow.migrator.model.domain.Samples;
import dev.ragflow.migrator.schema.LiveSchema;
import java.sql.Connection;
import java.sql.SQLException;

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
        Samples found = new Samples();
        if (live.hasColumn("tenant_llm", "model_type")) {
            found.addAll(sql.find("tenant_llm", rows("tenant_llm", "tenant_id, llm_factory, llm_name")));
        }
        if (live.hasColumn("llm", "model_type")) {
            found.addAll(sql.find("llm", rows("llm", "fid, llm_name")));
        }
        return Check.TYPE_NAMES.result(found, null);
    }

    private String rows(String table, String keys) {
        return "SELECT " + keys + " FROM " + dialect.quoted(table)
                + " WHERE model_type IN ('speech2text', 'image2text')";
    }
}
