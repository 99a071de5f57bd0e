/**
 * What the new tables must say for what the old ones say: pure decisions from a picture of a tenant, tested by tables of cases without a server.
 *
 * <p>Nothing here reads or writes a database, counts, or asks a clock; {@code tables} loads the pictures, {@code stages} carries the decisions out.
 *
 * <p>Begin with {@link dev.ragflow.migrator.model.rules.TenantState} and {@link dev.ragflow.migrator.model.rules.TenantRules}.
 */
@NullMarked
package dev.ragflow.migrator.model.rules;

import org.jspecify.annotations.NullMarked;
