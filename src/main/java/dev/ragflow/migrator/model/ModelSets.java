package dev.ragflow.migrator.model;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The model sets seen last, by their contents: what the catalogue gives is the same for all instances of a provider. For many threads. */
final class ModelSets {

    /** A model of a set takes about 200 bytes. */
    private static final int MOST = 60_000;

    private final Map<InstanceContents.Key, ModelSet> sets = new LinkedHashMap<>(16, 0.75f, true);
    private int models;

    synchronized @Nullable ModelSet get(InstanceContents.Key key) {
        return sets.get(key);
    }

    synchronized void put(InstanceContents.Key key, ModelSet set) {
        if (sets.put(key, set) == null) {
            models += set.size();
        }
        Iterator<ModelSet> oldest = sets.values().iterator();
        while (models > MOST && oldest.hasNext()) {
            models -= oldest.next().size();
            oldest.remove();
        }
    }
}
