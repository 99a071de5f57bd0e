package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Works out what is to change in some rows, with few tenants and few texts in memory at a time, and each text thought about once. */
final class ReferencePlanner {

    /** Tenants whose models are in memory at once. */
    private static final int TENANTS = 200;

    /** Text that is in memory at once, or it is a single one. */
    private static final long READ_BYTES = 4L << 20;

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
            Map<String, TenantModels> byId = models.get(
                    connection, some.stream().filter(id -> !id.isEmpty()).toList());
            Map<ReferenceHead, @Nullable TenantModels> rows = new LinkedHashMap<>();
            some.forEach(tenant ->
                    byTenant.getOrDefault(tenant, List.of()).forEach(head -> rows.put(head, byId.get(tenant))));
            plan(connection, edits, rows);
            rows.forEach(edits::add);
        }
        edits.sort();
        return edits;
    }

    /** Reads texts and thinks about them, each once for its owner. */
    private void plan(Connection connection, ReferenceEdits edits, Map<ReferenceHead, @Nullable TenantModels> rows)
            throws SQLException {
        Map<TextPlans.Key, ReferenceHead> open = new LinkedHashMap<>();
        long bytes = 0;
        for (ReferenceHead head : rows.keySet()) {
            if (!edits.isPlanned(head) && open.putIfAbsent(edits.key(head), head) == null) {
                bytes += head.bytes();
                if (bytes > READ_BYTES || open.size() == InList.SIZE) {
                    plan(connection, edits, open.values(), rows);
                    open.clear();
                    bytes = 0;
                }
            }
        }
        plan(connection, edits, open.values(), rows);
    }

    private void plan(
            Connection connection,
            ReferenceEdits edits,
            Collection<ReferenceHead> open,
            Map<ReferenceHead, @Nullable TenantModels> rows)
            throws SQLException {
        Map<String, String> texts = reader.json(
                connection, open.stream().map(head -> head.row().id()).toList());
        for (ReferenceHead head : open) {
            String text = texts.get(head.row().id());
            if (text != null) {
                edits.plan(head, text, rows.get(head));
            }
        }
    }
}
