/** The proof: what must hold in a database that was migrated to a release, checked without changing anything. */
@NullMarked
package dev.ragflow.migrator.verify;

import org.jspecify.annotations.NullMarked;
