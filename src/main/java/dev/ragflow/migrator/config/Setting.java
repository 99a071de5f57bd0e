package dev.ragflow.migrator.config;

import dev.ragflow.migrator.release.Release;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Everything that can be set, once: each constant is a flag ({@code --target-release}), an environment variable
 * ({@code RAGFLOW_MIGRATOR_TARGET_RELEASE}) and a paragraph of {@code --help}.
 */
public enum Setting {
    CONFIG(
            Group.CONNECTION,
            "FILE",
            "RAGFlow's service_conf.yaml, as template or filled in; a local.service_conf.yaml"
                    + " beside it replaces its sections, as in RAGFlow."),
    DB_TYPE(Group.CONNECTION, "TYPE", "mysql, mariadb, postgres, or oceanbase (untested). Default: mysql."),
    HOST(Group.CONNECTION, "HOST", "Name or address of the database server. Never guessed."),
    PORT(Group.CONNECTION, "PORT", "TCP port. Default: 3306 for MySQL, 5432 for PostgreSQL."),
    USER(Group.CONNECTION, "NAME", "Account that may create, alter and drop tables and indexes."),
    PASSWORD_FILE(
            Group.CONNECTION,
            "FILE",
            "File that holds the password, such as a mounted secret; one trailing line break is ignored."),
    PASSWORD(
            Group.CONNECTION,
            "TEXT",
            "The password itself. Other users of the machine can see it in the process list; prefer --password-file or"
                    + " an environment variable."),
    DATABASE(Group.CONNECTION, "NAME", "Name of RAGFlow's database."),

    TLS_MODE(
            Group.TLS,
            "MODE",
            "disabled, preferred, required, verify-ca or verify-full. Default: verify-ca with --tls-ca, required with"
                    + " only --tls-cert, else preferred; on a loopback address, disabled unless the server requires"
                    + " it."),
    TLS_CA(
            Group.TLS,
            "FILE",
            "PEM file with the CA certificates to trust. Without it, verification uses those of the Java runtime."),
    TLS_CERT(Group.TLS, "FILE", "PEM file with the client certificate and its chain."),
    TLS_KEY(Group.TLS, "FILE", "PEM file with the client's unencrypted private key. Default: the key in --tls-cert."),
    DRIVER_PROPERTY(
            Group.TLS,
            "NAME=VALUE",
            "Connection property of the JDBC driver (Connector/J or pgjdbc) in the driver's own spelling; may be"
                    + " repeated. In the variable, separate several with &."),

    TARGET_RELEASE(
            Group.RUN,
            "RELEASE",
            "RAGFlow release to bring the database to, or to compare it with: " + Release.tags() + ". Default: "
                    + Release.newest() + ".",
            Command.MIGRATE,
            Command.VERIFY,
            Command.WAIT,
            Command.STATUS,
            Command.STAGES,
            Command.DIFF),
    TO(
            Group.RUN,
            "RELEASE",
            "RAGFlow release to take the database back to: " + Release.tagsToReturnTo() + ".",
            Command.ROLLBACK),
    LLM_FACTORIES(
            Group.RUN,
            "FILE",
            "RAGFlow's llm_factories.json, to use instead of the release's built-in model catalogue.",
            Command.MIGRATE,
            Command.VERIFY,
            Command.ROLLBACK,
            Command.STATUS,
            Command.STAGES),
    REPAIR(
            Group.RUN,
            "",
            "Also restore what RAGFlow's own migration script lost, as far as tenant_llm and tenant_model_backup still"
                    + " show it; later changes by users stay.",
            Command.MIGRATE),
    IF_NEWER(
            Group.RUN,
            "WHAT",
            "What to do if the database is newer than the target: accept leaves it unchanged and exits with 0; refuse"
                    + " exits with 2, so that nothing older starts on it. Default: accept.",
            Command.MIGRATE),
    MODE(
            Group.RUN,
            "MODE",
            "full; dry-run: reports everything a run would write but writes nothing, and needs only SELECT; or"
                    + " tables-only: tables, columns and indexes, but no models are moved and the version marker stays;"
                    + " a full run continues from there. Default: full.",
            Command.MIGRATE),
    STAGES(
            Group.RUN,
            "NAMES",
            "Run only these stages, in dependency order, such as schema,tenant_model_provider; the command stages lists"
                    + " them. Default: all.",
            Command.MIGRATE),
    SQL(Group.RUN, "FILE", "With a dry run: write the statements to this file for review.", Command.MIGRATE),
    STRICT(
            Group.RUN,
            "",
            "Exit with 4 for findings, too: problems that RAGFlow tolerates, or that cannot be decided from the"
                    + " database.",
            Command.VERIFY),
    REBUILD_LIMIT(
            Group.RUN,
            "ROWS",
            "Largest table, in rows, that may be rebuilt while writes to it wait. If a larger one needs that, the run"
                    + " ends before changing anything. Default: 5000000.",
            Command.MIGRATE),
    ALLOW_REBUILD(Group.RUN, "", "Rebuild larger tables, too, while writes to them wait.", Command.MIGRATE),
    FAILED(Group.RUN, "", "Only changesets that failed or were interrupted.", Command.HISTORY),
    SLOWER_THAN(Group.RUN, "DURATION", "Only changesets that took longer than this, such as 1s.", Command.HISTORY),
    SINCE(
            Group.RUN,
            "TIME",
            "Only changesets that ended since then: 2026-01-31, 2026-01-31T18:00 (in UTC), 2026-01-31T18:00+01:00, or"
                    + " an age, such as 24h.",
            Command.HISTORY),
    CHANGELOG(
            Group.RUN,
            "FILE",
            "diff: Liquibase changelog to write, which closes the gap; the file must not exist yet. migrate: a"
                    + " changelog of your own, applied after the release's, except changesets with the label removal.",
            Command.MIGRATE,
            Command.DIFF),
    DROP(
            Group.RUN,
            "",
            "Also write changesets that remove what the release does not have, each with row counts and the label"
                    + " removal. This program never applies them.",
            Command.DIFF),
    CHANGESET(
            Group.RUN,
            "ID",
            "The changeset, such as v0.26.4/table-file-commit; status and history list them. The flag itself may be"
                    + " omitted.",
            Command.MARK,
            Command.UNMARK),
    STATUS(Group.RUN, "STATUS", "success if it was done by hand, or skipped if it must not be done.", Command.MARK),
    REASON(Group.RUN, "TEXT", "Why it is marked, for the record.", Command.MARK),
    FORCE(
            Group.RUN,
            "",
            "End the connections that hold the locks, and clear a lock that another tool left.",
            Command.RELEASE_LOCK),
    OUTPUT(
            Group.RUN,
            "FORMAT",
            "text or json; csv for history only. With migrate, for a dry run only. Default: text.",
            Command.MIGRATE,
            Command.VERIFY,
            Command.STATUS,
            Command.HISTORY,
            Command.STAGES,
            Command.DIFF),
    WAIT_TIMEOUT(
            Group.RUN,
            "DURATION",
            "How long to wait for a database that does not answer yet: 30s, 5m, 1h or seconds. Default: 1m. With wait,"
                    + " also for one that is not at the release yet; default: 30m.",
            Command.MIGRATE,
            Command.VERIFY,
            Command.ROLLBACK,
            Command.WAIT,
            Command.STATUS,
            Command.HISTORY,
            Command.STAGES,
            Command.MARK,
            Command.UNMARK,
            Command.RELEASE_LOCK,
            Command.DIFF),
    LOCK_TIMEOUT(
            Group.RUN,
            "DURATION",
            "How long to wait while another migration or RAGFlow's start-up holds the lock. Default: 5m.",
            Command.MIGRATE,
            Command.ROLLBACK,
            Command.MARK,
            Command.UNMARK),

    QUIESCE(
            Group.KUBERNETES,
            "NAMES",
            "RAGFlow's Deployments in this pod's namespace, separated by commas, to scale to zero while there is"
                    + " something to migrate. If the run fails they are scaled back at once, otherwise by resume or by"
                    + " their own upgrade.",
            Command.MIGRATE,
            Command.ROLLBACK,
            Command.RESUME),
    QUIESCE_TIMEOUT(
            Group.KUBERNETES,
            "DURATION",
            "How long to wait for their pods to terminate. Default: 2m.",
            Command.MIGRATE,
            Command.ROLLBACK),

    BATCH_SIZE(
            Group.PACE,
            "ROWS",
            "Rows per chunk, that is per transaction: 1 to 20000. Without it, the time a chunk takes sets the size of"
                    + " the next.",
            Command.MIGRATE),
    BATCH_TIME(
            Group.PACE,
            "DURATION",
            "How long a chunk should take, such as 500ms or 2s. Default: 500ms.",
            Command.MIGRATE),
    MIN_BATCH_SIZE(Group.PACE, "ROWS", "Smallest chunk. Default: 10.", Command.MIGRATE),
    MAX_BATCH_SIZE(Group.PACE, "ROWS", "Largest chunk. Default: 10000.", Command.MIGRATE),
    WORKERS(
            Group.PACE,
            "NUMBER",
            "Connections that work on a table, 1 to 16: one writes while the rest read ahead; all of them update or"
                    + " verify. Default: 2.",
            Command.MIGRATE,
            Command.VERIFY),
    RETRY_TIMEOUT(
            Group.PACE,
            "DURATION",
            "How long to retry a chunk after deadlocks, lock waits, lost connections and the like. Default: 2m.",
            Command.MIGRATE),
    MAX_THREADS_RUNNING(
            Group.PACE,
            "NUMBER",
            "Pause while other sessions run more than this many statements. Default: no limit.",
            Command.MIGRATE),
    MAX_REPLICA_LAG(
            Group.PACE,
            "DURATION",
            "Pause while a replica lags by more than this. On MySQL it needs --replica-lag-query. Default: no limit.",
            Command.MIGRATE),
    REPLICA_LAG_QUERY(
            Group.PACE,
            "SQL",
            "Query that returns the lag in seconds in its first column, such as one on a heartbeat table; no row or"
                    + " NULL means no lag. Default on PostgreSQL: pg_stat_replication.",
            Command.MIGRATE),
    PUSH_URL(
            Group.METRICS,
            "URL",
            "URL of a Pushgateway, such as http://pushgateway:9091; metrics are pushed every 15 s and at the end.",
            Command.MIGRATE),
    PUSH_JOB(
            Group.METRICS,
            "NAME",
            "Job label under which the gateway groups them, besides release and namespace. Default: ragflow-migrator.",
            Command.MIGRATE),
    PUSH_NAMESPACE(Group.METRICS, "NAME", "Namespace label under which the gateway groups them.", Command.MIGRATE),
    PUSH_USER(Group.METRICS, "NAME", "User name for the gateway; needs --push-password-file.", Command.MIGRATE),
    PUSH_PASSWORD_FILE(Group.METRICS, "FILE", "File with the password of that user.", Command.MIGRATE),
    PUSH_TOKEN_FILE(Group.METRICS, "FILE", "File with a bearer token for the gateway.", Command.MIGRATE),
    PUSH_CA(Group.METRICS, "FILE", "PEM file with the CA certificates to trust for the gateway.", Command.MIGRATE),
    METRICS_PORT(
            Group.METRICS,
            "PORT",
            "TCP port for /metrics and /healthz during the run; 0 for any free one.",
            Command.MIGRATE),
    METRICS_FILE(
            Group.METRICS,
            "FILE",
            "File for the node exporter's textfile collector, replaced every 15 s and at the end.",
            Command.MIGRATE),

    REPORT(
            Group.LOG,
            "FILE",
            "File for a report of what the run did and found, written even if it fails: a web page if the name ends in"
                    + " .html, data if in .json. May be repeated; in the variable, separate several with commas.",
            Command.MIGRATE,
            Command.VERIFY,
            Command.ROLLBACK),
    LOG_FORMAT(Group.LOG, "FORMAT", "text, or json with one object per line. Default: text."),
    LOG_LEVEL(Group.LOG, "LEVEL", "error, warn, info, debug or trace. Default: info."),
    VERBOSE(Group.LOG, "", "Same as --log-level debug."),
    TERMINATION_LOG(
            Group.LOG,
            "FILE",
            "File for the reason of a failure, which Kubernetes shows, in at most 2 KiB. Default: /dev/termination-log"
                    + " if it exists.");

    /** The chapters of {@code --help}. */
    public enum Group {
        CONNECTION("Database"),
        TLS("Encryption and driver"),
        RUN("Run"),
        KUBERNETES("Kubernetes"),
        PACE("Pace"),
        METRICS("Metrics"),
        LOG("Log and report");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    private final Group group;
    private final String parameter;
    private final String description;
    private final List<Command> commands;

    /** @param commands those that take it; where none is named all that work on a database, and for the log all */
    Setting(Group group, String parameter, String description, Command... commands) {
        this.commands = commands.length > 0
                ? List.of(commands)
                : Arrays.stream(Command.values())
                        .filter(command -> group == Group.LOG || command.needsDatabase())
                        .toList();
        this.group = group;
        this.parameter = parameter;
        this.description = description;
    }

    public Group group() {
        return group;
    }

    /** Name of the value in {@code --help}; empty for a switch that takes none. */
    public String parameter() {
        return parameter;
    }

    /** One paragraph for {@code --help}. */
    public String description() {
        return description;
    }

    /** Whether the command takes it. */
    public boolean isFor(Command command) {
        return commands.contains(command);
    }

    /** Whether it can be given several times. */
    public boolean repeatable() {
        return this == DRIVER_PROPERTY || this == REPORT;
    }

    /** For example {@code --target-release}. */
    public String flag() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For example {@code RAGFLOW_MIGRATOR_TARGET_RELEASE}. */
    public String variable() {
        return "RAGFLOW_MIGRATOR_" + name();
    }
}
