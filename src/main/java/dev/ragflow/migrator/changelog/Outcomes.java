package dev.ragflow.migrator.changelog;

import org.jspecify.annotations.Nullable;

/** Carries the outcome of the step that just ran from the change to the listener. */
final class Outcomes {

    private @Nullable StepOutcome latest;

    void put(StepOutcome outcome) {
        latest = outcome;
    }

    /** The outcome of the step that just ran, once. */
    @Nullable
    StepOutcome take() {
        StepOutcome outcome = latest;
        latest = null;
        return outcome;
    }
}
