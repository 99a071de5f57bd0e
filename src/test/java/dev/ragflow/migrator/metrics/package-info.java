@NullMarked
package dev.ragflow.migrator.metrics;

import org.jspecify.annotations.NullMarked;
