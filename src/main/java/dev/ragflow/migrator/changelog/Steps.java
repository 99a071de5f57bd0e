package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.database.MigrationException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The steps of a run by the name under which the changelog calls them, for example {@code table/document}. */
public final class Steps {

    private final Map<String, Step> byName = new LinkedHashMap<>();

    Steps add(String name, Step step) {
        if (byName.put(name, step) != null) {
            throw new IllegalArgumentException("Two steps are named " + name);
        }
        return this;
    }

    /**
     * @throws IllegalArgumentException when the changelog names a step that does not exist
     */
    Step named(String name) {
        Step step = byName.get(name);
        if (step == null) {
            throw new IllegalArgumentException("The changelog names an unknown step: " + name);
        }
        return step;
    }

    /** All names, in the order in which the steps were added. */
    public Set<String> names() {
        return byName.keySet();
    }

    /** The names of the steps that have something to do now. */
    public List<String> withWork() {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, Step> step : byName.entrySet()) {
            try {
                if (step.getValue().hasWork()) {
                    names.add(step.getKey());
                }
            } catch (SQLException e) {
                throw new MigrationException("Could not look whether " + step.getKey() + " has work to do", e);
            }
        }
        return names;
    }
}
