package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.Texts;
import dev.ragflow.migrator.model.tables.DryRun;
import dev.ragflow.migrator.model.tables.InList;
import dev.ragflow.migrator.model.tables.ReferenceHead;
import dev.ragflow.migrator.model.tables.ReferenceHeads;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that a pass over a table would leave in its rows, worked out again when a later stage of a dry run reads them.
 *
 * @param since the pass saw only rows written after this moment, epoch milliseconds; null for all
 * @param after it began behind this key; null for the beginning
 */
record NamesToBe(
        ReferenceHeads heads,
        ReferencePlanner planner,
        @Nullable Long since,
        @Nullable String after) implements DryRun.RewrittenNames {

    @Override
    public Map<String, Map<String, String>> of(Connection connection, Collection<String> ids) throws SQLException {
        Map<String, Map<String, String>> names = new HashMap<>();
        for (List<String> portion : InList.portions(ids)) {
            for (List<ReferenceHead> some : heads.of(connection, portion)) {
                List<ReferenceHead> seen = some.stream()
                        .filter(head -> since == null || head.row().writtenAt() > since)
                        .filter(head ->
                                after == null || Texts.BINARY.compare(head.row().id(), after) > 0)
                        .toList();
                planner.edits(connection, seen).edits().forEach(edit -> names.computeIfAbsent(
                                edit.id(), id -> new HashMap<>())
                        .put(edit.column(), edit.after()));
            }
        }
        return names;
    }
}
