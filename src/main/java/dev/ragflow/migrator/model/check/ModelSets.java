package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.tables.BoundedCache;
import dev.ragflow.migrator.model.tables.InstanceContents;
import org.jspecify.annotations.Nullable;

/** The model sets seen last, by their contents: what the catalogue gives is the same for all instances of a provider. For many threads. */
final class ModelSets {

    /** A model of a set takes about 200 bytes. */
    private static final int MOST_MODELS = 60_000;

    private final BoundedCache<InstanceContents.Key, ModelSet> sets = new BoundedCache<>(MOST_MODELS, ModelSet::size);

    synchronized @Nullable ModelSet get(InstanceContents.Key key) {
        return sets.get(key);
    }

    synchronized void put(InstanceContents.Key key, ModelSet set) {
        sets.put(key, set);
    }
}
