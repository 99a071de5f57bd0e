@NullMarked
package dev.ragflow.migrator.report;

import org.jspecify.annotations.NullMarked;
