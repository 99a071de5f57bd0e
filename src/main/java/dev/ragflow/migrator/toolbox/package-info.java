/** The commands other than the migration: they inspect, report and remedy. */
@NullMarked
package dev.ragflow.migrator.toolbox;

import org.jspecify.annotations.NullMarked;
