package dev.ragflow.migrator.model;

import java.util.HashSet;
import java.util.Set;

/** Whether the operator asked for a repair, and what of it this run has done: a repair sees all rows, once in a run. */
final class Repair {

    private final boolean wanted;
    private final Set<String> done = new HashSet<>();

    Repair(boolean wanted) {
        this.wanted = wanted;
    }

    boolean isDue(String stage) {
        return wanted && !done.contains(stage);
    }

    void finished(String stage) {
        done.add(stage);
    }
}
