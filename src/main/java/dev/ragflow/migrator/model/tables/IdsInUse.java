package dev.ragflow.migrator.model.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The ids of models that something else in the database names: a group of models, or a setting that RAGFlow v0.27 wrote before
 * its script was interrupted. Columns without a single id are not searched again.
 */
final class IdsInUse {

    private record Place(String table, String column) {}

    private static final String GROUPS = "tenant_model_group_mapping";

    private final StageContext context;
    private final List<Place> places = new ArrayList<>();

    IdsInUse(StageContext context) throws SQLException {
        this.context = context;
        context.lookAt(ReferenceTable.WITH_NAMES);
        Place groups = new Place(GROUPS, "model_id");
        if (context.stored(GROUPS).filter(table -> table.has(groups.column())).isPresent()
                && hasRow(groups, "%s IS NOT NULL")) {
            places.add(groups);
        }
        for (ReferenceTable table : ReferenceTable.ALL) {
            Optional<LiveTable> live = table.names().isEmpty() ? Optional.empty() : context.stored(table.name());
            if (live.isPresent()) {
                for (Place place : places(table, live.get())) {
                    if (hasRow(place, "CHAR_LENGTH(%1$s) = 32 AND %1$s NOT LIKE '%%@%%'")) {
                        places.add(place);
                    }
                }
            }
        }
    }

    private static List<Place> places(ReferenceTable table, LiveTable live) {
        return table.names().stream()
                .flatMap(name -> Stream.of(name, IdTable.idColumn(name)))
                .filter(live::isText)
                .map(column -> new Place(table.name(), column))
                .toList();
    }

    /** @param condition with a place for the column */
    private boolean hasRow(Place place, String condition) throws SQLException {
        String sql = "SELECT 1 FROM " + context.dialect().quoted(place.table()) + " WHERE "
                + condition.formatted(context.dialect().quoted(place.column())) + " LIMIT 1";
        try (Connection connection = context.connection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next();
        }
    }

    /** Those of the ids that are in use. */
    Set<String> among(Connection connection, Collection<String> ids) throws SQLException {
        Set<String> used = new HashSet<>();
        for (Place place : places) {
            used.addAll(new IdLookup(context.keyed(), place.table())
                    .values(connection, place.column(), place.column(), ids)
                    .keySet());
        }
        return used;
    }
}
