#!/usr/bin/env bash
# The chart and the manifests on a real cluster, with real Helm: make e2e-kube. The cluster is the one of KUBECONFIG, the image
# is on its nodes already, and a throw-away database server runs on this machine. Settings for other clusters:
#
#   E2E_IMAGE      the migrator's image          default: the name and version in pom.xml
#   E2E_APP_IMAGE  an image with a shell         default: busybox:1.36
#   E2E_DB_HOST    this machine, as a pod sees it  default: 127.0.0.1, which takes pods in the network of the machine:
#   E2E_HOST_NETWORK  true or false              default: true
#   E2E_SERVER     MYSQL, MARIADB or POSTGRES    default: MYSQL
#   E2E_TENANTS    of the legacy database        default: 50
#   E2E_HELM       commands, one after the other   default: helm
#   E2E_API        host:port of the API server, where a pod does not reach it by its usual address
#   E2E_ONLY       names of the parts to run, such as "hook quiesce"
#
# Ends with "N passed, N failed"; exit code 1 if any failed.
set -uo pipefail
cd "$(dirname "$0")/../../.." || exit 1

: "${KUBECONFIG:?names the cluster}"
server=${E2E_SERVER:-MYSQL}
tenants=${E2E_TENANTS:-50}
helms=${E2E_HELM:-helm}
app_image=${E2E_APP_IMAGE:-busybox:1.36}
db_host=${E2E_DB_HOST:-127.0.0.1}
host_network=${E2E_HOST_NETWORK:-true}
api=${E2E_API:-}
version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml)
image=${E2E_IMAGE:-ghcr.io/ragflow-migrator/ragflow-migrator:$version}
space=e2e-migrator
job=rag-ragflow-migrator
work=$(mktemp -d)
passed=0 failed=0
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# shellcheck disable=SC2329
clean_up() {
    trap '' INT TERM
    kubectl delete namespace "$space" --ignore-not-found --wait=false >/dev/null 2>&1
    [[ -z ${databases:-} ]] || kill "$databases" 2>/dev/null
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

k() { kubectl --namespace "$space" "$@"; }

check() { # WHAT COMMAND...
    local what=$1
    shift
    if "$@" >"$work/output" 2>&1; then
        passed=$((passed + 1))
        echo "ok    $what"
    else
        failed=$((failed + 1))
        echo "FAIL  $what"
        tail -n 25 "$work/output" | sed 's/^/      /'
    fi
}

not() { ! "$@"; }

# --- the database server -------------------------------------------------------------------------------------------------

order() { # ORDER: prints the answer, fails where it is an error
    local answer
    echo "$*" >&"$orders"
    IFS= read -r -t 300 answer <&"$answers" || { echo "the database server does not answer"; return 1; }
    echo "$answer"
    [[ $answer != error:* ]]
}

new_database() { # sets type, port, user, password, db
    local login
    login=$(order new "$tenants") || { echo "$login" >&2; exit 1; }
    # shellcheck disable=SC2034
    read -r type _ port user password db <<<"$login"
    prefix=MYSQL
    [[ $type != postgres ]] || prefix=POSTGRES
}

sql() { order sql "$db" "$*"; }

is() { # EXPECTED STATEMENT: the first row of its answer
    local found
    found=$(sql "$2") || { echo "$found"; return 1; }
    [[ $found == "$1" ]] || { echo "$2: expected $1, found $found"; return 1; }
}

marker() { is "$1" "SELECT value FROM system_settings WHERE name = 'mysql_migration.database.version'"; }

# --- releases ------------------------------------------------------------------------------------------------------------

values() { # for the stand-in of RAGFlow's chart, with the migrator as its dependency
    cat >"$work/values.yaml" <<YAML
image: $app_image
migratorImage: $image
hostNetwork: $host_network
database:
  DB_TYPE: $type
  ${prefix}_HOST: $db_host
  ${prefix}_PORT: "$port"
  ${prefix}_USER: $user
  ${prefix}_PASSWORD: "$password"
  ${prefix}_DBNAME: $db
ragflow-migrator:
$(migrator_values "  ")
YAML
}

migrator_values() { # INDENT
    sed "s/^/$1/" <<YAML
image: {repository: ${image%:*}, tag: "${image##*:}"}
hostNetwork: $host_network
ragflow: {fullname: rag}
database: {type: $type}
YAML
    if [[ -n $api ]]; then
        sed "s/^/$1/" <<YAML
extraEnv:
  - {name: KUBERNETES_SERVICE_HOST, value: "${api%:*}"}
  - {name: KUBERNETES_SERVICE_PORT, value: "${api#*:}"}
YAML
    fi
}

h() { "$helm" --namespace "$space" "$@"; }

upgrade() { h upgrade rag "$work/app" --values "$work/values.yaml" --wait --timeout 290s "$@"; }

start_afresh() {
    kubectl delete namespace "$space" --ignore-not-found >/dev/null 2>&1
    kubectl create namespace "$space" >/dev/null
    new_database
    values
}

logs_of() { k logs "$@" 2>&1; } # RESOURCE OPTIONS...
says() { # TEXT RESOURCE OPTIONS...
    local text=$1
    shift
    logs_of "$@" >"$work/log"
    grep -qF -- "$text" "$work/log" || { tail -n 20 "$work/log"; return 1; }
}
field() { k get "$1" -o "jsonpath=$2"; } # RESOURCE PATH
eventually() { # COMMAND...
    local i
    for ((i = 0; i < 120; i++)); do
        "$@" >/dev/null 2>&1 && return 0
        sleep 1
    done
    "$@"
}
replicas_are() { [[ $(field deployment/rag '{.spec.replicas}/{.status.readyReplicas}') == "$1/${2-$1}" ]]; }
newest_app_pod() {
    k get pods --selector app=rag --sort-by=.metadata.creationTimestamp -o 'jsonpath={.items[-1:].metadata.name}'
}
image_runs_unprivileged() {
    k get pod "$1" -o json >"$work/pod.json"
    [[ $(field "pod/$1" '{.spec.securityContext.runAsUser}{.spec.containers[0].securityContext.readOnlyRootFilesystem}') == 65532true ]]
}
app_started_after_the_migration() {
    local pod finished created restarts
    pod=$(newest_app_pod)
    finished=$(field "job/$job" '{.status.completionTime}')
    created=$(field "pod/$pod" '{.metadata.creationTimestamp}')
    restarts=$(field "pod/$pod" '{.status.initContainerStatuses[0].restartCount}')
    echo "migrated until $finished, application pod made $created, $restarts starts failed"
    [[ ! $created < $finished && $restarts == 0 ]] && says "is at RAGFlow v0.27.0" "$pod" --container started
}

# --- parts ---------------------------------------------------------------------------------------------------------------

part_hook() {
    start_afresh
    check "install: nothing is migrated, the application starts" \
        h install rag "$work/app" --values "$work/values.yaml" --wait
    check "  no Job ran" not k get "job/$job"
    check "upgrade migrates in the hook" upgrade --set needs=v0.27.0,version=2
    check "  before the application started, which found the database ready" app_started_after_the_migration
    check "  as a user without rights, with a read-only root" \
        image_runs_unprivileged "$(k get pods --selector "job-name=$job" -o 'jsonpath={.items[0].metadata.name}')"
    check "  the database is marked" marker v0.27.0
    local before=$SECONDS
    check "upgrade again: nothing to do" upgrade --set needs=v0.27.0,version=3
    echo "      the whole helm upgrade took $((SECONDS - before)) s; $(job_time)"
    check "  and the log says so" says "nothing to do" "job/$job"
    check "verify in the same image" run_command verify
    check "upgrade to an older release is refused" not upgrade --set ragflow-migrator.targetRelease=v0.26.4,version=4
    check "  with the reason in kubectl describe pod" described "Refused because the database is newer than RAGFlow v0.26.4"
    check "  and the application keeps running" replicas_are 1
}

job_time() {
    local start end
    start=$(date -d "$(field "job/$job" '{.status.startTime}')" +%s)
    end=$(date -d "$(field "job/$job" '{.status.completionTime}')" +%s)
    echo "its Job $((end - start)) s, $(logs_of "job/$job" | grep -o 'Took .*\|Total.*' | tail -n 1)"
}

described() {
    k describe pods --selector "job-name=${2:-$job}" >"$work/described"
    grep -qF -- "$1" "$work/described" || { tail -n 40 "$work/described"; return 1; }
}

run_command() { # COMMAND: in a pod of its own, without rights
    k delete pod command --ignore-not-found >/dev/null
    k apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: command}
spec:
  restartPolicy: Never
  hostNetwork: $host_network
  securityContext: {runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: command
      image: $image
      imagePullPolicy: IfNotPresent
      args: [$1]
      envFrom: [{secretRef: {name: rag-env-config}}]
      securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
      resources: {requests: {cpu: 250m}, limits: {memory: 512Mi}}
      volumeMounts: [{name: tmp, mountPath: /tmp}]
  volumes: [{name: tmp, emptyDir: {}}]
YAML
    eventually ended command && [[ $(field pod/command '{.status.containerStatuses[0].state.terminated.exitCode}') == 0 ]] ||
        { logs_of command; return 1; }
}
ended() { [[ $(field "pod/$1" '{.status.phase}') == Succeeded || $(field "pod/$1" '{.status.phase}') == Failed ]]; }

part_failure() {
    start_afresh
    check "install" h install rag "$work/app" --values "$work/values.yaml" --wait
    # a view where the migration wants a table
    sql "CREATE VIEW tenant_model_provider AS SELECT 1 AS id" >/dev/null
    upgrade --set needs=v0.27.0,version=2,ragflow-migrator.job.backoffLimit=0 >"$work/failure" 2>&1
    check "a migration that fails stops the upgrade" [ $? != 0 ]
    echo "      $(grep -v '^\s*$' "$work/failure" | tail -n 1 | cut -c 1-240)"
    check "  Helm names the hook" grep -q "pre-upgrade hooks failed" "$work/failure"
    if h version --template '{{.Version}}' | grep -Eq '^v(4|3\.(1[89]|[2-9][0-9]))'; then
        check "  Helm's output has the reason" grep -q "tenant_model_provider" "$work/failure"
    fi
    check "  kubectl describe pod has the reason" described "tenant_model_provider"
    check "  the old application keeps running" replicas_are 1
    check "  and was not changed" \
        [ "$(field deployment/rag '{.spec.template.spec.containers[0].env[0].value}')" = 1 ]
    sql "DROP VIEW tenant_model_provider" >/dev/null
    check "upgrade again, with the cause gone" upgrade --set needs=v0.27.0,version=2
    check "  the database is marked" marker v0.27.0
}

# waits until the Job's pod has written rows, then kills it without notice
kill_in_the_middle() {
    local i pod
    for ((i = 0; i < 200; i++)); do
        if [[ $(sql "SELECT COUNT(*) FROM ragflow_migrator_checkpoint WHERE last_key IS NOT NULL") =~ ^[1-9] ]]; then
            pod=$(k get pods --selector "job-name=$job" -o 'jsonpath={.items[-1:].metadata.name}')
            k delete pod "$pod" --grace-period=0 --force
            killed=$pod
            return 0
        fi
        sleep 0.3
    done
    echo "nothing was written in time"
    return 1
}

# many small transactions, so that there is a middle
slowly() {
    echo 'ragflow-migrator: {migrate: {extraArgs: [--batch-size, "1"]}}' >"$work/slow.yaml"
    upgrade --values "$work/slow.yaml" "$@" >"$work/upgrade" 2>&1 &
    upgrading=$!
}
upgrade_ended_well() { wait "$upgrading" || { cat "$work/upgrade"; return 1; }; }

part_kill() {
    local upgrading killed=''
    start_afresh
    check "install" h install rag "$work/app" --values "$work/values.yaml" --wait
    slowly --set needs=v0.27.0,version=2
    check "the pod of the Job is killed in the middle" kill_in_the_middle
    check "  the upgrade succeeds" upgrade_ended_well
    check "  by another pod" not k get pod "${killed:-none}"
    check "  with the result verified" says "Summary: the database is at RAGFlow v0.27.0" "job/$job"
    check "  before the application started" app_started_after_the_migration
}

part_manifests() {
    local folder
    for folder in with-init-container with-job; do
        start_afresh
        overlay "$folder"
        check "kubectl apply -k $folder, three replicas" k apply --kustomize "$work/k8s/$folder"
        check "  all start" k rollout status deployment/ragflow --timeout=240s
        check "  the database is marked" marker v0.27.0
        if [[ $folder == with-init-container ]]; then
            check "  exactly one has migrated, the others found nothing to do" one_has_migrated
        else
            check "  they waited until the Job was done" says "is at RAGFlow v0.27.0" \
                deployment/ragflow --container wait-for-database
            check "  quietly" [ "$(logs_of deployment/ragflow --container wait-for-database | wc -l)" -le 4 ]
            check "  the Job has migrated" says "Summary: the database is at" job/ragflow-migrator-v0-27-0
        fi
    done
}

one_has_migrated() {
    local pod migrated=0 nothing=0
    for pod in $(k get pods --selector app.kubernetes.io/name=ragflow -o name); do
        k logs "$pod" --container migrate-database >"$work/log" 2>&1
        if grep -q "Summary: the database is at" "$work/log"; then migrated=$((migrated + 1)); fi
        if grep -q "Summary: nothing to do" "$work/log"; then nothing=$((nothing + 1)); fi
    done
    echo "$migrated migrated, $nothing found nothing to do"
    [[ $migrated == 1 && $nothing == 2 ]]
}

# the manifests as a user would fill them in: RAGFlow's own in their place, image and network of this cluster
overlay() { # FOLDER
    rm -rf "$work/k8s"
    cp -r k8s "$work/k8s"
    cat >"$work/k8s/ragflow/ragflow.yaml" <<YAML
apiVersion: v1
kind: Secret
metadata: {name: ragflow-env-config}
stringData: {${prefix}_HOST: $db_host, ${prefix}_PORT: "$port", ${prefix}_USER: $user, ${prefix}_PASSWORD: "$password", ${prefix}_DBNAME: $db}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ragflow}
spec:
  replicas: 3
  selector: {matchLabels: {app.kubernetes.io/name: ragflow}}
  template:
    metadata: {labels: {app.kubernetes.io/name: ragflow}}
    spec:
      hostNetwork: $host_network
      terminationGracePeriodSeconds: 2
      containers: [{name: ragflow, image: $app_image, imagePullPolicy: IfNotPresent, command: [sleep, "3600"]}]
YAML
    sed -i "s:newName.*::; s:newTag\: .*:newName\: ${image%:*}\n    newTag\: \"${image##*:}\":; s:DB_TYPE=mysql:DB_TYPE=$type:" \
        "$work/k8s/$1/kustomization.yaml"
    [[ $prefix == MYSQL ]] || sed -i "s/MYSQL_/POSTGRES_/" "$work/k8s/$1"/*.yaml
    [[ $1 != with-job ]] || sed -i "s/^      restartPolicy: Never/&\n      hostNetwork: $host_network/" "$work/k8s/$1/job.yaml"
}

part_plain() {
    start_afresh
    values
    migrator_values "" >"$work/plain.yaml"
    cat >>"$work/plain.yaml" <<YAML
hook: {enabled: false}
YAML
    sed -i "s/^database: .*/database: {type: $type, host: $db_host, port: \"$port\", user: $user, password: \"$password\", name: $db}/" \
        "$work/plain.yaml"
    check "the chart by itself, with an ordinary Job" \
        h install migrator helm/ragflow-migrator --values "$work/plain.yaml" --set fullnameOverride=rag
    check "  which completes" k wait --for=condition=complete --timeout=240s "job/rag-0-1-0-1"
    check "  the database is marked" marker v0.27.0
    check "upgrade makes another Job" h upgrade migrator helm/ragflow-migrator --values "$work/plain.yaml" --set fullnameOverride=rag
    check "  which completes" k wait --for=condition=complete --timeout=120s "job/rag-0-1-0-2"
}

part_rollback() {
    local on=ragflow-migrator.rollback.enabled=true
    start_afresh
    check "install" h install rag "$work/app" --values "$work/values.yaml" --wait --set "$on"
    check "upgrade to v0.26.4" upgrade --set "$on,ragflow-migrator.targetRelease=v0.26.4,needs=v0.26.4,version=2"
    check "upgrade to v0.27.0" upgrade --set "$on,needs=v0.27.0,version=3"
    check "  the database is marked" marker v0.27.0
    check "helm rollback takes the database back" h rollback rag 2 --wait --timeout 290s
    check "  the database is marked" marker v0.26.1
    check "  by the hook of that revision" says "Summary" "job/$job-rollback"
    check "upgrade to v0.27.0 again" upgrade --set "$on,needs=v0.27.0,version=4"
    sql "DELETE FROM tenant_model WHERE id = (SELECT id FROM (SELECT MIN(id) AS id FROM tenant_model) AS first)" >/dev/null
    check "helm rollback is refused where a change made in v0.27 would be lost" not h rollback rag 2 --wait --timeout 290s
    check "  with the reason in kubectl describe pod" described "removed since the migration" "$job-rollback"
    check "  the database is as it was" marker v0.27.0
    check "  and the application too" \
        [ "$(field deployment/rag '{.spec.template.spec.containers[0].env[0].value}')" = 4 ]
}

number_is_known() {
    local found
    found=$(field deployment/rag '{.spec.replicas}/{.metadata.annotations.ragflow-migrator/replicas}')
    echo "replicas/recorded: $found"
    [[ $found == 0/2 || $found == 2/* ]]
}

part_quiesce() {
    local upgrading killed='' on="ragflow-migrator.quiesce.deployments={rag}"
    start_afresh
    check "install, two replicas" h install rag "$work/app" --values "$work/values.yaml" --wait --set replicas=2
    sql "CREATE VIEW tenant_model_provider AS SELECT 1 AS id" >/dev/null
    check "a migration that fails" not upgrade --set "$on,replicas=2,needs=v0.27.0,version=2,ragflow-migrator.job.backoffLimit=0"
    check "  has stopped the application" says "Deployment rag scaled from 2 to 0" "job/$job"
    check "  and brings it back" eventually replicas_are 2
    check "  and leaves no trace" [ -z "$(field deployment/rag '{.metadata.annotations.ragflow-migrator/replicas}')" ]
    sql "DROP VIEW tenant_model_provider" >/dev/null
    # what a run leaves that was killed before it could bring the pods back
    k patch deployment rag --type merge --field-manager=ragflow-migrator \
        --patch '{"metadata":{"annotations":{"ragflow-migrator/replicas":"2"}},"spec":{"replicas":0}}' >/dev/null
    slowly --set "$on,replicas=2,needs=v0.27.0,version=2"
    check "killed half-way, after another was" kill_in_the_middle
    check "  the number of pods is not lost" number_is_known
    check "  the upgrade succeeds all the same" upgrade_ended_well
    check "  with all replicas of the new version" eventually replicas_are 2
    check "  which found the database ready" app_started_after_the_migration
    check "  and leaves no trace" \
        eventually [ -z "$(field deployment/rag '{.metadata.annotations.ragflow-migrator/replicas}')" ]
    check "upgrade again" upgrade --set "$on,replicas=2,needs=v0.27.0,version=2"
    check "  stops nothing" not says "scaled" "job/$job"
}

# --- main ----------------------------------------------------------------------------------------------------------------

classpath=${E2E_CLASSPATH:-target/test-classes:target/classes:$(<target/e2e-classpath)}
coproc DATABASES { exec "$java" -Dtest.servers="${E2E_SERVERS:-embedded}" -cp "$classpath" \
    dev.ragflow.migrator.demo.DatabaseServer "$server" 2>"$work/server.log"; }
# shellcheck disable=SC2153
databases=$DATABASES_PID
exec {orders}>&"${DATABASES[1]}" {answers}<&"${DATABASES[0]}"

cp -r src/test/e2e/app "$work/app"
mkdir "$work/app/charts"
cp -r helm/ragflow-migrator "$work/app/charts/"

for helm in $helms; do
    echo "--- $helm $("$helm" version --template '{{.Version}}'), Kubernetes $(kubectl version -o json | sed -n 's/.*"gitVersion": "\(.*\)".*/\1/p' | tail -n 1), $server"
    for part in ${E2E_ONLY:-hook failure kill manifests plain rollback quiesce}; do
        [[ $helm == "${helms%% *}" || $part != manifests ]] || continue
        echo "-- $part"
        "part_$part"
    done
done
echo "$passed passed, $failed failed"
[[ $failed == 0 ]]
