/** Working through large tables in chunks, and what came of it. */
@NullMarked
package dev.ragflow.migrator.batch;

import org.jspecify.annotations.NullMarked;
