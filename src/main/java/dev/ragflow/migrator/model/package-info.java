/**
 * RAGFlow's model tables: what a model, a credential and a reference to a model mean in the old table and in the new ones, and
 * the stages that move one to the other.
 */
@NullMarked
package dev.ragflow.migrator.model;

import org.jspecify.annotations.NullMarked;
