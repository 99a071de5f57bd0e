package dev.ragflow.migrator.verify;

import dev.ragflow.migrator.model.Samples;
import java.util.List;

/** What is checked. The names are stable: programs read them. */
enum Check {
    SCHEMA("Tables, columns and indexes are those of the release", Next.MIGRATE),
    PROVIDER_UNIQUE("A tenant has one provider of a name", Next.MERGE),
    INSTANCE_UNIQUE("A provider has one instance of a name", Next.MIGRATE),
    DEFAULT_INSTANCE("A provider has at most one instance named default", Next.MIGRATE),
    MODEL_UNIQUE("An instance has each model once", Next.MIGRATE),
    INSTANCE_EXTRA("The extra column of an instance is a JSON object of texts", Next.EXTRA),
    MODEL_EXTRA("The extra column of a model is a JSON object", Next.EXTRA),
    MODEL_TYPE("Every model has a type that the release knows", Next.REPAIR),
    MODEL_NAME("Every model has a name", Next.MIGRATE),
    INSTANCE_PROVIDER("Every instance belongs to a provider", Next.ORPHAN, false),
    MODEL_PROVIDER("Every model belongs to a provider", Next.ORPHAN, false),
    MODEL_INSTANCE("Every model belongs to an instance", Next.ORPHAN, false),
    MODEL_AND_INSTANCE("A model and its instance belong to the same provider", Next.ORPHAN, false),
    INSTANCE_STATUS("An instance is active or inactive", Next.STATUS),
    MODEL_STATUS("A model is active, inactive or unsupported", Next.STATUS),
    INSTANCE_KEY("No instance has NULL for its key", "Set api_key to an empty text where no key is needed."),
    TIMES("Times are in milliseconds", Next.MIGRATE),
    TYPE_NAMES("Old spellings of model types are gone from tenant_llm and llm", Next.MIGRATE),
    ID_COLUMNS("Every tenant_*_id names a model of the tenant with that type", Next.REPAIR),
    STORED_IDS("Model ids in names and JSON exist", Next.SELECT, false),
    REFERENCES("Every stored reference that resolved before resolves", Next.REPAIR),
    MODELS("Every model of tenant_llm has its credential, base URL, type and state", Next.REPAIR),
    UNKNOWN_TYPES("Models left out, since nobody knows their type", Next.ADD, false),
    UNKNOWN_IDS("References by an id of no model, deleted since", Next.SELECT, false);

    private static final class Next {
        static final String MIGRATE = "Run migrate again.";
        static final String REPAIR = "Run migrate again; if this remains, with --repair.";
        static final String MERGE =
                "Decide which provider stays, move the other's instances to it, then run migrate again.";
        static final String EXTRA = "Write a JSON object into extra, {} at least.";
        static final String ORPHAN =
                "RAGFlow does not show these rows, and no model depends on them (check models): they may stay.";
        static final String STATUS = "Set status to active or inactive.";
        static final String SELECT = "Select a model again where these rows are edited in RAGFlow.";
        static final String ADD = "Add the models by hand in RAGFlow where they are still wanted.";

        private Next() {}
    }

    private final String title;
    private final String next;
    private final boolean required;

    Check(String title, String next) {
        this(title, next, true);
    }

    Check(String title, String next, boolean required) {
        this.title = title;
        this.next = next;
        this.required = required;
    }

    String text() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    CheckResult result(long count, List<String> samples) {
        return new CheckResult(text(), title, required, count, samples, next);
    }

    CheckResult result(Samples found) {
        return result(found.count(), found.keys());
    }
}
