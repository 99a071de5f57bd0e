package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.model.domain.Factories;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.ModelReference;
import dev.ragflow.migrator.model.domain.OldReference;
import dev.ragflow.migrator.model.domain.Slot;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a stored reference becomes. It is rewritten only if it means a row of the owner's {@code tenant_llm} by the old rules, or if
 * it has exactly two parts of which the second is a known provider. Everything else stays as it is.
 *
 * <p>The result of one pass must survive the next. So the old rules come first only while nobody else can have written: in the
 * first pass, while the version marker is below v0.26.0. Even then {@code m@i@P} stays as it is if the tenant has a model {@code m}
 * at the instance {@code i}, and {@code m@default@P} if it has one anywhere at the provider, be there a model {@code m@default} or
 * not.
 */
public final class ReferenceRules {

    /** What becomes of a reference. */
    public enum Kind {
        /** It means a model of the old table, and names where that is now. */
        RESOLVED,
        /** It means the provider's default instance, and says so now. */
        DEFAULTED,
        /** It has the new form already. */
        MIGRATED,
        /** Its model's credential is in none of the new instances. */
        HOMELESS,
        /** The same, but the application has just written the model: the next pass finds its instance. */
        PENDING,
        /** The old application found nothing either. */
        UNKNOWN
    }

    /**
     * @param text the new text; the old one where nothing changes
     * @param extras rows of tenant_model that the place of the reference asks for
     */
    public record Outcome(Kind kind, String text, List<Extra> extras) {

        private static Outcome of(Kind kind, String text) {
            return new Outcome(kind, text, List.of());
        }
    }

    /**
     * A model that a reference uses for something it is not listed for.
     *
     * @param retired whether v0.26 must not find a row of it
     * @param unlisted whether nothing but its use tells what it does
     * @param onlyUnedited whether it must have a row that nobody edited: where the reference has the new form, a missing row was
     *     deleted by a user
     */
    public record Extra(
            String providerId,
            String instanceId,
            ModelRows.Row row,
            boolean retired,
            boolean unlisted,
            boolean onlyUnedited) {}

    private final boolean firstPass;
    private final boolean applicationOwns;
    private final boolean repair;
    private final AddedAfter withoutInstance;
    private final AddedAfter unseen;

    /**
     * @param firstPass whether the stage has never finished on this table
     * @param applicationOwns whether the version marker says that RAGFlow v0.26 or later works with the new tables
     * @param repair whether the old table also decides about references to {@code default} that no user can have meant
     * @param withoutInstance the models that came behind the last pass that makes instances
     * @param unseen those that may have come behind the last run of this stage
     */
    public ReferenceRules(
            boolean firstPass, boolean applicationOwns, boolean repair, AddedAfter withoutInstance, AddedAfter unseen) {
        this.withoutInstance = withoutInstance;
        this.unseen = unseen;
        this.firstPass = firstPass;
        this.applicationOwns = applicationOwns;
        this.repair = repair;
    }

    public boolean isRepair() {
        return repair;
    }

    /**
     * Says what a reference becomes.
     *
     * @param hint number of the tenant_llm row that v0.25 left beside the reference
     * @param onlyModels whether a text that means no model is to be left alone, whatever it looks like
     * @param writtenAt when the text was last written, epoch milliseconds: it cannot name an instance made since
     */
    public Outcome apply(
            TenantModels models, String text, Slot slot, @Nullable Long hint, boolean onlyModels, long writtenAt) {
        Optional<ModelReference> migrated = ModelReference.parse(text).filter(models::exists);
        boolean oldRulesFirst = firstPass && !applicationOwns;
        if (migrated.isPresent() && (!oldRulesFirst || isOwnOutput(models, migrated.get()))) {
            return inNewForm(models, text, migrated.get(), slot, writtenAt);
        }
        boolean shortForm = !onlyModels && OldReference.isNameAtFactory(text, models.factories());
        if (shortForm && applicationOwns && !firstPass && meansDefault(models, text)) {
            return Outcome.of(Kind.MIGRATED, text);
        }
        Optional<LegacyModel> model = models.legacy().find(text, models.factories(), slot, hint);
        Optional<TenantModels.Home> home = model.flatMap(models::home);
        if (model.isPresent() && home.isPresent()) {
            return resolved(model.get(), home.get(), slot);
        }
        if (migrated.isPresent()) {
            return inNewForm(models, text, migrated.get(), slot, writtenAt);
        }
        if (model.isPresent() && withoutInstance.has(model.get())) {
            return Outcome.of(Kind.PENDING, text);
        }
        if (shortForm) {
            return withDefault(models, text);
        }
        return model.isPresent() ? homeless(models, text, model.get()) : unknown(models, text, slot);
    }

    /** Whether this program may have written the text: what it wrote must never change again. */
    private static boolean isOwnOutput(TenantModels models, ModelReference reference) {
        return models.provider(reference.provider())
                .map(provider -> models.has(provider, reference))
                .orElse(false);
    }

    /** The old table decides about references to {@code default} that no user can have meant. */
    private Outcome inNewForm(TenantModels models, String text, ModelReference reference, Slot slot, long writtenAt) {
        TenantModels.ProviderView provider =
                models.provider(reference.provider()).orElseThrow();
        if (reference.instance().equals(ModelReference.DEFAULT_INSTANCE)) {
            Optional<LegacyModel> model = models.legacy()
                    .find(reference.model() + "@" + reference.provider(), models.factories(), slot, null)
                    .filter(found -> decides(found, provider));
            Optional<TenantModels.Home> home = model.flatMap(models::home)
                    .filter(found -> found.provider().equals(provider))
                    .filter(found -> !repair || writtenAt < found.madeAt());
            if (model.isPresent() && home.isPresent()) {
                return resolved(model.get(), home.get(), slot);
            }
        }
        // a model of a retired provider has no rows that could tell its types
        List<Extra> extras = models.home(provider, reference)
                .filter(home -> home.rows().isRetired() || home.rows().types().isEmpty())
                .map(home -> extras(home, slot, !home.rows().isRetired()))
                .orElseGet(() -> models.formerlyBuiltIn(provider, reference, slot));
        return new Outcome(Kind.MIGRATED, text, extras);
    }

    /**
     * RAGFlow's own script wrote {@code default} for every instance, and an earlier pass did so for a model that an old pod had yet to
     * write.
     */
    private boolean decides(LegacyModel model, TenantModels.ProviderView provider) {
        return repair || (firstPass && provider.renamed()) || (!applicationOwns && unseen.isNew(model));
    }

    private static Outcome resolved(LegacyModel model, TenantModels.Home home, Slot slot) {
        return new Outcome(Kind.RESOLVED, home.reference(model).text(), extras(home, slot, false));
    }

    private static List<Extra> extras(TenantModels.Home home, Slot slot, boolean onlyUnedited) {
        return home
                .rows()
                .neededFor(slot)
                .map(row -> new Extra(
                        home.provider().id(),
                        home.instanceId(),
                        row,
                        home.rows().isRetired(),
                        home.rows().types().isEmpty(),
                        onlyUnedited))
                .stream()
                .toList();
    }

    private static boolean meansDefault(TenantModels models, String text) {
        return models.provider(Factories.canonical(text.substring(text.indexOf('@') + 1)))
                .map(TenantModels.ProviderView::hasDefault)
                .orElse(false);
    }

    private static Outcome withDefault(TenantModels models, String text) {
        int at = text.indexOf('@');
        String provider = Factories.canonical(text.substring(at + 1));
        Optional<TenantModels.ProviderView> own = models.provider(provider);
        if (own.isPresent() && !own.get().instances().isEmpty() && !own.get().hasDefault()) {
            // the short form finds the provider's only instance; naming one that is not there would not
            return Outcome.of(Kind.MIGRATED, text);
        }
        String name = own.map(TenantModels.ProviderView::name).orElse(provider);
        String reference = new ModelReference(text.substring(0, at), ModelReference.DEFAULT_INSTANCE, name).text();
        return Outcome.of(Kind.DEFAULTED, reference);
    }

    /** RAGFlow's script may have cut the reference's end off. */
    private static Outcome unknown(TenantModels models, String text, Slot slot) {
        return ModelReference.mayBeCut(text)
                ? models.beginningWith(text, slot)
                        .map(whole -> resolved(whole.model(), whole.home(), slot))
                        .orElseGet(() -> Outcome.of(Kind.UNKNOWN, text))
                : Outcome.of(Kind.UNKNOWN, text);
    }

    /** A user has changed the credential since: the provider's default instance is what is meant now. */
    private static Outcome homeless(TenantModels models, String text, LegacyModel model) {
        return models.provider(Factories.canonical(model.factory()))
                .filter(TenantModels.ProviderView::hasDefault)
                .map(provider -> Outcome.of(
                        Kind.DEFAULTED,
                        new ModelReference(model.name(), ModelReference.DEFAULT_INSTANCE, provider.name()).text()))
                .orElseGet(() -> Outcome.of(Kind.HOMELESS, text));
    }
}
