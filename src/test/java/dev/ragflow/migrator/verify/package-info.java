@NullMarked
package dev.ragflow.migrator.verify;

import org.jspecify.annotations.NullMarked;
