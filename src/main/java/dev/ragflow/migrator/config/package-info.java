/** The settings of a run and where they come from: flags, environment, RAGFlow's service_conf.yaml, defaults. */
@NullMarked
package dev.ragflow.migrator.config;

import org.jspecify.annotations.NullMarked;
