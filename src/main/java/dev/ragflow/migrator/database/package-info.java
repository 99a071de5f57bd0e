/** Connections, dialects, locks and database errors. */
@NullMarked
package dev.ragflow.migrator.database;

import org.jspecify.annotations.NullMarked;
