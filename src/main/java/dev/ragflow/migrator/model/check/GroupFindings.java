package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.domain.Samples;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was found of some tenants.
 *
 * @param models rows of tenant_llm
 * @param unknownTypes rows of tenant_llm left out, since nobody knows their type
 * @param unheld rows of tenant_llm among the lost whose credential no instance holds, as RAGFlow may have left them
 * @param references by table, in the tables' order
 */
record GroupFindings(Counter models, Samples unknownTypes, Samples unheld, List<ReferenceFindings> references) {

    /** @param tables how many tables hold references */
    static GroupFindings ofNobody(int tables) {
        return new GroupFindings(
                new Counter(),
                new Samples(),
                new Samples(),
                Stream.generate(ReferenceFindings::new).limit(tables).toList());
    }

    /** Takes what was found of others. */
    void addAll(GroupFindings other) {
        models.addAll(other.models);
        unknownTypes.addAll(other.unknownTypes);
        unheld.addAll(other.unheld);
        for (int i = 0; i < references.size(); i++) {
            references.get(i).addAll(other.references.get(i));
        }
    }
}
