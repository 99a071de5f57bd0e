/** The record of what ran, in the database itself. */
@NullMarked
package dev.ragflow.migrator.history;

import org.jspecify.annotations.NullMarked;
