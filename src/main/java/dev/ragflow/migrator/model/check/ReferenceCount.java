package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.check.ReferenceJudge.Verdict;
import dev.ragflow.migrator.model.check.ReferenceTally.Findings;
import dev.ragflow.migrator.model.check.ReferenceTally.Places;
import dev.ragflow.migrator.model.check.ReferenceTally.Reference;
import dev.ragflow.migrator.model.domain.JsonReferences;
import dev.ragflow.migrator.model.domain.ModelReference;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.PackedId;
import dev.ragflow.migrator.model.domain.Slot;
import dev.ragflow.migrator.model.tables.IdTable;
import dev.ragflow.migrator.model.tables.KnownModel;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.Ownership;
import dev.ragflow.migrator.model.tables.ReferenceSource;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.Teams;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts what became of the stored references of one table. */
final class ReferenceCount implements ReferenceSource.Taker {

    /** A reference inside of JSON. */
    private record InJson(String key, Slot slot, String text) {}

    /** Many rows of a tenant hold the same JSON; more than so many characters are not kept to know it again. */
    private static final int KEPT_CHARACTERS = 1 << 18;

    private final Connection connection;
    private final StageContext context;
    private final ReferenceSource source;
    private final TenantViews others;
    private final ReferenceJudge judge;
    private final Ownership ownership;
    private final boolean typesAreBits;
    private final ReferenceTally tally = new ReferenceTally();

    /** Names without an id beside them, where there is a column for it. */
    private final ReferenceTally withoutId = new ReferenceTally();

    private final Map<String, List<InJson>> parsed = new HashMap<>();
    private int parsedCharacters;
    private TenantGroup group;
    private ReferenceFindings found = new ReferenceFindings();

    /** @param others loads tenants whose teams those in question joined */
    ReferenceCount(
            Connection connection,
            StageContext context,
            ReferenceSource source,
            TenantViews others,
            Ownership ownership,
            boolean typesAreBits) {
        this.connection = connection;
        this.context = context;
        this.source = source;
        this.group = TenantGroup.ofNobody(context.keyed());
        this.others = others;
        this.judge = new ReferenceJudge(ownership, typesAreBits);
        this.ownership = ownership;
        this.typesAreBits = typesAreBits;
    }

    ReferenceFindings count(TenantGroup tenants) throws SQLException {
        group = tenants;
        found = new ReferenceFindings();
        source.read(connection, tenants.tenants().keySet(), this);
        return found;
    }

    /** Rows that no tenant owns: only their columns for ids count. */
    ReferenceFindings countUnowned() throws SQLException {
        group = TenantGroup.ofNobody(context.keyed());
        found = new ReferenceFindings();
        source.readUnowned(connection, this);
        return found;
    }

    @Override
    public void row(
            String tenant, String id, String[] names, @Nullable Long[] hints, @Nullable String[] ids, String json) {
        String table = source.table().name();
        for (int i = 0; i < names.length; i++) {
            String column = source.names().get(i);
            Slot slot = Slot.of(column, false).orElseThrow();
            @Nullable String model = ids[i];
            boolean isEmpty = model == null || model.isEmpty();
            if (typesAreBits && model != null && !isEmpty) {
                tally.add(new Reference(tenant, slot, model, null, true, false), table, id, IdTable.idColumn(column));
            }
            if (!names[i].isEmpty() && !tenant.isEmpty()) {
                Reference named = new Reference(tenant, slot, names[i], hints[i], false, false);
                tally.add(named, table, id, column);
                if (typesAreBits && isEmpty && !source.ids().get(i).isEmpty()) {
                    withoutId.add(
                            named,
                            table,
                            id,
                            IdTable.idColumn(column) + ": empty, though " + column + " names a model");
                }
            }
        }
        if (!json.isEmpty() && !tenant.isEmpty()) {
            add(tenant, id, 1, references(json));
        }
    }

    private void add(String tenant, String id, long rows, List<InJson> references) {
        for (InJson named : references) {
            Reference reference =
                    new Reference(tenant, named.slot(), named.text(), null, false, Slot.mayNameParser(named.key()));
            tally.add(reference, source.table().name(), id, source.table().json() + " " + named.key(), rows);
        }
    }

    @Override
    public void rows(String tenant, String first, long count, String json) {
        if (!tenant.isEmpty()) {
            add(tenant, first, count, references(json));
        }
    }

    private List<InJson> references(String json) {
        List<InJson> known = parsed.get(json);
        if (known != null) {
            return known;
        }
        List<InJson> named = new ArrayList<>();
        boolean isJson = JsonReferences.edit(json, source.table().isSearch(), (key, slot, value) -> {
                    named.add(new InJson(key, slot, value));
                    return value;
                })
                .isPresent();
        // the stages leave text that is no JSON alone, and the application cannot read it
        List<InJson> references = isJson ? named : List.of();
        parsedCharacters += json.length();
        if (parsedCharacters > KEPT_CHARACTERS) {
            parsed.clear();
            parsedCharacters = json.length();
        }
        if (parsedCharacters <= KEPT_CHARACTERS) {
            parsed.put(json, references);
        }
        return references;
    }

    @Override
    public void end() throws SQLException {
        if (tally.all().isEmpty()) {
            return;
        }
        Map<String, KnownModel> known = known();
        Map<Reference, Verdict> verdicts = new HashMap<>();
        Set<String> mayBeTheTeams = new HashSet<>();
        for (Reference reference : tally.all().keySet()) {
            KnownModel model = known.get(reference.text());
            if (isById(reference, model)) {
                if (model != null && !model.tenant().equals(reference.tenant())) {
                    mayBeTheTeams.add(reference.tenant());
                }
                continue;
            }
            TenantView view = group.views().get(reference.tenant());
            Verdict verdict = view == null
                    ? Verdict.NEVER
                    : judge.judge(view, reference.text(), reference.slot(), reference.hint());
            verdicts.put(reference, verdict);
            if (mayBeTheTeams(reference, verdict)) {
                mayBeTheTeams.add(reference.tenant());
            }
        }
        Map<String, Set<String>> teams =
                mayBeTheTeams.isEmpty() ? Map.of() : Teams.joined(context, connection, mayBeTheTeams);
        served(verdicts, teams);
        switchedOff(verdicts);
        take(known, verdicts, teams);
        takeWithoutId(known, teams);
        tally.clear();
        withoutId.clear();
    }

    private boolean isById(Reference reference, @Nullable KnownModel model) {
        return reference.isIdColumn() || model != null || (typesAreBits && PackedId.isId(reference.text()));
    }

    /** The models that are named by their ids. */
    private Map<String, KnownModel> known() throws SQLException {
        Set<String> ids = new HashSet<>();
        for (Reference reference : tally.all().keySet()) {
            String id = reference.text();
            if (PackedId.isId(id) || (reference.isIdColumn() && !id.isEmpty())) {
                ids.add(id);
            }
        }
        return group.byId().get(connection, ids);
    }

    private static boolean mayBeTheTeams(Reference reference, Verdict verdict) {
        return (leadsToNoModel(verdict) || verdict == Verdict.CHANGED || verdict == Verdict.NEVER)
                && ModelReference.parse(reference.text()).isPresent();
    }

    /** The models of teams that a tenant joined are legal targets. */
    private void served(Map<Reference, Verdict> verdicts, Map<String, Set<String>> teams) throws SQLException {
        Set<String> joined = new HashSet<>();
        verdicts.forEach((reference, verdict) -> {
            if (mayBeTheTeams(reference, verdict)) {
                joined.addAll(teams.getOrDefault(reference.tenant(), Set.of()));
            }
        });
        Map<String, TenantView> views = new HashMap<>(group.views());
        joined.removeAll(group.views().keySet());
        if (!joined.isEmpty()) {
            views.putAll(others.get(connection, joined));
        }
        verdicts.replaceAll((reference, verdict) -> mayBeTheTeams(reference, verdict)
                        && teams.getOrDefault(reference.tenant(), Set.of()).stream()
                                .anyMatch(tenant -> serves(views.get(tenant), reference))
                ? Verdict.PRESERVED
                : verdict);
    }

    private static boolean serves(@Nullable TenantView view, Reference reference) {
        return view != null
                && view.find(reference.text())
                        .filter(target -> view.serves(target, reference.slot()))
                        .isPresent();
    }

    private static boolean leadsToNoModel(Verdict verdict) {
        return verdict == Verdict.NO_MODEL || verdict == Verdict.UNSEEDED;
    }

    /** A type that was off in v0.26's table, which the exchange left aside, got no bit beside the types that were on. */
    private void switchedOff(Map<Reference, Verdict> verdicts) throws SQLException {
        Map<Reference, TenantView.Target> open = new HashMap<>();
        verdicts.forEach((reference, verdict) -> Optional.ofNullable(
                        leadsToNoModel(verdict) || verdict == Verdict.CHANGED
                                ? group.views().get(reference.tenant())
                                : null)
                .flatMap(view -> view.find(reference.text()).filter(target -> !view.serves(target, reference.slot())))
                .ifPresent(target -> open.put(reference, target)));
        if (!typesAreBits
                || open.isEmpty()
                || context.stored(ModelTables.BACKUP).isEmpty()) {
            return;
        }
        record Type(String instance, String model, @Nullable ModelType type) {}
        Set<Type> off = new HashSet<>();
        context.keyed()
                .rows(ModelTables.BACKUP, "instance_id")
                .each(
                        connection,
                        "instance_id, model_name, model_type",
                        open.values().stream()
                                .map(TenantView.Target::instanceId)
                                .toList(),
                        "AND status <> 'active'",
                        row -> off.add(new Type(
                                row.getString(1),
                                row.getString(2),
                                ModelType.of(row.getString(3)).orElse(null))));
        open.forEach((reference, target) -> {
            if (reference.slot().wanted().stream()
                    .anyMatch(type -> off.contains(new Type(target.instanceId(), target.model(), type)))) {
                verdicts.put(reference, Verdict.OFF);
            }
        });
    }

    private void take(Map<String, KnownModel> known, Map<Reference, Verdict> verdicts, Map<String, Set<String>> teams) {
        Findings lost = new Findings();
        Findings off = new Findings();
        Findings cut = new Findings();
        Findings wrongIds = new Findings();
        Findings noModels = new Findings();
        Findings wrongColumns = new Findings();
        tally.all().forEach((reference, places) -> {
            @Nullable Verdict verdict = verdicts.get(reference);
            if (verdict != null) {
                take(reference, places, verdict, lost);
                if (verdict == Verdict.OFF || verdict == Verdict.CUT) {
                    (verdict == Verdict.OFF ? off : cut).add(places, "");
                } else if (verdict == Verdict.UNSEEDED) {
                    found.unseeded().add(places.count(), List.of());
                }
                return;
            }
            KnownModel model = known.get(reference.text());
            boolean ours = isOurs(model, reference, teams);
            boolean serves = model != null && reference.slot().isServedBy(model.bits());
            if (reference.isIdColumn()) {
                if (model == null || !model.hasInstance() || !ours || !serves) {
                    wrongColumns.add(places, "");
                }
            } else if (model == null) {
                (ownership.typeBits() ? noModels : wrongIds).add(places, ": no such model");
            } else if (ours && serves) {
                found.counter().preserved(places.count());
            } else {
                wrongIds.add(places, ours ? ": the model lacks the type" : ": the model of another tenant");
            }
        });
        found.counter().lost(lost.count(), lost.samples());
        found.off().add(off.count(), off.samples());
        found.cut().add(cut.count(), cut.samples());
        found.lostIds().add(wrongIds.count(), wrongIds.samples());
        found.unknownIds().add(noModels.count(), noModels.samples());
        found.idColumns().add(wrongColumns.count(), wrongColumns.samples());
    }

    private static boolean isOurs(@Nullable KnownModel model, Reference reference, Map<String, Set<String>> teams) {
        return model != null
                && (model.tenant().equals(reference.tenant())
                        || teams.getOrDefault(reference.tenant(), Set.of()).contains(model.tenant()));
    }

    /** Names that mean a model by the rules by which the stage finds its id; a name that means none has no id. */
    private void takeWithoutId(Map<String, KnownModel> known, Map<String, Set<String>> teams) {
        Findings missing = new Findings();
        withoutId.all().forEach((reference, places) -> {
            if (PackedId.isId(reference.text())) {
                KnownModel model = known.get(reference.text());
                if (model != null
                        && model.hasInstance()
                        && isOurs(model, reference, teams)
                        && reference.slot().isServedBy(model.bits())) {
                    missing.add(places, "");
                }
            } else if (serves(group.views().get(reference.tenant()), reference)) {
                missing.add(places, "");
            }
        });
        found.idColumns().add(missing.count(), missing.samples());
    }

    private void take(Reference reference, Places places, Verdict verdict, Findings lost) {
        switch (verdict) {
            case PRESERVED -> found.counter().preserved(places.count());
            case OLD_FORM -> lost.add(places, ": still in the old form");
            case NO_MODEL, UNSEEDED -> lost.add(places, ": the instance has no such model with that type");
            case CHANGED -> found.counter().apart(ModelJudge.CHANGED, places.count());
            case RETIRED -> found.counter().apart(ModelJudge.RETIRED, places.count());
            case OFF -> found.counter().apart("to a type of a model that is switched off", places.count());
            case CUT, NEVER ->
                found.counter()
                        .apart("that named no model before either", reference.mayNameParser() ? 0 : places.count());
        }
    }
}
