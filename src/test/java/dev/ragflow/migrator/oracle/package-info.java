/**
 * An independent reading of the model-table rules: hard cases as data, what the old and the new application make of a
 * database, and a check that a migration preserved it. Shares no code with the program.
 */
@NullMarked
package dev.ragflow.migrator.oracle;

import org.jspecify.annotations.NullMarked;
