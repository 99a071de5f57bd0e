package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.domain.Factories;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.ModelReference;
import dev.ragflow.migrator.model.domain.Slot;
import dev.ragflow.migrator.model.tables.Ownership;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says whether a stored reference still leads to a model for its purpose. */
final class ReferenceJudge {

    /** What is known of a reference. */
    enum Verdict {
        /** It leads to a model of its slot's type, or to where the release keeps it although it does not support it. */
        PRESERVED,
        /** It means a row of tenant_llm, and is in the form that the release does not read. */
        OLD_FORM,
        /** It leads to an instance that lacks the model, or the model lacks the type. */
        NO_MODEL,
        /** The same of a model that the catalogue has and the table with types as bits lacks, without a user of v0.27. */
        UNSEEDED,
        /** What it meant is gone, which may be a user's doing. */
        CHANGED,
        /** Its model is of a provider that the release does not have. */
        RETIRED,
        /** It leads to a model that is there, whose type for this purpose was switched off in v0.26. */
        OFF,
        /** It is as long as its column was, and leads nowhere: RAGFlow's script may have cut it. */
        CUT,
        /** It named no model before either. */
        NEVER
    }

    private final Ownership ownership;
    private final boolean typesAreBits;

    ReferenceJudge(Ownership ownership, boolean typesAreBits) {
        this.ownership = ownership;
        this.typesAreBits = typesAreBits;
    }

    /** @param hint number of the tenant_llm row that v0.25 left beside the reference */
    Verdict judge(TenantView view, String text, Slot slot, @Nullable Long hint) {
        Optional<TenantView.Target> target = view.find(text);
        boolean threeParts = ModelReference.parse(text).isPresent();
        if (target.isPresent() && (threeParts || ownership.newTables())) {
            return inNewForm(view, text, target.get(), slot);
        }
        Optional<LegacyModel> model =
                view.legacy().legacy().find(text, view.legacy().factories(), slot, hint);
        if (model.isEmpty()) {
            return target.isPresent() && view.serves(target.get(), slot)
                    ? Verdict.PRESERVED
                    : ModelReference.mayBeCut(text) ? Verdict.CUT : Verdict.NEVER;
        }
        boolean hasHome = view.legacy().home(model.get()).isPresent();
        return hasHome && !ownership.newTables() ? Verdict.OLD_FORM : Verdict.CHANGED;
    }

    private Verdict inNewForm(TenantView view, String text, TenantView.Target target, Slot slot) {
        if (view.serves(target, slot)) {
            return isOfAnotherCredential(view, text, slot) ? Verdict.CHANGED : Verdict.PRESERVED;
        }
        boolean wasThere = ModelReference.parse(text)
                .flatMap(reference -> view.legacy()
                        .provider(reference.provider())
                        .map(provider -> view.legacy().has(provider, reference)))
                .orElse(false);
        if (wasThere && view.isRetired(target)) {
            return Verdict.RETIRED;
        }
        // up to v0.26 the catalogue's models needed no row, so no user can have removed one before v0.27
        boolean seedingMissedIt = typesAreBits && !ownership.typeBits() && view.isBuiltIn(target, slot);
        if (wasThere && !ownership.newTables()) {
            return Verdict.NO_MODEL;
        }
        if (seedingMissedIt) {
            return Verdict.UNSEEDED;
        }
        return wasThere ? Verdict.CHANGED : Verdict.NEVER;
    }

    /** Whether the model's own credential is in none of the instances: then {@code default}, which the script wrote for all, is another's. */
    private boolean isOfAnotherCredential(TenantView view, String text, Slot slot) {
        return ownership.newTables()
                && ModelReference.parse(text)
                        .filter(reference -> reference.instance().equals(ModelReference.DEFAULT_INSTANCE))
                        .flatMap(reference -> view.legacy()
                                .legacy()
                                .find(
                                        reference.model() + "@" + reference.provider(),
                                        view.legacy().factories(),
                                        slot,
                                        null)
                                .filter(model -> model.name().equals(reference.model())
                                        && Factories.canonical(model.factory())
                                                .equals(Factories.canonical(reference.provider()))))
                        .filter(model -> view.legacy().home(model).isEmpty())
                        .isPresent();
    }
}
