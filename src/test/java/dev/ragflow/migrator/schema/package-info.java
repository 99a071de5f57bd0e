@NullMarked
package dev.ragflow.migrator.schema;

import org.jspecify.annotations.NullMarked;
