{{/*
A Job of this program. Takes a dictionary: root; name; args; events, by which "orderAnnotations" knows when it runs; final, the exit
codes after which trying again changes nothing; database, whether it works on one.
*/}}
{{- define "ragflow-migrator.job" -}}
{{- $name := .name }}
{{- $args := .args }}
{{- $events := .events }}
{{- $final := .final }}
{{- $database := .database }}
{{- with .root }}
{{- $prefix := include "ragflow-migrator.prefix" . }}
{{- $secret := include "ragflow-migrator.secretName" . }}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $name }}
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "ragflow-migrator.labels" . | nindent 4 }}
    {{- with .Values.job.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- $order := include "ragflow-migrator.orderAnnotations" (list . 0 $events) | trim }}
  {{- if or $order .Values.job.annotations }}
  annotations:
    {{- with $order }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- if .Values.hook.enabled }}
    helm.sh/hook-output-log-policy: hook-failed
    {{- end }}
    {{- with .Values.job.annotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
spec:
  backoffLimit: {{ .Values.job.backoffLimit }}
  activeDeadlineSeconds: {{ .Values.job.activeDeadlineSeconds }}
  {{- if not (kindIs "invalid" .Values.job.ttlSecondsAfterFinished) }}
  ttlSecondsAfterFinished: {{ .Values.job.ttlSecondsAfterFinished }}
  {{- else if .Values.hook.enabled }}
  ttlSecondsAfterFinished: 86400
  {{- end }}
  {{- if semverCompare ">=1.26-0" .Capabilities.KubeVersion.Version }}
  podFailurePolicy:
    rules:
      # wrong configuration, a newer database, a result that is not what the release expects, a rollback that would
      # lose data: trying again changes nothing
      - action: FailJob
        onExitCodes:
          containerName: migrate
          operator: In
          values: {{ toJson $final }}
      # the node went away: not the migration's failure
      - action: Ignore
        onPodConditions:
          - type: DisruptionTarget
            status: "True"
  {{- end }}
  template:
    metadata:
      labels:
        {{- include "ragflow-migrator.labels" . | nindent 8 }}
        {{- with .Values.pod.labels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .Values.pod.annotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      restartPolicy: Never
      serviceAccountName: {{ include "ragflow-migrator.serviceAccountName" . }}
      {{- /* the API server is asked for nothing but to stop and start Deployments */}}
      automountServiceAccountToken: {{ not (empty .Values.quiesce.deployments) }}
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ .Values.job.terminationGracePeriodSeconds }}
      {{- with .Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- if .Values.hostNetwork }}
      hostNetwork: true
      {{- end }}
      {{- with .Values.hostAliases }}
      hostAliases:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- toYaml .Values.podSecurityContext | nindent 8 }}
      {{- if and $database (or .Values.initContainers .Values.catalogue.image) }}
      initContainers:
        {{- with .Values.catalogue.image }}
        - name: catalogue
          image: {{ . }}
          imagePullPolicy: {{ $.root.Values.image.pullPolicy }}
          command: [cp, {{ $.root.Values.catalogue.imagePath | quote }}, /etc/ragflow-migrator/catalogue/llm_factories.json]
          securityContext:
            {{- toYaml $.root.Values.securityContext | nindent 12 }}
          resources:
            {{- toYaml $.root.Values.resources | nindent 12 }}
          volumeMounts:
            - name: catalogue
              mountPath: /etc/ragflow-migrator/catalogue
        {{- end }}
        {{- with .Values.initContainers }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- end }}
      containers:
        - name: migrate
          image: {{ include "ragflow-migrator.image" . }}
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          args:
            {{- toYaml $args | nindent 12 }}
          envFrom:
            - configMapRef:
                name: {{ include "ragflow-migrator.fullname" . }}
            {{- with .Values.extraEnvFrom }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          {{- if or $database .Values.extraEnv }}
          env:
            {{- if $database }}
            {{- range $field, $variable := dict "host" "HOST" "port" "PORT" "user" "USER" "password" "PASSWORD" "name" "DBNAME" }}
            {{- $name := printf "%s_%s" $prefix $variable }}
            - name: {{ $name }}
              valueFrom:
                secretKeyRef:
                  name: {{ $secret }}
                  key: {{ default $name (get $.root.Values.database.secretKeys $field) }}
                  {{- if or (eq $field "port") (eq $field "user") (eq $field "name") }}
                  optional: true
                  {{- end }}
            {{- end }}
            {{- if eq .Values.metrics.push.auth "basic" }}
            - name: RAGFLOW_MIGRATOR_PUSH_USER
              valueFrom:
                secretKeyRef:
                  name: {{ .Values.metrics.push.existingSecret }}
                  key: user
            {{- end }}
            {{- end }}
            {{- with .Values.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          {{- end }}
          {{- if and $database .Values.metrics.port }}
          ports:
            - name: metrics
              containerPort: {{ .Values.metrics.port }}
              protocol: TCP
          {{- end }}
          # the program leaves the reason of a failure for kubectl describe pod; otherwise the end of the log shows it
          terminationMessagePolicy: FallbackToLogsOnError
          securityContext:
            {{- toYaml .Values.securityContext | nindent 12 }}
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
          volumeMounts:
            - name: tmp
              mountPath: /tmp
            {{- if $database }}
            {{- if .Values.database.tls.existingSecret }}
            - name: tls
              mountPath: /etc/ragflow-migrator/tls
              readOnly: true
            {{- end }}
            {{- if or .Values.catalogue.existingConfigMap .Values.catalogue.image }}
            - name: catalogue
              mountPath: /etc/ragflow-migrator/catalogue
              readOnly: true
            {{- end }}
            {{- if .Values.metrics.push.existingSecret }}
            - name: push
              mountPath: /etc/ragflow-migrator/push
              readOnly: true
            {{- end }}
            {{- if .Values.metrics.push.caSecret }}
            - name: push-ca
              mountPath: /etc/ragflow-migrator/push-ca
              readOnly: true
            {{- end }}
            {{- with .Values.extraVolumeMounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
            {{- end }}
        {{- if $database }}
        {{- with .Values.extraContainers }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        {{- end }}
      volumes:
        - name: tmp
          emptyDir: {}
        {{- if $database }}
        {{- with .Values.database.tls.existingSecret }}
        - name: tls
          secret:
            secretName: {{ . }}
            defaultMode: 0440
        {{- end }}
        {{- if .Values.catalogue.existingConfigMap }}
        - name: catalogue
          configMap:
            name: {{ .Values.catalogue.existingConfigMap }}
            items:
              - key: llm_factories.json
                path: llm_factories.json
        {{- else if .Values.catalogue.image }}
        - name: catalogue
          emptyDir: {}
        {{- end }}
        {{- with .Values.metrics.push.existingSecret }}
        - name: push
          secret:
            secretName: {{ . }}
            defaultMode: 0440
        {{- end }}
        {{- with .Values.metrics.push.caSecret }}
        - name: push-ca
          secret:
            secretName: {{ . }}
            defaultMode: 0440
        {{- end }}
        {{- with .Values.extraVolumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        {{- end }}
      {{- with .Values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end }}
{{- end }}
