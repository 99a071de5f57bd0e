package dev.ragflow.migrator.chart;

import static dev.ragflow.migrator.chart.Rendering.annotations;
import static dev.ragflow.migrator.chart.Rendering.at;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import dev.ragflow.migrator.config.Setting;
import dev.ragflow.migrator.metrics.Metric;
import dev.ragflow.migrator.release.Release;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

@Tag("process")
class ChartTest {

    private static final String EVERYTHING = """
            targetRelease: v0.27.0
            imagePullSecrets: [{name: registry}]
            image: {digest: "sha256:0000000000000000000000000000000000000000000000000000000000000000"}
            database:
              type: mysql
              external: true
              host: db.example.org
              port: 3307
              user: ragflow
              password: 's3cr3t-p"w'
              name: rag
              tls: {mode: verify-full, existingSecret: db-tls, certKey: tls.crt, keyKey: tls.key}
            catalogue: {image: "infiniflow/ragflow:v0.27.0"}
            migrate: {repair: true, extraArgs: [--verbose], ifNewer: accept}
            rollback: {enabled: true}
            quiesce: {deployments: [rag-ragflow], timeout: 1m}
            podMonitor: {enabled: true, labels: {release: monitoring}, interval: 5s}
            job: {annotations: {a: b}, labels: {c: d}, ttlSecondsAfterFinished: 60}
            pod: {annotations: {sidecar.istio.io/inject: "false"}, labels: {e: f}}
            javaOptions: -Xlog:gc
            serviceAccount: {annotations: {g: h}}
            nodeSelector: {disk: ssd}
            tolerations: [{key: dedicated, operator: Exists}]
            affinity: {nodeAffinity: {}}
            priorityClassName: high
            hostAliases: [{ip: 10.0.0.1, hostnames: [db.example.org]}]
            hostNetwork: true
            extraEnv: [{name: X, value: y}]
            extraEnvFrom: [{secretRef: {name: more}}]
            extraVolumes: [{name: v, emptyDir: {}}]
            extraVolumeMounts: [{name: v, mountPath: /v}]
            extraContainers: [{name: side, image: "side:1"}]
            initContainers: [{name: first, image: "first:1"}]
            metrics:
              push: {url: "https://gateway:9091", auth: basic, existingSecret: gateway, caSecret: gateway-ca}
              port: 9090
              selectorLabel: exported_job
            prometheusRule: {enabled: true, labels: {release: monitoring}, longRunningSeconds: 7200}
            dashboard: {enabled: true, annotations: {folder: RAGFlow}}
            networkPolicy: {enabled: true, extraEgress: [{ports: [{protocol: TCP, port: 9091}]}]}
            """;

    private static final String POSTGRES = """
            database: {type: postgres, existingSecret: pg, secretKeys: {host: h, password: p}}
            catalogue: {existingConfigMap: my-catalogue}
            """;

    private static final String ARGO_CD = "{hook: {enabled: false}, argocd: {enabled: true}, database: {host: db}}";

    @Test
    void lintsStrictly() {
        LintResult result = new Helm(Rendering.CHART).lint().strict().call();

        assertThat(result.isFailed())
                .as(String.join("\n", result.getMessages()))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "hook: {enabled: false}", ARGO_CD, POSTGRES, EVERYTHING})
    void makesWhatKubernetesKnows(String values) throws IOException {
        Rendering.of(values).readStrictly();
        Rendering.of(values, "1.20.0").readStrictly();
    }

    /** The commands that the machine has; they add what the library leaves out. */
    static List<String> commands() {
        return onThePath("helm", "helm3", "helm4").toList();
    }

    static Stream<String> onThePath(String... commands) {
        List<String> folders = List.of(System.getenv("PATH").split(File.pathSeparator, -1));
        return Arrays.stream(commands)
                .filter(command -> folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, command))));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("commands")
    void rendersAlikeWithTheCommand(String command) throws IOException, InterruptedException {
        Process helm = new ProcessBuilder(
                        command,
                        "template",
                        "rag",
                        Rendering.CHART.toString(),
                        "--namespace",
                        "prod",
                        "--set",
                        "database.host=db,networkPolicy.enabled=true",
                        "--kube-version",
                        "1.31.0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Object> objects = new ArrayList<>();
        new Yaml().loadAll(helm.inputReader()).forEach(objects::add);

        assertThat(helm.waitFor()).isZero();
        assertThat(objects)
                .containsExactlyInAnyOrderElementsOf(
                        Rendering.of("{database: {host: db}, networkPolicy: {enabled: true}}")
                                .objects());
    }

    @Test
    void strictModelsObjectToAnUnknownField() {
        assertThatThrownBy(() ->
                        Rendering.of("podSecurityContext: {runAsNobody: true}").readStrictly())
                .hasMessageContaining("runAsNobody");
    }

    @ParameterizedTest
    @CsvSource({"1.20.0,false", "1.25.16,false", "1.26.0,true", "1.33.1-gke.100,true"})
    void endsAtOnceWhereTryingAgainChangesNothing(String kubernetes, boolean known) {
        Object policy = at(Rendering.of("{}", kubernetes).object("Job"), "spec", "podFailurePolicy");

        assertThat(policy != null).isEqualTo(known);
        if (policy != null) {
            assertThat(at(policy, "rules", 0, "onExitCodes", "values")).isEqualTo(List.of(2, 4));
        }
    }

    @Test
    void isAHookWhoseNeedsComeFirst() {
        Rendering rendering = Rendering.of("database: {host: db, external: true}");

        assertThat(rendering.kinds()).containsExactlyInAnyOrder("ServiceAccount", "Secret", "ConfigMap", "Job");
        for (Map<String, Object> object : rendering.objects()) {
            assertThat(annotations(object))
                    .containsEntry("helm.sh/hook", "pre-install,pre-upgrade")
                    .containsEntry("helm.sh/hook-delete-policy", "before-hook-creation")
                    .containsEntry("helm.sh/hook-weight", "Job".equals(object.get("kind")) ? "0" : "-10");
        }
        assertThat(annotations(rendering.object("Job"))).containsEntry("helm.sh/hook-output-log-policy", "hook-failed");
        assertThat(at(rendering.object("Job"), "spec", "ttlSecondsAfterFinished"))
                .isEqualTo(86_400);
    }

    @ParameterizedTest
    @CsvSource({"v0.25.6,migrate", "v0.26.4,rollback --to v0.26.4", "v0.27.0,migrate"})
    void takesTheDatabaseBackWithHelmWhereThatIsAskedFor(String release, String args) {
        Rendering rendering = Rendering.of("{rollback: {enabled: true}, targetRelease: " + release + "}");
        Map<String, Object> job = rendering.object("Job", "rag-ragflow-migrator-rollback");

        assertThat(annotations(job)).containsEntry("helm.sh/hook", "pre-rollback");
        assertThat(annotations(rendering.object("Job", "rag-ragflow-migrator")))
                .containsEntry("helm.sh/hook", "pre-upgrade");
        assertThat(annotations(rendering.object("ConfigMap")))
                .containsEntry("helm.sh/hook", "pre-upgrade,pre-rollback");
        assertThat(at(rendering.object("ConfigMap"), "data", "RAGFLOW_MIGRATOR_IF_NEWER"))
                .isEqualTo("refuse");
        assertThat(at(job, "spec", "template", "spec", "containers", 0, "args")).isEqualTo(List.of(args.split(" ")));
        assertThat(Release.ofTag(release).orElseThrow().canBeReturnedTo()).isEqualTo(args.startsWith("rollback"));
    }

    @Test
    void stopsDeploymentsWithNoMoreRightsThanThatTakes() {
        Rendering rendering = Rendering.of("{quiesce: {deployments: [one, two]}, metrics: {port: 9090}}");
        Map<String, Object> resume = rendering.object("Job", "rag-ragflow-migrator-resume");

        assertThat(at(rendering.object("Role"), "rules"))
                .isEqualTo(List.of(
                        Map.of(
                                "apiGroups",
                                List.of("apps"),
                                "resources",
                                List.of("deployments"),
                                "resourceNames",
                                List.of("one", "two"),
                                "verbs",
                                List.of("get", "patch")),
                        Map.of("apiGroups", List.of(""), "resources", List.of("pods"), "verbs", List.of("list"))));
        assertThat(at(rendering.object("RoleBinding"), "subjects", 0, "name"))
                .isEqualTo(at(rendering.object("ServiceAccount"), "metadata", "name"));
        assertThat(annotations(resume)).containsEntry("helm.sh/hook", "post-upgrade,post-rollback");
        assertThat(at(resume, "spec", "template", "spec", "automountServiceAccountToken"))
                .isEqualTo(true);
        assertThat(resume.toString()).contains("[resume]").doesNotContain("secretKeyRef", "metrics");
        assertThat(annotations(
                        Rendering.of("{quiesce: {deployments: [one]}, hook: {enabled: false}, argocd: {enabled: true}}")
                                .object("Job", "rag-ragflow-migrator-resume")))
                .containsEntry("argocd.argoproj.io/hook", "PostSync");
        assertThat(Rendering.of("quiesce: {deployments: [one], resume: false}").kinds())
                .containsOnlyOnce("Job")
                .contains("Role");
        assertThat(Rendering.of("{}").kinds()).doesNotContain("Role", "RoleBinding");
    }

    @Test
    void keepsSidecarsOfMeshesOut() {
        Object template = requireNonNull(at(Rendering.of("{}").object("Job"), "spec", "template", "metadata"));

        assertThat(at(template, "labels", "sidecar.istio.io/inject")).isEqualTo("false");
        assertThat(at(template, "annotations", "linkerd.io/inject")).isEqualTo("disabled");
    }

    @Test
    void letsAPodMonitorReadTheMetrics() {
        Rendering rendering = Rendering.of(EVERYTHING);
        Object monitor = requireNonNull(at(rendering.object("PodMonitor"), "spec"));
        Object pod = requireNonNull(at(rendering.object("Job", "rag-ragflow-migrator"), "spec", "template"));

        Map<?, ?> selector = (Map<?, ?>) requireNonNull(at(monitor, "selector", "matchLabels"));
        Map<?, ?> labels = (Map<?, ?>) requireNonNull(at(pod, "metadata", "labels"));
        assertThat(labels.entrySet().containsAll(selector.entrySet())).isTrue();
        assertThat(at(monitor, "podMetricsEndpoints", 0, "port"))
                .isEqualTo(at(pod, "spec", "containers", 0, "ports", 0, "name"));
        assertThat(at(rendering.object("NetworkPolicy"), "spec", "ingress", 0, "ports", 0, "port"))
                .isEqualTo(9090);
    }

    @Test
    void worksAsADependencyOfRagflowsChart() {
        Rendering rendering =
                Rendering.asDependency("ragflow-migrator: {targetRelease: v0.26.4, rollback: {enabled: true}}");

        assertThat(rendering.kinds()).containsExactlyInAnyOrder("ConfigMap", "Job", "Job", "ServiceAccount");
        assertThat(environment(rendering.object("Job", "rag-ragflow-migrator")))
                .contains("MYSQL_PASSWORD=rag-ragflow-env-config/MYSQL_PASSWORD");
        assertThatThrownBy(() -> Rendering.asDependency("ragflow-migrator: {targetReleas: v0.26.4}"))
                .hasMessageContaining("targetReleas");
    }

    @Test
    void waitsForTheFirstUpgradeWhereTheDatabaseComesWithRagflow() {
        Rendering.of("{}").objects().forEach(object -> assertThat(annotations(object))
                .containsEntry("helm.sh/hook", "pre-upgrade"));
    }

    @Test
    void isAnOrdinaryJobOfTheRevisionWithoutTheHook() {
        Rendering rendering = Rendering.of("hook: {enabled: false}");

        rendering.objects().forEach(object -> assertThat(annotations(object)).isEmpty());
        assertThat(at(rendering.object("Job"), "metadata", "name")).isEqualTo("rag-ragflow-migrator-0-1-0-1");
        assertThat(at(rendering.object("Job"), "spec", "ttlSecondsAfterFinished"))
                .isNull();
    }

    @Test
    void neverMixesArgoCdsAnnotationsWithHelms() {
        for (Map<String, Object> object : Rendering.of(ARGO_CD).objects()) {
            assertThat(annotations(object))
                    .containsEntry("argocd.argoproj.io/hook", "PreSync")
                    .containsEntry("argocd.argoproj.io/hook-delete-policy", "BeforeHookCreation")
                    .containsEntry("argocd.argoproj.io/sync-wave", "Job".equals(object.get("kind")) ? "-5" : "-15")
                    .allSatisfy((key, value) -> assertThat(key).doesNotStartWith("helm.sh/"));
        }
    }

    @Test
    void putsThePasswordIntoTheSecretOnly() {
        Rendering rendering = Rendering.of(EVERYTHING);

        assertThat(at(rendering.object("Secret"), "stringData", "MYSQL_PASSWORD"))
                .isEqualTo("s3cr3t-p\"w");
        assertThat(rendering.objects())
                .filteredOn(object -> !"Secret".equals(object.get("kind")))
                .noneMatch(object -> object.toString().contains("s3cr3t"));
    }

    @ParameterizedTest
    @CsvSource({
        "'{}',rag-ragflow-env-config",
        "'ragflow: {fullname: search}',search-env-config",
        "'{ragflow: {fullname: search}, database: {external: true}}',search-env-config",
        "'database: {host: db}',rag-ragflow-migrator-database",
        "'database: {host: db, existingSecret: mine}',mine"
    })
    void findsTheDatabase(String values, String secret) {
        Rendering rendering = Rendering.of(values);

        assertThat(environment(rendering.object("Job")))
                .containsExactlyInAnyOrder(
                        "MYSQL_HOST=" + secret + "/MYSQL_HOST",
                        "MYSQL_PORT=" + secret + "/MYSQL_PORT?",
                        "MYSQL_USER=" + secret + "/MYSQL_USER?",
                        "MYSQL_PASSWORD=" + secret + "/MYSQL_PASSWORD",
                        "MYSQL_DBNAME=" + secret + "/MYSQL_DBNAME?");
        assertThat(rendering.kinds().contains("Secret")).isEqualTo(secret.endsWith("-database"));
    }

    @Test
    void readsTheKeysOfASecretOfYours() {
        assertThat(environment(Rendering.of(POSTGRES).object("Job")))
                .containsExactlyInAnyOrder(
                        "POSTGRES_HOST=pg/h",
                        "POSTGRES_PORT=pg/POSTGRES_PORT?",
                        "POSTGRES_USER=pg/POSTGRES_USER?",
                        "POSTGRES_PASSWORD=pg/p",
                        "POSTGRES_DBNAME=pg/POSTGRES_DBNAME?");
    }

    private static List<String> environment(Map<String, Object> job) {
        List<?> variables = (List<?>) requireNonNull(at(job, "spec", "template", "spec", "containers", 0, "env"));
        return variables.stream()
                .map(variable -> at(variable, "name") + "=" + at(variable, "valueFrom", "secretKeyRef", "name") + "/"
                        + at(variable, "valueFrom", "secretKeyRef", "key")
                        + (at(variable, "valueFrom", "secretKeyRef", "optional") == null ? "" : "?"))
                .toList();
    }

    @Test
    void satisfiesTheRestrictedPodSecurityLevel() {
        Rendering rendering = Rendering.of("catalogue: {image: app}");
        Object pod = at(rendering.object("Job"), "spec", "template", "spec");

        assertThat(at(pod == null ? Map.of() : pod, "securityContext"))
                .isEqualTo(Map.of(
                        "runAsNonRoot",
                        true,
                        "runAsUser",
                        65_532,
                        "runAsGroup",
                        65_532,
                        "fsGroup",
                        65_532,
                        "seccompProfile",
                        Map.of("type", "RuntimeDefault")));
        for (String containers : List.of("initContainers", "containers")) {
            assertThat(at(rendering.object("Job"), "spec", "template", "spec", containers, 0, "securityContext"))
                    .isEqualTo(Map.of(
                            "allowPrivilegeEscalation",
                            false,
                            "readOnlyRootFilesystem",
                            true,
                            "capabilities",
                            Map.of("drop", List.of("ALL"))));
        }
        assertThat(at(rendering.object("Job"), "spec", "template", "spec", "automountServiceAccountToken"))
                .isEqualTo(false);
    }

    @Test
    void setsOnlyWhatTheProgramReads() {
        List<String> known =
                Arrays.stream(Setting.values()).map(Setting::variable).toList();

        Object data = at(Rendering.of(EVERYTHING).object("ConfigMap", "rag-ragflow-migrator"), "data");

        assertThat(data).isInstanceOf(Map.class);
        assertThat(((Map<?, ?>) requireNonNull(data))
                        .keySet().stream().map(String::valueOf).filter(name -> name.startsWith("RAGFLOW_MIGRATOR_")))
                .hasSize(21)
                .isSubsetOf(known);
    }

    @Test
    void knowsTheReleasesAndTheVersionOfTheProgram() throws IOException {
        Object schema = new Yaml().load(Files.readString(Rendering.CHART.resolve("values.schema.json")));
        Object chart = new Yaml().load(Files.readString(Rendering.CHART.resolve("Chart.yaml")));
        Object values = new Yaml().load(Files.readString(Rendering.CHART.resolve("values.yaml")));
        String project = Files.readString(Path.of("pom.xml"));

        assertThat(at(schema, "properties", "targetRelease", "enum"))
                .isEqualTo(Arrays.stream(Release.values()).map(Release::tag).toList());
        assertThat(at(values, "targetRelease")).isEqualTo(Release.newest().tag());
        assertThat(project).contains("<version>" + at(chart, "appVersion") + "</version>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "imag: {tag: x} | imag",
                "database: {hots: db} | hots",
                "targetRelease: v0.28.0 | targetRelease",
                "database: {type: gaussdb} | type",
                "migrate: {waitTimeout: soon} | waitTimeout",
                "image: {digest: sha256:abc} | digest",
                "argocd: {enabled: true} | needs hook.enabled=false",
                "job: {activeDeadlineSeconds: 300} | Helm would give up while the Job is still running",
                "database: {external: true} | set database.existingSecret or database.host",
                "catalogue: {image: a, existingConfigMap: b} | exclude each other",
                "metrics: {push: {url: 'http://g', auth: basic}} | belong together",
                "metrics: {push: {auth: basic, existingSecret: s}} | needs metrics.push.url",
                "metrics: {push: {url: gateway}} | url",
                "database: {tls: {keyKey: k}} | needs database.tls.certKey",
                "migrate: {ifNewer: ignore} | ifNewer",
                "quiesce: {deployments: [Rag]} | quiesce",
                "quiesce: {enabled: true} | enabled",
                "{quiesce: {deployments: [rag]}, hook: {enabled: false}} | the new pods start at once",
                "{rollback: {enabled: true}, hook: {enabled: false}} | only helm rollback runs that Job",
                "podMonitor: {enabled: true} | needs metrics.port"
            })
    void refusesWhatCannotWork(String values, String reason) {
        assertThatThrownBy(() -> Rendering.of(values)).hasMessageContaining(reason);
    }

    @Test
    void putsTheSelectorIntoAlertsAndDashboard() throws IOException {
        Rendering rendering = Rendering.of(EVERYTHING);
        Object dashboard =
                at(rendering.object("ConfigMap", "rag-ragflow-migrator-dashboard"), "data", "ragflow-migrator.json");
        String rules = String.valueOf(at(rendering.object("PrometheusRule"), "spec"));

        assertThat(rules)
                .contains("ragflow_migration_verification_failures{exported_job=\"ragflow-migrator\"} > 0")
                .contains("> 7200")
                .doesNotContain("SELECTOR");
        assertThat(String.valueOf(dashboard))
                .contains("{exported_job=\\\"ragflow-migrator\\\",namespace=~")
                .doesNotContain("SELECTOR");
        try (JsonParser json = new JsonFactory().createParser(String.valueOf(dashboard))) {
            while (json.nextToken() != null) {
                json.skipChildren();
            }
        }
    }

    @Test
    void everyPanelHasAUnitAndADescription() throws IOException {
        Object dashboard = new Yaml().load(Files.readString(Rendering.CHART.resolve("files/dashboard.json")));

        assertThat(at(dashboard, "panels"))
                .asInstanceOf(LIST)
                .hasSizeGreaterThan(10)
                .allSatisfy(panel -> {
                    assertThat(String.valueOf(at(panel, "description"))).endsWith(".");
                    assertThat(String.valueOf(at(panel, "fieldConfig", "defaults", "unit")))
                            .isNotIn("", "null");
                    assertThat(String.valueOf(at(panel, "targets", 0, "expr"))).contains("{SELECTOR,");
                });
    }

    @Test
    void alertsAndDashboardNameOnlyMetricsThatThereAre() throws IOException {
        String text = Files.readString(Rendering.CHART.resolve("files/rules.yaml"))
                + Files.readString(Rendering.CHART.resolve("files/dashboard.json"));

        assertThat(Pattern.compile("ragflow_migration_[a-z_]+")
                        .matcher(text)
                        .results()
                        .map(MatchResult::group))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(Arrays.stream(Metric.values()).map(Metric::text))
                        .contains(name.replaceFirst("_(sum|count|bucket)$", "")));
    }

    /** Three typical installations; after a wanted change take over what the test leaves in target/chart. */
    @ParameterizedTest
    @ValueSource(strings = {"bundled-mysql", "external-postgres", "plain-job"})
    void rendersTypicalInstallationsAsBefore(String installation) throws IOException {
        Path folder = Path.of("src", "test", "resources", "chart");
        String rendered = Rendering.of(Files.readString(folder.resolve(installation + ".values.yaml")))
                .text()
                .lines()
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n", "", "\n"));
        Path left = Files.createDirectories(Path.of("target", "chart")).resolve(installation + ".yaml");
        Files.writeString(left, rendered);

        assertThat(folder.resolve(installation + ".yaml")).hasSameTextualContentAs(left);
    }
}
