package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.model.domain.Samples;
import dev.ragflow.migrator.model.domain.Sketch;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is checked. The names are stable: programs read them. */
enum Check {
    SCHEMA("Tables, columns and indexes are those of the release", Policy.REQUIRED, Next.MIGRATE),
    PROVIDER_UNIQUE("A tenant has only one provider of a name", Policy.NOT_WORSE, Next.MERGE),
    INSTANCE_UNIQUE("A provider has only one instance of a name", Policy.NOT_WORSE, Next.RENAME),
    DEFAULT_INSTANCE("A provider has at most one instance named default", Policy.NOT_WORSE, Next.RENAME),
    MODEL_UNIQUE("An instance has each model only once", Policy.NOT_WORSE, Next.TWICE),
    INSTANCE_EXTRA(
            "The extra column of an instance is empty or a JSON object of strings", Policy.NOT_WORSE, Next.EXTRA),
    MODEL_EXTRA("The extra column of a model is empty or a JSON object", Policy.NOT_WORSE, Next.EXTRA),
    MODEL_TYPE("Every model has a type that the release knows", Policy.NOT_WORSE, Next.TYPE),
    MODEL_NAME("Every model has a name", Policy.NOT_WORSE, Next.NAMELESS),
    INSTANCE_PROVIDER("Every instance belongs to a provider", Policy.REPORTED, Next.ORPHAN),
    MODEL_PROVIDER("Every model belongs to a provider", Policy.REPORTED, Next.ORPHAN),
    MODEL_INSTANCE("Every model belongs to an instance", Policy.REPORTED, Next.ORPHAN),
    MODEL_AND_INSTANCE("A model and its instance belong to the same provider", Policy.REPORTED, Next.ORPHAN),
    INSTANCE_STATUS("An instance is active or inactive", Policy.NOT_WORSE, Next.STATUS),
    MODEL_STATUS("A model is active, inactive or unsupported", Policy.NOT_WORSE, Next.STATUS),
    INSTANCE_KEY("No instance has a NULL key", Policy.REQUIRED, Next.MIGRATE),
    TIMES("Times are in milliseconds", Policy.REQUIRED, Next.MIGRATE),
    TYPE_NAMES("Old spellings of model types are gone from tenant_llm and llm", Policy.REQUIRED, Next.MIGRATE),
    ID_COLUMNS("Every tenant_*_id names a model of the tenant with that type", Policy.REQUIRED, Next.REPAIR),
    STORED_IDS("Model ids in names and JSON exist", Policy.REPORTED, Next.SELECT),
    REFERENCES("Every stored reference that resolved before still resolves", Policy.NOT_WORSE, Next.REPAIR),
    REFERENCES_CUT("No stored reference is cut off", Policy.REPORTED, Next.SELECT),
    REFERENCES_OFF("Stored references use model types that are switched on", Policy.REPORTED, Next.SELECT),
    MODELS("Every model of tenant_llm has its credential, base URL, type and state", Policy.NOT_WORSE, Next.REPAIR),
    UNKNOWN_TYPES("The type of every model of tenant_llm is known", Policy.REPORTED, Next.UNKNOWN_TYPE),
    UNKNOWN_IDS("References by id name an existing model", Policy.REPORTED, Next.SELECT),
    REPAIRABLE("The new tables have what tenant_llm has", Policy.REPORTED, Next.MIGRATE_REPAIR),
    UNDECIDED("No old credential is missing next to an instance that a user edited", Policy.REPORTED, Next.CREDENTIAL);

    /** What it means that a check finds something. */
    private enum Policy {
        /** The release does not serve with it, and the program repairs it: a failure. */
        REQUIRED,
        /** RAGFlow lives with it: a failure only where it was not so before the run. */
        NOT_WORSE,
        /** Nobody can decide it, or RAGFlow lives with it and the program never causes it: never a failure. */
        REPORTED
    }

    /** Those that a run neither repairs nor causes, so that what they find before it they find after it. */
    private static final Set<Check> LEFT_BY_RUNS = Set.of(
            INSTANCE_EXTRA,
            MODEL_EXTRA,
            INSTANCE_PROVIDER,
            MODEL_PROVIDER,
            MODEL_INSTANCE,
            MODEL_AND_INSTANCE,
            STORED_IDS,
            UNKNOWN_TYPES,
            UNKNOWN_IDS,
            REPAIRABLE,
            UNDECIDED);

    private static final class Next {
        static final String RUN = "Run migrate, which repairs what it can; if this remains, ";
        static final String MIGRATE = "Run migrate again.";
        static final String REPAIR = "Run migrate again; if this remains, with --repair.";
        static final String MERGE =
                "RAGFlow uses any one of them. Decide which provider stays, move the other's instances to it"
                        + " (UPDATE tenant_model_instance SET provider_id = ...), and run migrate again.";
        static final String RENAME = RUN
                + "rename all but one (UPDATE tenant_model_instance SET instance_name = ...): RAGFlow uses any one of them.";
        static final String TWICE = RUN + "delete all but one by their ids: RAGFlow uses any one of them.";
        static final String EXTRA =
                "RAGFlow cannot read such a row. Look at its extra column, and set it to a JSON object: '{}', or '{\"base_url\":"
                        + " \"...\"}' for an instance with a base URL.";
        static final String TYPE = RUN
                + "set model_type to what the model does, or delete the row by its id: RAGFlow offers it for nothing.";
        static final String NAMELESS = RUN + "delete the row by its id: RAGFlow cannot use it.";
        static final String ORPHAN =
                "RAGFlow does not show these rows, and no model depends on them: they may stay, or be deleted by their ids.";
        static final String STATUS =
                RUN + "set status to active or inactive: RAGFlow treats any other word as switched off.";
        static final String SELECT = "Select a model again where these rows are edited in RAGFlow.";
        static final String UNKNOWN_TYPE =
                "They are left out. Set model_type in tenant_llm to chat, embedding, asr, vision, rerank, tts or ocr and run"
                        + " migrate --repair, or add the models by hand in RAGFlow.";
        static final String MIGRATE_REPAIR =
                "RAGFlow's own script may have lost them, or users deleted them: the database does not show which. Run"
                        + " migrate --repair to restore them all.";
        static final String CREDENTIAL =
                "The edited instance may have replaced it, so not even --repair restores it. Add an instance with that"
                        + " key and base URL in RAGFlow if it is still needed.";

        private Next() {}
    }

    private final String title;
    private final Policy policy;
    private final String next;

    Check(String title, Policy policy, String next) {
        this.title = title;
        this.policy = policy;
        this.next = next;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a run leaves what the check of that name finds. */
    static boolean isLeftByRuns(CheckResult check) {
        return LEFT_BY_RUNS.stream().anyMatch(one -> one.text().equals(check.name()));
    }

    /** For what was found of which only the first samples are known. */
    CheckResult result(long count, List<String> samples) {
        Samples found = new Samples();
        found.add(count, samples);
        return result(found, null);
    }

    /** @param before what was found before the run; null if nothing was looked at */
    CheckResult result(Samples found, @Nullable Baseline before) {
        long failures =
                switch (policy) {
                    case REQUIRED -> found.count();
                    case NOT_WORSE ->
                        before == null ? found.count() : found.sketch().beyond(before.of(this));
                    case REPORTED -> 0;
                };
        return result(found, policy == Policy.REQUIRED ? Sketch.NOTHING : found.sketch(), failures);
    }

    /** For a check that decides by itself how much of what was found is a failure. */
    CheckResult result(Samples found, Sketch tolerable, long failures) {
        return new CheckResult(
                text(), title, policy != Policy.REPORTED, found.count(), failures, found.keys(), next, tolerable);
    }
}
