/**
 * What RAGFlow means by a model, a credential, an endpoint and a reference to a model: values and their parsing, and rows as values.
 *
 * <p>No connection and no decision about what is to be written lives here; those are in {@code rules} and beyond.
 *
 * <p>Begin with {@link dev.ragflow.migrator.model.domain.Credential} and {@link dev.ragflow.migrator.model.domain.ModelReference}.
 */
@NullMarked
package dev.ragflow.migrator.model.domain;

import org.jspecify.annotations.NullMarked;
