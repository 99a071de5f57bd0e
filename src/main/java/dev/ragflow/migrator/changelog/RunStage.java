package dev.ragflow.migrator.changelog;

import java.util.List;

/**
 * A part of a run that can be asked for by its name.
 *
 * @param name as the operator types it; for model data, the name that RAGFlow's own script gives it
 * @param purpose what it does, one phrase
 * @param tables the tables it writes; for {@link RunStages#SCHEMA} in words
 * @param changesets what it runs, in order
 */
public record RunStage(String name, String purpose, List<String> tables, List<Changeset> changesets) {

    public RunStage {
        tables = List.copyOf(tables);
        changesets = List.copyOf(changesets);
    }

    boolean runs(String step) {
        return changesets.stream().anyMatch(changeset -> changeset.step().equals(step));
    }
}
