/**
 * RAGFlow's models and the references to them, from the old table to the new ones. Only the way in for changelog, verification
 * and preview is here: {@link dev.ragflow.migrator.model.ModelStages}, the list of stages.
 *
 * <p>The rooms, each of which uses only those named after it: {@code stages} and {@code check}, {@code tables}, {@code rules},
 * {@code domain}.
 */
@NullMarked
package dev.ragflow.migrator.model;

import org.jspecify.annotations.NullMarked;
