/** Liquibase adapters: each changeset runs a step, and each step delegates to the packages that know how. */
@NullMarked
package dev.ragflow.migrator.changelog;

import org.jspecify.annotations.NullMarked;
