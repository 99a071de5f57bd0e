package dev.ragflow.migrator.migrate;

import dev.ragflow.migrator.changelog.ChangelogUpdate;
import dev.ragflow.migrator.changelog.RunStages;
import dev.ragflow.migrator.changelog.Steps;
import dev.ragflow.migrator.config.ConfigurationException;
import dev.ragflow.migrator.config.RunMode;
import dev.ragflow.migrator.config.Setting;
import dev.ragflow.migrator.config.ToolSettings;
import dev.ragflow.migrator.config.UnknownName;
import dev.ragflow.migrator.release.Release;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which stages a run goes through.
 *
 * @param stages their names; empty for all
 * @param marks whether a run that finds everything done may write the version marker
 * @param changelog a changelog of the operator's, to be applied after the release's
 */
public record RunScope(Set<String> stages, boolean marks, Optional<Path> changelog) {

    /** Everything. */
    public static final RunScope ALL = new RunScope(Set.of(), true, Optional.empty());

    public RunScope {
        stages = Set.copyOf(stages);
    }

    /**
     * What the operator asked for.
     *
     * @throws ConfigurationException for a stage that the target release does not have
     */
    public static RunScope of(ToolSettings tools, Release target) {
        if (tools.mode() == RunMode.TABLES_ONLY) {
            return new RunScope(Set.of(RunStages.SCHEMA), false, Optional.empty());
        }
        List<String> known = RunStages.of(target).names();
        for (String stage : tools.stages()) {
            if (!known.contains(stage)) {
                throw new ConfigurationException(Setting.STAGES.flag() + ": " + target + " has no stage "
                        + UnknownName.of(stage, known).sentence() + "; the command stages lists them");
            }
        }
        tools.changelog().ifPresent(RunScope::requireChangelog);
        return new RunScope(Set.copyOf(tools.stages()), true, tools.changelog());
    }

    private static void requireChangelog(Path file) {
        try {
            ChangelogUpdate.requireChangelog(file);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(Setting.CHANGELOG.flag() + ": " + e.getMessage());
        }
    }

    /** Whether the run goes through all stages. */
    public boolean isAll() {
        return stages.isEmpty();
    }

    /**
     * Whether the run goes through a stage of the models.
     *
     * @param marked the steps that the operator has marked as done
     */
    public boolean goesThrough(String stage, Collection<String> marked) {
        return (isAll() || stages.contains(stage)) && !marked.contains(Steps.STAGE + stage);
    }

    /**
     * @param pending names of the steps with something to do
     * @throws ConfigurationException where a stage before the chosen ones is not done
     */
    public void refuseGaps(RunStages all, List<String> pending) {
        List<String> gaps = all.gaps(stages, pending);
        if (!gaps.isEmpty()) {
            throw new ConfigurationException(Setting.STAGES.flag() + ": " + String.join(", ", gaps)
                    + " must be done first; nothing was changed. Name " + (gaps.size() == 1 ? "it" : "them")
                    + ", too, or run all stages");
        }
    }
}
