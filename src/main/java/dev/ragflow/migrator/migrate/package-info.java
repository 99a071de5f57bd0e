/** A run: wait, lock, update to a release, check, marker, summary. */
@NullMarked
package dev.ragflow.migrator.migrate;

import org.jspecify.annotations.NullMarked;
