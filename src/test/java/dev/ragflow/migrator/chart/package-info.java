/** The Helm chart, rendered by Helm itself and read back through Kubernetes' own models. */
@NullMarked
package dev.ragflow.migrator.chart;

import org.jspecify.annotations.NullMarked;
