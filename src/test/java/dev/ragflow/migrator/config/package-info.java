/** Tests of where settings come from. */
@NullMarked
package dev.ragflow.migrator.config;

import org.jspecify.annotations.NullMarked;
