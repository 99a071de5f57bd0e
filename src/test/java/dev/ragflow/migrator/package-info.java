/** Tests of the project as a whole. */
@NullMarked
package dev.ragflow.migrator;

import org.jspecify.annotations.NullMarked;
