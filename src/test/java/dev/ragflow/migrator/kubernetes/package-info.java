/** Stopping and starting Deployments, against what stands for an API server; make e2e-kube has a real one. */
@NullMarked
package dev.ragflow.migrator.kubernetes;

import org.jspecify.annotations.NullMarked;
