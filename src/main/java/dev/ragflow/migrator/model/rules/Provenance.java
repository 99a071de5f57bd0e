package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.Provider;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who wrote a provider's rows in the new tables, and therefore how far {@code tenant_llm} may still decide about them. The new
 * tables win; the old one is the truth only while no user can have worked with the new ones.
 *
 * <p>A provider that is missing:
 *
 * <table>
 * <caption>no row in tenant_model_provider</caption>
 * <tr><th>marker below v0.26.0</th><th>stage has finished before</th><th>legacy row</th><th>decision</th></tr>
 * <tr><td>yes</td><td>any</td><td>any</td><td>{@link #COMPLETE}</td></tr>
 * <tr><td>no</td><td>no</td><td>any</td><td>{@link #LEAVE}: a user deleted it</td></tr>
 * <tr><td>no</td><td>yes</td><td>created since</td><td>{@link #CATCH_UP}</td></tr>
 * <tr><td>no</td><td>yes</td><td>older</td><td>{@link #LEAVE}</td></tr>
 * </table>
 *
 * <p>A provider that is there; "ours" is one made since this program first began its provider stage and, where its instance
 * stage has finished, since then:
 *
 * <table>
 * <caption>a row in tenant_model_provider</caption>
 * <tr><th>marker below v0.26.0</th><th>instances</th><th>stage has finished before</th><th>decision</th></tr>
 * <tr><td>yes</td><td>none</td><td>no</td><td>{@link #COMPLETE}: a script was killed in between</td></tr>
 * <tr><td>yes</td><td>none</td><td>yes, provider ours</td><td>{@link #COMPLETE}: our own catch-up</td></tr>
 * <tr><td>yes</td><td>none</td><td>yes, provider older</td><td>{@link #CATCH_UP}</td></tr>
 * <tr><td>yes</td><td>all unedited and named by a script (default, default-N, the factory's name)</td><td>no</td>
 *   <td>{@link #COMPLETE}</td></tr>
 * <tr><td>yes</td><td>all unedited and named by a script</td><td>yes</td><td>{@link #CATCH_UP}</td></tr>
 * <tr><td>yes</td><td>one edited, or named by a user</td><td>any</td><td>{@link #REPAIR}</td></tr>
 * <tr><td>no</td><td>none, provider ours</td><td>no</td><td>{@link #COMPLETE}: this program was killed in between</td></tr>
 * <tr><td>no</td><td>none, provider not ours</td><td>no</td><td>{@link #LEAVE}: a user deleted them</td></tr>
 * <tr><td>no</td><td>some</td><td>no</td><td>{@link #REPAIR}</td></tr>
 * <tr><td>no</td><td>none, or all unedited and named by a script</td><td>yes</td><td>{@link #CATCH_UP}</td></tr>
 * <tr><td>no</td><td>one edited, or named by a user</td><td>yes</td><td>{@link #REPAIR}</td></tr>
 * </table>
 *
 * <p>The models of an instance:
 *
 * <table>
 * <caption>rows of tenant_model for an instance</caption>
 * <tr><th>instance</th><th>marker below v0.26.0</th><th>stage has finished before</th><th>decision</th></tr>
 * <tr><td>edited, or named by a user</td><td>any</td><td>any</td><td>{@link #LEAVE}</td></tr>
 * <tr><td>else, made since</td><td>any</td><td>any</td><td>{@link #COMPLETE}: new, or this program was killed in between</td></tr>
 * <tr><td>else</td><td>any</td><td>yes</td><td>{@link #CATCH_UP}</td></tr>
 * <tr><td>else</td><td>yes</td><td>no</td><td>{@link #COMPLETE}</td></tr>
 * <tr><td>else</td><td>no</td><td>no</td><td>{@link #LEAVE}</td></tr>
 * </table>
 *
 * <p>A repair, which the operator asks for, makes {@link #COMPLETE} of it all, except where an instance that a user changed may
 * stand for an old credential, and except for the models of an instance that a user made or changed.
 */
public enum Provenance {
    /** The old table is the truth: whatever it has and the new tables lack is added. */
    COMPLETE,
    /** Only legacy rows that are new since the stage last finished are added, see {@link Run#isNew}. */
    CATCH_UP,
    /** Nothing is added; only what no user can have done is put right. */
    REPAIR,
    /** Nothing is touched. */
    LEAVE;

    /**
     * What a stage knows about the run.
     *
     * @param applicationOwns whether the version marker says that RAGFlow v0.26 or later works with the new tables
     * @param firstStarted when this program first began its provider stage, epoch milliseconds
     * @param lastFinished when this stage last finished, {@link #NEVER} if it has not
     * @param highWater the newest change in tenant_llm that the finished stage saw; a checkpoint that was rewound saw none, so that every
     *     old row is new while the application does not own the new tables, and none once it does
     * @param readSince behind which moment it is read again, see {@link Checkpoint#readSince}
     * @param repair whether what is missing is to be brought back as far as no user's change speaks against it
     */
    public record Run(
            boolean applicationOwns,
            long firstStarted,
            long lastFinished,
            long highWater,
            long readSince,
            boolean repair) {

        static final long NEVER = -1;

        /** @param checkpoint what the stage noted; null if it was never begun */
        public static Run of(boolean applicationOwns, long firstStarted, @Nullable Checkpoint checkpoint) {
            Optional<Checkpoint> noted = Optional.ofNullable(checkpoint);
            long finished = noted.map(Checkpoint::finishedAt).orElse(NEVER);
            // what passes saw is void: all old rows are new, unless users may have decided about them since
            long unseen = finished != NEVER && !applicationOwns ? Long.MIN_VALUE : Long.MAX_VALUE;
            return new Run(
                    applicationOwns,
                    firstStarted,
                    finished,
                    noted.map(Checkpoint::highWater).orElse(unseen),
                    noted.map(Checkpoint::readSince).orElse(unseen),
                    false);
        }

        /** The same run, with a repair. */
        public Run repairing() {
            return new Run(applicationOwns, firstStarted, lastFinished, highWater, readSince, true);
        }

        public boolean finishedBefore() {
            return lastFinished != NEVER;
        }

        private boolean made(long createdAt) {
            return createdAt >= Math.max(firstStarted, lastFinished);
        }

        /**
         * Whether an old row came after the last pass. Once RAGFlow v0.26 works with the new tables only rows that were made
         * since count: the old table's times also move when a model is merely used, and users may have deleted what was there before.
         */
        public boolean isNew(LegacyModel model) {
            return applicationOwns ? model.createdAfter(highWater) : model.touchedAfter(readSince);
        }

        private boolean made(Provider provider) {
            return made(provider.createdAt());
        }

        /** Whether this program made the instance since the last pass, and nobody has changed it. */
        public boolean made(Instance instance) {
            return made(instance.createdAt()) && !instance.isEdited();
        }
    }

    /** Decides about a provider that has no row. */
    static Provenance ofMissing(Run run, List<LegacyRow> rows) {
        if (!run.applicationOwns()) {
            return COMPLETE;
        }
        boolean created = rows.stream().anyMatch(row -> row.model().createdAfter(run.highWater()));
        return run.finishedBefore() && created ? CATCH_UP : LEAVE;
    }

    /**
     * Decides about a provider that has a row.
     *
     * @param spellings the provider's names, which RAGFlow's v0.25 script gave to instances
     */
    static Provenance of(Run run, Provider provider, List<Instance> instances, List<String> spellings) {
        if (instances.isEmpty()) {
            if (run.made(provider) && !(run.applicationOwns() && run.finishedBefore())) {
                return COMPLETE;
            }
            return run.finishedBefore() ? CATCH_UP : run.applicationOwns() ? LEAVE : COMPLETE;
        }
        boolean untouched =
                instances.stream().allMatch(instance -> !instance.isEdited() && instance.isNamedByScript(spellings));
        if (!untouched) {
            return REPAIR;
        }
        if (run.finishedBefore()) {
            return CATCH_UP;
        }
        return run.applicationOwns() ? REPAIR : COMPLETE;
    }

    /** Decides whether rows of {@code tenant_model} may be added to an instance. */
    public static Provenance ofModels(Run run, Instance instance, List<String> spellings) {
        if (instance.isEdited() || !instance.isNamedByScript(spellings)) {
            return LEAVE;
        }
        if (run.repair() || run.made(instance.createdAt())) {
            return COMPLETE;
        }
        if (run.finishedBefore()) {
            return CATCH_UP;
        }
        return run.applicationOwns() ? LEAVE : COMPLETE;
    }
}
