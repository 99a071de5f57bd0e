package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import dev.ragflow.migrator.oracle.NewApplication.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Beside each name of a default model stands the id of the model that v0.27 finds under that name, or NULL. */
final class IdColumnCheck {

    private final DatabaseSnapshot after;
    private final NewApplication application;
    private final List<String> violations = new ArrayList<>();

    IdColumnCheck(DatabaseSnapshot after, NewApplication application) {
        this.after = after;
        this.application = application;
    }

    List<String> violations() {
        ReferencePlaces places = new ReferencePlaces(after);
        for (String table : ReferencePlaces.tables()) {
            for (Row row : after.rows(table)) {
                places.fields(table, row).forEach(place -> beside(place, row));
            }
        }
        return violations;
    }

    private void beside(StoredReference place, Row row) {
        String column = "tenant_" + place.column();
        String tenant = place.tenant();
        Optional<Resolution> found =
                tenant == null ? Optional.empty() : application.resolve(tenant, place.text(), place.slot());
        Row model = found.map(Resolution::model).orElse(null);
        String wanted = model == null ? null : model.get("id");
        if (!row.has(column)) {
            violations.add(place + ": there is no column " + column);
        } else if (!Objects.equals(row.get(column), wanted)) {
            violations.add(place + ": " + column + " is " + row.get(column) + ", not " + wanted);
        }
    }
}
