/** As much of Kubernetes as it takes to stop RAGFlow's pods and to start them again. */
@NullMarked
package dev.ragflow.migrator.kubernetes;

import org.jspecify.annotations.NullMarked;
