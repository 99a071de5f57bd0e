/** The numbers of a run, and the ways they leave it: a Pushgateway, an endpoint to be scraped, a file. */
@NullMarked
package dev.ragflow.migrator.metrics;

import org.jspecify.annotations.NullMarked;
