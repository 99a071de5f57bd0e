@NullMarked
package dev.ragflow.migrator.release;

import org.jspecify.annotations.NullMarked;
