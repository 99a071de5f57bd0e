package dev.ragflow.migrator.kubernetes;

import dev.ragflow.migrator.kubernetes.ApiServer.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops Deployments and starts them again with as many pods as they had. Both may be repeated at any time. */
public final class Quiesce {

    private static final Logger LOG = LoggerFactory.getLogger(Quiesce.class);

    private static final String APPS = "apis/apps/v1";
    private static final String CORE = "api/v1";
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final int ATTEMPTS = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final ApiServer server;
    private final List<String> names;

    public Quiesce(ApiServer server, List<String> names) {
        this.server = server;
        this.names = List.copyOf(names);
    }

    /**
     * Scales to none and waits until the last pod is gone. A Deployment that is not there has no pods either.
     *
     * @throws KubernetesException when Kubernetes refuses, or pods are left after the time-out
     */
    public void down(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (String name : names) {
            scale(name, Quiesce::stop);
        }
        for (String name : names) {
            Optional<Deployment> deployment = read(name);
            while (deployment.isPresent() && pods(deployment.get()) > 0) {
                if (System.nanoTime() >= deadline) {
                    throw new KubernetesException("Pods of Deployment " + name + " are still running after "
                            + timeout.toSeconds() + " s. The database was not changed");
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    /**
     * Gives each Deployment that {@link #down} stopped its pods back.
     *
     * @throws KubernetesException when Kubernetes refuses
     */
    public void up() throws InterruptedException {
        for (String name : names) {
            scale(name, Quiesce::start);
        }
    }

    /** What to change of a Deployment, as a merge patch, and how to describe it; empty if nothing is to change. */
    private interface Change {
        Optional<Map.Entry<String, String>> of(Deployment deployment);
    }

    private static Optional<Map.Entry<String, String>> stop(Deployment now) {
        if (now.replicas() == 0) {
            return Optional.empty();
        }
        // whoever raised it since it was stopped knows better than the record
        return Optional.of(Map.entry(patch(now, "\"" + now.replicas() + "\"", 0), "from " + now.replicas() + " to 0"));
    }

    private static Optional<Map.Entry<String, String>> start(Deployment now) {
        return now.recorded().map(recorded -> {
            int replicas = now.replicas() == 0 ? recorded : now.replicas();
            return Map.entry(patch(now, "null", replicas), "back to " + replicas);
        });
    }

    private static String patch(Deployment now, String record, int replicas) {
        return """
                {"metadata":{"resourceVersion":"%s","annotations":{"%s":%s}},"spec":{"replicas":%d}}""".formatted(now.version(), Deployment.RECORD, record, replicas);
    }

    private void scale(String name, Change change) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            Optional<Map.Entry<String, String>> wanted = read(name).flatMap(change::of);
            if (wanted.isEmpty()) {
                LOG.debug("Deployment {} is left unchanged", name);
                return;
            }
            Answer answer =
                    server.merge(APPS, "deployments/" + name, wanted.get().getKey());
            if (answer.isSuccess()) {
                LOG.info("Deployment {} scaled {}", name, wanted.get().getValue());
                disown(name);
                return;
            }
            if (answer.status() != CONFLICT || attempt == ATTEMPTS) {
                throw refused("change", name, answer);
            }
        }
    }

    /**
     * Takes away Kubernetes' note that the number of pods is ours: whoever applies the Deployment on the server's side, as Helm 4
     * does, would have a conflict with us otherwise.
     */
    private void disown(String name) throws InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Map<?, ?> object = server.get(APPS, "deployments/" + name).body();
            if (!(Deployment.at(object, "metadata", "managedFields") instanceof List<?> managed)) {
                return;
            }
            List<?> others = managed.stream()
                    .filter(entry -> !(entry instanceof Map<?, ?> map && ApiServer.MANAGER.equals(map.get("manager"))))
                    .toList();
            Map<String, Object> metadata = new TreeMap<>(Map.of(
                    "resourceVersion",
                    Deployment.text(object, "metadata", "resourceVersion"),
                    "managedFields",
                    others));
            if (others.size() == managed.size()
                    || others.isEmpty()
                    || server.merge(APPS, "deployments/" + name, ApiServer.json(Map.of("metadata", metadata)))
                            .isSuccess()) {
                return;
            }
        }
        LOG.warn(
                "Deployment {} is recorded as changed by {}: helm 4 may need --force-conflicts",
                name,
                ApiServer.MANAGER);
    }

    private Optional<Deployment> read(String name) throws InterruptedException {
        Answer answer = server.get(APPS, "deployments/" + name);
        if (answer.status() == NOT_FOUND) {
            LOG.warn("There is no Deployment {} in this namespace", name);
            return Optional.empty();
        }
        if (!answer.isSuccess()) {
            throw refused("read", name, answer);
        }
        return Optional.of(Deployment.of(answer.body()));
    }

    /** How many there are, those that are ending included: they still have connections. */
    private long pods(Deployment deployment) throws InterruptedException {
        Answer answer = server.get(
                CORE, "pods?labelSelector=" + URLEncoder.encode(deployment.selector(), StandardCharsets.UTF_8));
        if (!answer.isSuccess()) {
            throw refused("list the pods of", deployment.selector(), answer);
        }
        List<?> pods = answer.body().get("items") instanceof List<?> items ? items : List.of();
        String left = pods.stream()
                .filter(pod -> pod instanceof Map<?, ?> map && !ENDED.contains(Deployment.text(map, "status", "phase")))
                .map(pod -> Deployment.text((Map<?, ?>) pod, "metadata", "name"))
                .collect(Collectors.joining(", "));
        LOG.debug("Pods still running: {}", left);
        return left.isEmpty() ? 0 : left.split(", ").length;
    }

    private static KubernetesException refused(String what, String name, Answer answer) {
        return new KubernetesException("Kubernetes refuses to " + what + " the Deployment " + name + ": status "
                + answer.status() + ", " + Deployment.text(answer.body(), "message"));
    }
}
