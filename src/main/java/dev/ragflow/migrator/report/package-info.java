/** What a run reports at its end: one result, as text for the terminal, as a page for people and as data for programs. */
@NullMarked
package dev.ragflow.migrator.report;

import org.jspecify.annotations.NullMarked;
