{{/* Name of the chart in labels. */}}
{{- define "ragflow-migrator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Full name of what the chart makes. Leaves room for the version and revision of the ordinary Job. */}}
{{- define "ragflow-migrator.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{/* An ordinary Job cannot be changed, so each revision has its own; a hook is replaced. */}}
{{- define "ragflow-migrator.jobName" -}}
{{- if or .Values.hook.enabled .Values.argocd.enabled }}
{{- include "ragflow-migrator.fullname" . }}
{{- else }}
{{- printf "%s-%s-%d" (include "ragflow-migrator.fullname" .) (.Chart.Version | replace "+" "-" | replace "." "-" | lower) (int .Release.Revision) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "ragflow-migrator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "ragflow-migrator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "ragflow-migrator.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "ragflow-migrator.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: database-migration
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* Helm's events for the Job itself, what it needs (support), the Job that goes back, and the one that starts pods again (resume). */}}
{{- define "ragflow-migrator.events" -}}
{{- $root := index . 0 }}
{{- $what := index . 1 }}
{{- with $root.Values }}
{{- if eq $what "rollback" }}
{{- "pre-rollback" }}
{{- else if eq $what "resume" }}
{{- ternary "post-install,post-upgrade,post-rollback" "post-upgrade,post-rollback" .database.external }}
{{- else }}
{{- ternary "pre-install,pre-upgrade" "pre-upgrade" .database.external }}
{{- if and (eq $what "support") (or .rollback.enabled .quiesce.deployments) }}
{{- ",pre-rollback" }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* When the object is made, and when it goes; takes the root, the distance before (or at) the Job, and what it is (see events). */}}
{{- define "ragflow-migrator.orderAnnotations" -}}
{{- $root := index . 0 }}
{{- $before := index . 1 }}
{{- $what := index . 2 }}
{{- with $root.Values }}
{{- if .hook.enabled }}
helm.sh/hook: {{ include "ragflow-migrator.events" (list $root $what) }}
helm.sh/hook-weight: {{ sub (int .hook.weight) $before | quote }}
helm.sh/hook-delete-policy: before-hook-creation
{{- else if .argocd.enabled }}
argocd.argoproj.io/hook: {{ ternary "PostSync" .argocd.hook (eq $what "resume") }}
argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
argocd.argoproj.io/sync-wave: {{ sub (int .argocd.syncWave) $before | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- define "ragflow-migrator.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "ragflow-migrator.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "ragflow-migrator.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{/* Whether the chart makes a Secret of the values. */}}
{{- define "ragflow-migrator.ownSecret" -}}
{{- if and .Values.database.host (not .Values.database.existingSecret) }}true{{ end }}
{{- end }}

{{- define "ragflow-migrator.secretName" -}}
{{- if .Values.database.existingSecret }}
{{- .Values.database.existingSecret }}
{{- else if .Values.database.host }}
{{- printf "%s-database" (include "ragflow-migrator.fullname" .) }}
{{- else if .Values.ragflow.fullname }}
{{- printf "%s-env-config" .Values.ragflow.fullname }}
{{- else if contains "ragflow" .Release.Name }}
{{- printf "%s-env-config" (.Release.Name | trunc 63 | trimSuffix "-") }}
{{- else }}
{{- printf "%s-env-config" (printf "%s-ragflow" .Release.Name | trunc 63 | trimSuffix "-") }}
{{- end }}
{{- end }}

{{/* MYSQL or POSTGRES: how RAGFlow's variables of that kind of database begin. */}}
{{- define "ragflow-migrator.prefix" -}}
{{- ternary "POSTGRES" "MYSQL" (eq .Values.database.type "postgres") }}
{{- end }}

{{/* What cannot work is refused before anything is made. */}}
{{- define "ragflow-migrator.refusals" -}}
{{- with .Values }}
{{- if and .hook.enabled .argocd.enabled }}
{{- fail "argocd.enabled needs hook.enabled=false: Argo CD and Helm would both treat the Job as their hook" }}
{{- end }}
{{- if and .hook.enabled (ge (int .job.activeDeadlineSeconds) (int .hook.helmTimeoutSeconds)) }}
{{- fail (printf "job.activeDeadlineSeconds=%d is not below hook.helmTimeoutSeconds=%d: Helm would give up while the Job is still running. Give helm a --timeout above the deadline, and set hook.helmTimeoutSeconds to the same" (int .job.activeDeadlineSeconds) (int .hook.helmTimeoutSeconds)) }}
{{- end }}
{{- if and .hook.enabled .database.external (not .database.existingSecret) (not .database.host) (not .ragflow.fullname) }}
{{- fail "database.external=true runs the Job at pre-install, when the Secret of this release's RAGFlow does not exist yet: set database.existingSecret or database.host, or ragflow.fullname for a RAGFlow that is already installed" }}
{{- end }}
{{- if and .quiesce.deployments (not .hook.enabled) (not .argocd.enabled) }}
{{- fail "quiesce.deployments needs Helm's hook or Argo CD's: with an ordinary Job the new pods start at once" }}
{{- end }}
{{- if and .rollback.enabled (not .hook.enabled) }}
{{- fail "rollback.enabled needs hook.enabled=true: only helm rollback runs that Job" }}
{{- end }}
{{- if and .podMonitor.enabled (not .metrics.port) }}
{{- fail "podMonitor.enabled needs metrics.port" }}
{{- end }}
{{- if and .catalogue.existingConfigMap .catalogue.image }}
{{- fail "catalogue.existingConfigMap and catalogue.image exclude each other" }}
{{- end }}
{{- if ne (empty .metrics.push.auth) (empty .metrics.push.existingSecret) }}
{{- fail "metrics.push.auth and metrics.push.existingSecret belong together" }}
{{- end }}
{{- if and .metrics.push.existingSecret (not .metrics.push.url) }}
{{- fail "metrics.push.existingSecret needs metrics.push.url" }}
{{- end }}
{{- if and (ne .database.tls.keyKey "") (eq .database.tls.certKey "") }}
{{- fail "database.tls.keyKey needs database.tls.certKey" }}
{{- end }}
{{- end }}
{{- end }}

{{/* What picks this chart's metrics among all others. */}}
{{- define "ragflow-migrator.selector" -}}
{{- printf "%s=%q" .Values.metrics.selectorLabel .Values.metrics.push.job }}
{{- end }}
