/** Real database servers for tests, and the databases RAGFlow's releases create on them. */
@NullMarked
package dev.ragflow.migrator.testing;

import org.jspecify.annotations.NullMarked;
