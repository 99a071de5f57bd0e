package dev.ragflow.migrator.kubernetes;

/** What Kubernetes would not do, in a sentence for the operator. */
public final class KubernetesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KubernetesException(String message) {
        super(message);
    }
}
