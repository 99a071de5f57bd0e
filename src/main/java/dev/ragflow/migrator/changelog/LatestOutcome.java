package dev.ragflow.migrator.changelog;

import org.jspecify.annotations.Nullable;

/** Carries the outcome of the step that just ran from the change to the listener. */
final class LatestOutcome {

    private @Nullable StepOutcome latest;
    private boolean leftOut;

    void put(StepOutcome outcome) {
        latest = outcome;
    }

    /** The changeset that is looked at now is not part of this run. */
    void leaveOut() {
        leftOut = true;
    }

    /** Whether the changeset that was just looked at is not part of this run, once. */
    boolean takeLeftOut() {
        boolean left = leftOut;
        leftOut = false;
        return left;
    }

    /** The outcome of the step that just ran, once. */
    @Nullable
    StepOutcome take() {
        StepOutcome outcome = latest;
        latest = null;
        return outcome;
    }
}
