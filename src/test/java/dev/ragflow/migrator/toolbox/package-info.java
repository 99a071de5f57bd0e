@NullMarked
package dev.ragflow.migrator.toolbox;

import org.jspecify.annotations.NullMarked;
