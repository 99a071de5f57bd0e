/**
 * RAGFlow's tables as this database has them: which exist, with which columns, their rows by key, and the tables of this program that stand beside them.
 *
 * <p>What a row should say is decided in {@code rules}; in which order rows are passed, in {@code stages}.
 *
 * <p>Begin with {@link dev.ragflow.migrator.model.tables.StageContext} and {@link dev.ragflow.migrator.model.tables.TenantReader}.
 */
@NullMarked
package dev.ragflow.migrator.model.tables;

import org.jspecify.annotations.NullMarked;
