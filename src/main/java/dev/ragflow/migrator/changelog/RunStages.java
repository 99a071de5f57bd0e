package dev.ragflow.migrator.changelog;

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
    private static final String IDS = "tenant_model_id_migration";

    private static final List<String> REFERENCES = List.of(
            "tenant",
            "knowledgebase",
            "dialog",
            "memory",
            "document",
            "search",
            "user_canvas",
            "user_canvas_version",
            "api_4_conversation",
            "pipeline_operation_log",
            "connector",
            "evaluation_runs",
            "compilation_template");

    private record Text(String purpose, List<String> tables) {}

    private static final Map<String, Text> TEXTS = Map.of(
            SCHEMA,
            new Text("tables, keys, columns and indexes; moves no model", List.of("every table of the release")),
            "tenant_model_provider",
            new Text("one provider for each factory a tenant uses", List.of("tenant_model_provider")),
            "tenant_model_instance",
            new Text("one instance for each key and base URL of a provider", List.of("tenant_model_instance")),
            "tenant_model",
            new Text("disabled models, and those the catalogue does not have", List.of("tenant_model")),
            "model_id_config",
            new Text("stored references become name@instance@provider", REFERENCES),
            "tenant_model_seeding",
            new Text("every model that can be used gets a row", List.of("ragflow_migrator_tenant_model")),
            "model_type_merge",
            new Text("one row per model, its types as bits", List.of("tenant_model", "tenant_model_backup")),
            IDS,
            new Text(
                    "ids of default models beside their names", List.of("tenant", "knowledgebase", "dialog", "memory")),
            CUT_OVER,
            new Text(
                    "what pods of the old release cannot read: renamed columns, names of types",
                    List.of("tenant_llm", "document", "task", "knowledgebase")));

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
                .map(stage -> {
                    Text text = TEXTS.getOrDefault(stage.getKey(), new Text("", List.of()));
                    return new RunStage(stage.getKey(), text.purpose(), text.tables(), stage.getValue());
                })
                .toList());
    }

    private static String nameFor(String step) {
        if (step.startsWith("stage/")) {
            return step.substring("stage/".length());
        }
        if (step.equals("id-columns")) {
            return IDS;
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
