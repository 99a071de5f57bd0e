package dev.ragflow.migrator.model.check;

/**
 * Sees the rows of the three new tables, each once and in no particular order, while they are read for the count of what is
 * preserved. Of instances that have the very same models, with which nothing is wrong, it sees those of one.
 *
 * NULL texts are empty, times are epoch milliseconds (or seconds, which is for the visitor to find), 0 for NULL.
 */
public interface StoredRowVisitor {

    /** A row of tenant_model_provider. */
    void provider(String id, long created, long updated);

    /**
     * A row of tenant_model_instance.
     *
     * @param hasProvider whether its provider exists
     * @param hasKey whether api_key is other than NULL
     */
    void instance(
            String id, boolean hasProvider, String status, String extra, boolean hasKey, long created, long updated);

    /** A row of tenant_model; tells whether nothing is wrong with it. */
    boolean model(Model row);

    /**
     * An instance that has a model more than once.
     *
     * @param name of the model
     */
    void duplicate(String instanceId, String name);

    /**
     * A row of tenant_model.
     *
     * @param hasProvider whether its provider exists
     * @param hasInstance whether its instance exists
     * @param ofOneProvider false where both exist and the instance is another provider's
     * @param type the type as it is stored, a word or a number
     */
    public record Model(
            String id,
            boolean hasProvider,
            boolean hasInstance,
            boolean ofOneProvider,
            String name,
            String type,
            String status,
            String extra,
            long created,
            long updated) {}

    /** Takes part in the count alone. */
    StoredRowVisitor NONE = new StoredRowVisitor() {
        @Override
        public void provider(String id, long created, long updated) {
            // nothing to check
        }

        @Override
        public void instance(
                String id,
                boolean hasProvider,
                String status,
                String extra,
                boolean hasKey,
                long created,
                long updated) {
            // nothing to check
        }

        @Override
        public boolean model(Model row) {
            return true;
        }

        @Override
        public void duplicate(String instanceId, String name) {
            // nothing to check
        }
    };
}
