/** Tests that need packages of their own, which {@code make e2e} provides: a real Pushgateway, a real Prometheus. */
@NullMarked
package dev.ragflow.migrator.e2e;

import org.jspecify.annotations.NullMarked;
