package dev.ragflow.migrator.model;

import dev.ragflow.migrator.model.ReferenceJudge.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts what became of all stored references, table by table, chunk by chunk. */
final class ReferenceCount {

    /** A reference and where it is; {@code key} is the column or the JSON member. */
    private record Place(
            String table,
            String row,
            String key,
            String tenant,
            String text,
            Slot slot,
            @Nullable Long hint) {

        String where() {
            return table + " " + row + ", " + key;
        }
    }

    /** A model that is named by its id. */
    private record Known(String tenant, int bits) {}

    private final StageContext context;
    private final TenantViews views;
    private final ReferenceJudge judge;
    private final Ownership ownership;
    private final boolean typesAreBits;
    private final Counter counter;
    private final Samples lostIds;
    private final Samples unknownIds;

    ReferenceCount(
            StageContext context,
            TenantViews views,
            Ownership ownership,
            boolean typesAreBits,
            Counter counter,
            Samples lostIds,
            Samples unknownIds) {
        this.context = context;
        this.views = views;
        this.judge = new ReferenceJudge(ownership, typesAreBits);
        this.ownership = ownership;
        this.typesAreBits = typesAreBits;
        this.counter = counter;
        this.lostIds = lostIds;
        this.unknownIds = unknownIds;
    }

    void count(Connection connection, ReferenceTable any) throws SQLException {
        Optional<LiveTable> live = LiveTable.read(connection, context.dialect(), any.name());
        if (live.isEmpty() || !live.get().has(any.owner()) || !live.get().has("id")) {
            return;
        }
        ReferenceTable table = any.within(live.get());
        if (table.names().isEmpty() && table.json() == null) {
            return;
        }
        ReferenceReader reader = new ReferenceReader(context.dialect(), table, live.get());
        Owners owners = new Owners(context.dialect(), table);
        OwnerOrder order = new OwnerOrder(connection, context.dialect(), table, reader);
        List<OwnerOrder.Position> page = order.after(connection, null);
        while (!page.isEmpty()) {
            List<ReferenceRow> rows = reader.rows(
                    connection, page.stream().map(OwnerOrder.Position::id).toList());
            judge(connection, places(table, rows, owners.tenants(connection, rows)));
            page = order.after(connection, page.get(page.size() - 1));
        }
    }

    private static List<Place> places(ReferenceTable table, List<ReferenceRow> rows, Map<String, String> tenants) {
        List<Place> places = new ArrayList<>();
        for (ReferenceRow row : rows) {
            String tenant = tenants.get(row.id());
            if (tenant == null) {
                continue;
            }
            row.texts().forEach((column, text) -> {
                if (column.equals(table.json())) {
                    List<Place> inJson = new ArrayList<>();
                    boolean isJson = JsonReferences.edit(text, table.isSearch(), (key, slot, value) -> {
                                inJson.add(new Place(
                                        table.name(), row.id(), column + " " + key, tenant, value, slot, null));
                                return value;
                            })
                            .isPresent();
                    // the stages leave text that is no JSON alone, and the application cannot read it
                    places.addAll(isJson ? inJson : List.of());
                } else {
                    Slot slot = Slot.of(column, false).orElseThrow();
                    places.add(new Place(
                            table.name(),
                            row.id(),
                            column,
                            tenant,
                            text,
                            slot,
                            row.hints().get(column)));
                }
            });
        }
        return places;
    }

    private void judge(Connection connection, List<Place> places) throws SQLException {
        Set<String> tenants = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (Place place : places) {
            tenants.add(place.tenant());
            if (ModelDirectory.isId(place.text())) {
                ids.add(place.text());
            }
        }
        Map<String, TenantView> byTenant = views.get(connection, tenants);
        Map<String, Known> known = known(connection, ids);
        Map<String, Set<String>> teams = new HashMap<>();
        Map<List<Object>, Verdict> verdicts = new HashMap<>();
        for (Place place : places) {
            if (known.containsKey(place.text()) || (typesAreBits && ModelDirectory.isId(place.text()))) {
                byId(connection, place, known.get(place.text()), teams);
                continue;
            }
            List<Object> same = new ArrayList<>();
            same.add(place.tenant());
            same.add(place.slot());
            same.add(place.text());
            same.add(place.hint() == null ? "" : place.hint());
            Verdict verdict = verdicts.get(same);
            if (verdict == null) {
                verdict = byName(connection, place, byTenant, teams);
                verdicts.put(same, verdict);
            }
            take(place, verdict);
        }
    }

    private Verdict byName(
            Connection connection, Place place, Map<String, TenantView> byTenant, Map<String, Set<String>> teams)
            throws SQLException {
        TenantView view = byTenant.get(place.tenant());
        Verdict verdict = view == null ? Verdict.NEVER : judge.judge(view, place.text(), place.slot(), place.hint());
        boolean mayBeTheTeams = verdict == Verdict.NO_MODEL || verdict == Verdict.CHANGED || verdict == Verdict.NEVER;
        if (!mayBeTheTeams || ModelReference.parse(place.text()).isEmpty()) {
            return verdict;
        }
        Collection<TenantView> joined =
                views.get(connection, teams(connection, place.tenant(), teams)).values();
        boolean served = joined.stream().anyMatch(other -> other.find(place.text())
                .filter(target -> other.serves(target, place.slot()))
                .isPresent());
        return served ? Verdict.PRESERVED : verdict;
    }

    private void byId(Connection connection, Place place, @Nullable Known model, Map<String, Set<String>> teams)
            throws SQLException {
        if (model == null) {
            (ownership.typeBits() ? unknownIds : lostIds).add(place.where() + ": no such model");
            return;
        }
        boolean ours = model.tenant().equals(place.tenant())
                || teams(connection, place.tenant(), teams).contains(model.tenant());
        if (ours && place.slot().isServedBy(model.bits())) {
            counter.preserved(1);
        } else {
            lostIds.add(place.where() + (ours ? ": the model lacks the type" : ": the model of another tenant"));
        }
    }

    private void take(Place place, Verdict verdict) {
        switch (verdict) {
            case PRESERVED -> counter.preserved(1);
            case OLD_FORM -> counter.lost(place.where() + ": still in the old form");
            case NO_MODEL -> counter.lost(place.where() + ": the instance has no such model with that type");
            case CHANGED -> counter.apart(ModelJudge.CHANGED, 1);
            case RETIRED -> counter.apart(ModelJudge.RETIRED, 1);
            case NEVER -> {
                String key = place.key().substring(place.key().indexOf(' ') + 1);
                counter.apart("that named no model before either", Slot.mayNameParser(key) ? 0 : 1);
            }
        }
    }

    private Map<String, Known> known(Connection connection, Set<String> ids) throws SQLException {
        Map<String, StoredModels.Row> rows = new StoredModels(context.dialect()).ofIds(connection, ids);
        Map<String, Set<String>> tenants = new IdLookup(context.dialect(), NewTables.PROVIDER)
                .values(
                        connection,
                        "id",
                        "tenant_id",
                        rows.values().stream().map(StoredModels.Row::providerId).toList());
        Map<String, Known> known = new HashMap<>();
        rows.forEach((id, row) -> tenants.getOrDefault(row.providerId(), Set.of())
                .forEach(tenant -> known.put(id, new Known(tenant, row.bits()))));
        return known;
    }

    /** The tenants whose teams a tenant joined. */
    private Set<String> teams(Connection connection, String tenant, Map<String, Set<String>> read) throws SQLException {
        Set<String> known = read.get(tenant);
        if (known == null) {
            known = Teams.joined(connection, context.dialect(), List.of(tenant)).getOrDefault(tenant, Set.of());
            read.put(tenant, known);
        }
        return known;
    }
}
