package dev.ragflow.migrator.model.domain;

/** What sets an instance apart from the others of its provider. */
public record InstanceName(String id, String name, boolean active) {

    public static InstanceName of(Instance instance) {
        return new InstanceName(instance.id(), instance.name(), instance.active());
    }
}
