package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.rules.ReferenceRules;
import dev.ragflow.migrator.model.tables.InList;
import dev.ragflow.migrator.model.tables.Owners;
import dev.ragflow.migrator.model.tables.ReferenceHead;
import dev.ragflow.migrator.model.tables.ReferenceHeads;
import dev.ragflow.migrator.model.tables.ReferenceTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Works out what is to change in some rows, with few tenants and few texts in memory at a time, and each text thought about once. */
final class ReferencePlanner {

    /** Tenants whose models are looked for at once. */
    private static final int TENANTS = InList.SIZE;

    /** Text that is in memory at once, or it is a single one. */
    private static final long READ_BYTES = 4L << 20;

    /** A row, and the tenant whose models it may mean; empty where it has none. */
    private record Owned(ReferenceHead head, String tenant) {}

    private final ReferenceTable table;
    private final ReferenceHeads reader;
    private final Owners owners;
    private final TenantModelsCache models;
    private final ReferenceRules rules;
    private final TextPlans known = new TextPlans();

    ReferencePlanner(
            ReferenceTable table,
            ReferenceHeads reader,
            Owners owners,
            TenantModelsCache models,
            ReferenceRules rules) {
        this.table = table;
        this.reader = reader;
        this.owners = owners;
        this.models = models;
        this.rules = rules;
    }

    ReferenceEdits edits(Connection connection, List<ReferenceHead> heads) throws SQLException {
        if (models.forgetOutdated(connection)) {
            known.clear();
        }
        ReferenceEdits edits = new ReferenceEdits(table, reader, rules, known);
        List<ReferenceHead> open = new ArrayList<>();
        for (ReferenceHead head : heads) {
            if (edits.isPlanned(head) && head.row().texts().isEmpty()) {
                edits.add(head, null);
            } else {
                open.add(head);
            }
        }
        Map<String, String> tenants =
                owners.tenants(connection, open.stream().map(ReferenceHead::row).toList());
        Map<String, List<ReferenceHead>> byTenant = new TreeMap<>();
        for (ReferenceHead head : open) {
            byTenant.computeIfAbsent(tenants.getOrDefault(head.row().id(), ""), any -> new ArrayList<>())
                    .add(head);
        }
        for (List<String> some : InList.portions(byTenant.keySet(), TENANTS)) {
            TenantModelsCache.Loaded loaded = models.get(
                    connection, some.stream().filter(id -> !id.isEmpty()).toList());
            List<Owned> rows = some.stream()
                    .flatMap(tenant ->
                            byTenant.getOrDefault(tenant, List.of()).stream().map(head -> new Owned(head, tenant)))
                    .toList();
            plan(connection, edits, rows, loaded);
            rows.forEach(
                    row -> edits.add(row.head(), row.head().row().texts().isEmpty() ? null : loaded.of(row.tenant())));
        }
        edits.sort();
        return edits;
    }

    /** Reads texts and thinks about them, each once for its owner. */
    private void plan(Connection connection, ReferenceEdits edits, List<Owned> rows, TenantModelsCache.Loaded loaded)
            throws SQLException {
        Map<TextPlans.Key, Owned> open = new LinkedHashMap<>();
        long bytes = 0;
        for (Owned row : rows) {
            if (!edits.isPlanned(row.head()) && open.putIfAbsent(edits.key(row.head()), row) == null) {
                bytes += row.head().bytes();
                if (bytes > READ_BYTES || open.size() == InList.SIZE) {
                    plan(connection, edits, open.values(), loaded);
                    open.clear();
                    bytes = 0;
                }
            }
        }
        plan(connection, edits, open.values(), loaded);
    }

    private void plan(
            Connection connection, ReferenceEdits edits, Collection<Owned> open, TenantModelsCache.Loaded loaded)
            throws SQLException {
        Map<String, ReferenceHeads.Text> texts = reader.json(
                connection, open.stream().map(row -> row.head().row().id()).toList());
        for (Owned row : open) {
            ReferenceHeads.Text text = texts.get(row.head().row().id());
            // else somebody has changed it since
            if (text != null && text.fingerprint().equals(row.head().fingerprint())) {
                edits.plan(row.head(), text.text(), loaded.of(row.tenant()));
            }
        }
    }
}
