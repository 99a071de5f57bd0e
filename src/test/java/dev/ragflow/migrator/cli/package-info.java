/** Tests of the program as its users call it. */
@NullMarked
package dev.ragflow.migrator.cli;

import org.jspecify.annotations.NullMarked;
