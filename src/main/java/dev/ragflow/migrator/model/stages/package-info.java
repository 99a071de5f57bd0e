/**
 * The stages: passes over tables in chunks that read, ask {@code rules}, and write, each chunk in one transaction with its checkpoint.
 *
 * <p>What is to be written is not decided here, and whether it was written right is judged in {@code check}.
 *
 * <p>Begin with {@link dev.ragflow.migrator.model.stages.Stage} and {@link dev.ragflow.migrator.model.stages.TenantStage}.
 */
@NullMarked
package dev.ragflow.migrator.model.stages;

import org.jspecify.annotations.NullMarked;
