package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.domain.Samples;

/**
 * What became of references of one table.
 *
 * @param counter names and ids that lead to a model, and those that do not
 * @param unseeded those among the lost that lead to models of the catalogue which RAGFlow's script may have left out
 * @param lostIds ids in names and JSON that name no model that serves there
 * @param unknownIds ids in names and JSON of models that users may have deleted since
 * @param idColumns columns for ids that name no model of the tenant with that type
 * @param off names of models whose type for that purpose is switched off
 * @param cut names that RAGFlow's script may have cut
 */
record ReferenceFindings(
        Counter counter,
        Samples unseeded,
        Samples lostIds,
        Samples unknownIds,
        Samples idColumns,
        Samples off,
        Samples cut) {

    ReferenceFindings() {
        this(new Counter(), new Samples(), new Samples(), new Samples(), new Samples(), new Samples(), new Samples());
    }

    /** Takes what was found elsewhere. */
    void addAll(ReferenceFindings other) {
        counter.addAll(other.counter);
        unseeded.addAll(other.unseeded);
        lostIds.addAll(other.lostIds);
        unknownIds.addAll(other.unknownIds);
        idColumns.addAll(other.idColumns);
        off.addAll(other.off);
        cut.addAll(other.cut);
    }
}
