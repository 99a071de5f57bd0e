/** {@code make bench}: how fast the packaged program is, against the time the server itself needs for the same rows. */
@NullMarked
package dev.ragflow.migrator.bench;

import org.jspecify.annotations.NullMarked;
