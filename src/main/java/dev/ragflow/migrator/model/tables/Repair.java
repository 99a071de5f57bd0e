package dev.ragflow.migrator.model.tables;

import java.util.HashSet;
import java.util.Set;

/** Whether the operator asked for a repair, and what of it this run has done: a repair sees all rows, once in a run. */
public final class Repair {

    private final boolean wanted;
    private final Set<String> done = new HashSet<>();

    public Repair(boolean wanted) {
        this.wanted = wanted;
    }

    public boolean isDue(String stage) {
        return wanted && !done.contains(stage);
    }

    public void finished(String stage) {
        done.add(stage);
    }
}
