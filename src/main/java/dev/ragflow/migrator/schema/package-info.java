/**
 * What a RAGFlow release expects of the database's shape, what the live database looks like, how the two differ, and the
 * changes that bring the second to the first. Everything is decided from the shape of the database, so that each change can
 * run twice and can be killed in.
 */
@NullMarked
package dev.ragflow.migrator.schema;

import org.jspecify.annotations.NullMarked;
