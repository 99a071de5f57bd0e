/** A legacy RAGFlow database of any size, for the demo and for measurements. */
@NullMarked
package dev.ragflow.migrator.demo;

import org.jspecify.annotations.NullMarked;
