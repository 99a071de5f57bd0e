package dev.ragflow.migrator.changelog;

import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.release.Release;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stages of a run to a release, in the order in which they depend on each other. */
public final class RunStages {

    /** Tables, columns and indexes; moves no model. */
    public static final String SCHEMA = "schema";

    private static final String CUT_OVER = "cut_over";

    private final List<RunStage> stages;

    private RunStages(List<RunStage> stages) {
        this.stages = List.copyOf(stages);
    }

    /** Those that lead to a release. */
    public static RunStages of(Release target) {
        Map<String, List<Changeset>> changesets = new LinkedHashMap<>();
        for (Changeset changeset : Changesets.upTo(target)) {
            changesets
                    .computeIfAbsent(nameFor(changeset.step()), stage -> new ArrayList<>())
                    .add(changeset);
        }
        // renamed columns of earlier releases wait for the end of the run, too
        List<Changeset> last = changesets.remove(CUT_OVER);
        if (last != null) {
            changesets.put(CUT_OVER, last);
        }
        return new RunStages(changesets.entrySet().stream()
                .map(stage -> stage(stage.getKey(), stage.getValue()))
                .toList());
    }

    private static RunStage stage(String name, List<Changeset> changesets) {
        return switch (name) {
            case SCHEMA ->
                new RunStage(
                        name,
                        "tables, keys, columns and indexes; moves no model",
                        List.of("every table of the release"),
                        changesets);
            case CUT_OVER ->
                new RunStage(
                        name,
                        "what pods of the old release cannot read: renamed columns, names of types",
                        List.of("tenant_llm", "document", "task", "knowledgebase"),
                        changesets);
            default -> {
                StageName stage = StageName.of(name);
                yield new RunStage(name, stage.purpose(), stage.tables(), changesets);
            }
        };
    }

    private static String nameFor(String step) {
        if (step.startsWith(Steps.STAGE)) {
            return step.substring(Steps.STAGE.length());
        }
        if (step.equals("id-columns")) {
            return StageName.IDS.text();
        }
        return step.startsWith("cut-over/") || step.equals("type-names") ? CUT_OVER : SCHEMA;
    }

    public List<RunStage> all() {
        return stages;
    }

    public List<String> names() {
        return stages.stream().map(RunStage::name).toList();
    }

    /** The stage that runs a step. */
    public Optional<String> of(String step) {
        return stages.stream()
                .filter(stage -> stage.runs(step))
                .map(RunStage::name)
                .findFirst();
    }

    /** Whether one of the chosen stages runs the step. */
    public boolean run(Collection<String> chosen, String step) {
        return of(step).filter(chosen::contains).isPresent();
    }

    /**
     * What must be done before the chosen stages can run: those that are not chosen, come before one that is, and have work.
     *
     * @param withWork names of the steps with something to do
     */
    public List<String> gaps(Collection<String> chosen, Collection<String> withWork) {
        int last = -1;
        for (int i = 0; i < stages.size(); i++) {
            if (chosen.contains(stages.get(i).name())) {
                last = i;
            }
        }
        return stages.subList(0, last + 1).stream()
                .filter(stage -> !chosen.contains(stage.name()))
                .filter(stage -> withWork.stream().anyMatch(stage::runs))
                .map(RunStage::name)
                .toList();
    }

    /** The stages that have something to do, in order. */
    public List<String> open(Collection<String> withWork) {
        return stages.stream()
                .filter(stage -> withWork.stream().anyMatch(stage::runs))
                .map(RunStage::name)
                .toList();
    }
}
