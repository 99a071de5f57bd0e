/** The commands beside the migration: they look, tell, and remedy. */
@NullMarked
package dev.ragflow.migrator.toolbox;

import org.jspecify.annotations.NullMarked;
