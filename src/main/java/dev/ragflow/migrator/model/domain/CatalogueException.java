package dev.ragflow.migrator.model.domain;

/** A model catalogue cannot be read; the message names file and position. A matter of configuration, not of the database. */
public final class CatalogueException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    CatalogueException(String message) {
        super(message);
    }
}
