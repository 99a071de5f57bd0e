package dev.ragflow.migrator.changelog;

import liquibase.Scope;

/** Hands the steps of the run to the changes and preconditions that Liquibase makes out of the changelog. */
final class StepsInScope {

    static final String STEPS = "ragflow-migrator.steps";
    static final String LATEST = "ragflow-migrator.latest-outcome";

    private StepsInScope() {}

    static Steps steps() {
        return Scope.getCurrentScope().get(STEPS, Steps.class);
    }

    static Step step(String name) {
        return steps().named(name);
    }

    static LatestOutcome latest() {
        return Scope.getCurrentScope().get(LATEST, LatestOutcome.class);
    }
}
