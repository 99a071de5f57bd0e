package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.tables.IdLookup;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds members of model groups that are rows of v0.27's model table and not of v0.26's, which a group would lose with it. */
final class GroupMembers {

    private static final String TABLE = "tenant_model_group_mapping";
    private static final String MODEL_ID = "model_id";
    private static final int CHUNK = 1_000;
    private static final int SAMPLES = 5;

    private final StageContext context;

    GroupMembers(StageContext context) {
        this.context = context;
    }

    /** One sentence with the number of models and a few of their ids; empty where there are none, or no groups at all. */
    Optional<String> notIn(String formerTable) throws SQLException {
        if (context.table(TABLE).filter(live -> live.has(MODEL_ID)).isEmpty()) {
            return Optional.empty();
        }
        long count = 0;
        List<String> samples = new ArrayList<>();
        try (Connection connection = context.connection()) {
            List<String> ids = idsAfter(connection, null);
            while (!ids.isEmpty()) {
                Set<String> former = present(connection, formerTable, ids);
                List<String> lost = present(connection, ModelTables.MODEL, ids).stream()
                        .filter(Predicate.not(former::contains))
                        .sorted()
                        .toList();
                count += lost.size();
                lost.stream().limit(SAMPLES - samples.size()).forEach(samples::add);
                ids = idsAfter(connection, ids.get(ids.size() - 1));
            }
        }
        return count == 0
                ? Optional.empty()
                : Optional.of(count + " models in " + TABLE + " are not in " + formerTable + "; for example "
                        + String.join(", ", samples));
    }

    private Set<String> present(Connection connection, String table, List<String> ids) throws SQLException {
        Map<String, Set<String>> found = new IdLookup(context.keyed(), table).values(connection, "id", "id", ids);
        return found.keySet();
    }

    private List<String> idsAfter(Connection connection, @Nullable String after) throws SQLException {
        String sql = "SELECT DISTINCT model_id FROM " + context.dialect().quoted(TABLE)
                + (after == null ? "" : " WHERE model_id > ?") + " ORDER BY model_id LIMIT " + CHUNK;
        List<String> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (after != null) {
                statement.setString(1, after);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getString(1));
                }
            }
        }
        return ids;
    }
}
