/**
 * Judges what became of every old model and every stored reference: the count of what is preserved, and what is not with keys and reasons.
 *
 * <p>It reads the same tables as the stages and shares none of their decisions with them; findings and failures are told apart in {@code verify}.
 *
 * <p>Begin with {@link dev.ragflow.migrator.model.check.PreservationCount}.
 */
@NullMarked
package dev.ragflow.migrator.model.check;

import org.jspecify.annotations.NullMarked;
