/** What is delivered beside the program: image and workflows. */
@NullMarked
package dev.ragflow.migrator.delivery;

import org.jspecify.annotations.NullMarked;
