package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.domain.Repairable;
import dev.ragflow.migrator.model.domain.Samples;
import dev.ragflow.migrator.model.rules.TenantModels;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.LegacyTable;
import dev.ragflow.migrator.model.tables.Ownership;
import dev.ragflow.migrator.model.tables.ReferenceSource;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.StoredModels;
import dev.ragflow.migrator.model.tables.TenantReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads some tenants whole on one connection, and says what became of their models and references. */
final class GroupJudge {

    /** What all judges of a count have in common; {@code judges} is how many there are. */
    public record Rules(
            int judges,
            StageContext context,
            @Nullable LegacyTable legacy,
            TenantView.Rules views,
            Function<TenantState, TenantModels> models,
            Ownership ownership,
            List<ReferenceSource> sources,
            ModelSets sets) {

        /**
         * Reads tables whose rows share texts in one pass each, before anybody asks owner by owner.
         *
         * @param large from how many rows on
         * @param between called now and then; ends the pass by throwing
         */
        Rules withCensuses(Connection connection, int large, Runnable between) throws SQLException {
            List<ReferenceSource> counted = new ArrayList<>();
            for (ReferenceSource source : sources) {
                counted.add(source.counted(connection, large, between));
            }
            return new Rules(judges, context, legacy, views, models, ownership, counted, sets);
        }
    }

    private final Rules rules;
    private final TenantGroupReader reader;
    private final List<ReferenceCount> references = new ArrayList<>();
    private final RepairEstimate estimate;

    /** @param visitor sees every row of the new tables that is read */
    GroupJudge(Connection connection, Rules rules, StoredRowVisitor visitor) throws SQLException {
        StageContext context = rules.context();
        boolean bits = rules.views().typesAreBits();
        this.rules = rules;
        this.reader = new TenantGroupReader(
                connection, context.keyed(), rules.legacy(), rules.views(), rules.models(), rules.sets(), visitor);
        this.estimate = new RepairEstimate(context, bits);
        TenantViews others = new TenantViews(
                new TenantReader(context, rules.legacy()),
                new StoredModels(context.keyed()),
                rules.views(),
                rules.models(),
                rules.judges());
        for (ReferenceSource source : rules.sources()) {
            references.add(new ReferenceCount(connection, context, source, others, rules.ownership(), bits));
        }
    }

    /** @param instances the ids of each tenant's instances */
    GroupFindings judge(Map<String, List<String>> instances) throws SQLException {
        Counter models = new Counter();
        Samples unknownTypes = new Samples();
        Samples unheld = new Samples();
        ModelJudge judge = new ModelJudge(
                rules.views().catalogue(),
                rules.ownership(),
                rules.views().typesAreBits(),
                models,
                unknownTypes,
                unheld);
        TenantGroup group = reader.read(instances);
        group.states().forEach(state -> {
            ProviderEndpoints provider = ProviderEndpoints.of(state);
            judge.judge(provider, group.stored());
            estimate.count(provider, group.stored());
        });
        List<ReferenceFindings> found = new ArrayList<>();
        for (ReferenceCount count : references) {
            found.add(count.count(group));
        }
        return new GroupFindings(models, unknownTypes, unheld, found);
    }

    /** Instances without a provider. */
    GroupFindings judgeOrphans(List<String> instances) throws SQLException {
        reader.seeOrphans(instances);
        return GroupFindings.ofNobody(references.size());
    }

    /** Rows of which no tenant knows: only their columns for ids count. */
    GroupFindings judgeUnowned() throws SQLException {
        List<ReferenceFindings> found = new ArrayList<>();
        for (ReferenceCount count : references) {
            found.add(count.countUnowned());
        }
        return new GroupFindings(new Counter(), new Samples(), new Samples(), found);
    }

    void seeModelsWithoutInstance() throws SQLException {
        reader.seeModelsWithoutInstance();
    }

    /** How many rows of tenant_model it has read. */
    long modelsSeen() {
        return reader.modelsSeen();
    }

    /** What a repair would bring back of the tenants it has read. */
    Repairable repairable() {
        return estimate.result();
    }
}
