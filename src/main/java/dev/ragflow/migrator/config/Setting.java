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
            "File that holds the password, such as a mounted secret; one line break at"
                    + " its end is not part of the password."),
    PASSWORD(
            Group.CONNECTION,
            "TEXT",
            "The password itself. Other users of the machine can see it in the process list:"
                    + " prefer --password-file or an environment variable."),
    DATABASE(Group.CONNECTION, "NAME", "Name of RAGFlow's database."),

    TLS_MODE(
            Group.TLS,
            "MODE",
            "disabled, preferred, required, verify-ca or verify-full. Default: verify-ca with"
                    + " --tls-ca, required with only --tls-cert, else preferred; on this machine itself, disabled"
                    + " unless the server insists."),
    TLS_CA(
            Group.TLS,
            "FILE",
            "PEM file with the certificates of the authorities to trust. Without it, verification"
                    + " uses those of the Java runtime."),
    TLS_CERT(Group.TLS, "FILE", "PEM file with the client certificate and its chain."),
    TLS_KEY(Group.TLS, "FILE", "PEM file with the client's private key, not encrypted. Default: in --tls-cert."),
    DRIVER_PROPERTY(
            Group.TLS,
            "NAME=VALUE",
            "Connection property of the JDBC driver (Connector/J or pgjdbc) in its own"
                    + " spelling; may be repeated. The variable holds several joined by &."),

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
            "RAGFlow's llm_factories.json, to be used in place of the built-in model catalogue of the release.",
            Command.MIGRATE,
            Command.VERIFY,
            Command.ROLLBACK,
            Command.STATUS,
            Command.STAGES),
    REPAIR(
            Group.RUN,
            "",
            "Also bring back what RAGFlow's own migration script lost, as far as tenant_llm and"
                    + " tenant_model_backup still tell; what users changed since stays.",
            Command.MIGRATE),
    IF_NEWER(
            Group.RUN,
            "WHAT",
            "What to do about a database that is newer than the target: accept leaves it as it is and ends with exit code 0,"
                    + " refuse ends with exit code 2, so that nothing older starts on it. Default: accept.",
            Command.MIGRATE),
    MODE(
            Group.RUN,
            "MODE",
            "full; dry-run: nothing is written, but everything told that would be, with an account that may only SELECT; or"
                    + " tables-only: tables, columns and indexes, but no model is moved and the version marker stays; a"
                    + " full run goes on from there. Default: full.",
            Command.MIGRATE),
    STAGES(
            Group.RUN,
            "NAMES",
            "Only these stages, in the order in which they depend on each other, such as schema,tenant_model_provider;"
                    + " the command stages lists them. Default: all.",
            Command.MIGRATE),
    SQL(Group.RUN, "FILE", "Of a dry run: write the statements there, for those who review them.", Command.MIGRATE),
    STRICT(
            Group.RUN,
            "",
            "Exit code 4 for findings, too: what RAGFlow lives with, or what nobody can decide.",
            Command.VERIFY),
    REBUILD_LIMIT(
            Group.RUN,
            "ROWS",
            "Rows that a table may have whose change takes a rebuild during which writes to it wait. Where one has more, the"
                    + " run ends before it has changed anything. Default: 5000000.",
            Command.MIGRATE),
    ALLOW_REBUILD(Group.RUN, "", "Rebuild larger tables, too, and let writes to them wait.", Command.MIGRATE),
    FAILED(Group.RUN, "", "Only changesets that failed or were interrupted.", Command.HISTORY),
    SLOWER_THAN(Group.RUN, "DURATION", "Only changesets that took longer than this, such as 1s.", Command.HISTORY),
    SINCE(
            Group.RUN,
            "TIME",
            "Only what ended since then: 2026-01-31, 2026-01-31T18:00 (in UTC), 2026-01-31T18:00+01:00, or how long ago,"
                    + " such as 24h.",
            Command.HISTORY),
    CHANGELOG(
            Group.RUN,
            "FILE",
            "diff: file to write, a changelog for Liquibase that closes the gap; must not be there yet. migrate: changelog of"
                    + " your own, applied behind the release's, except changesets with the label removal.",
            Command.MIGRATE,
            Command.DIFF),
    DROP(
            Group.RUN,
            "",
            "Also write changesets that remove what the release does not have, each with its row counts and the label"
                    + " removal. This program never applies them.",
            Command.DIFF),
    CHANGESET(
            Group.RUN,
            "ID",
            "The changeset, such as v0.26.4/table-file-commit; status and history name them. May stand without the flag.",
            Command.MARK,
            Command.UNMARK),
    STATUS(
            Group.RUN,
            "STATUS",
            "success, where it was done by hand, or skipped, where it is not to be done.",
            Command.MARK),
    REASON(Group.RUN, "TEXT", "Why, for those who come later.", Command.MARK),
    FORCE(
            Group.RUN,
            "",
            "End the connections that hold the locks, and clear what another tool left.",
            Command.RELEASE_LOCK),
    OUTPUT(
            Group.RUN,
            "FORMAT",
            "text, for people, or json; the history as csv, too. Of migrate, for a dry run. Default: text.",
            Command.MIGRATE,
            Command.VERIFY,
            Command.STATUS,
            Command.HISTORY,
            Command.STAGES,
            Command.DIFF),
    WAIT_TIMEOUT(
            Group.RUN,
            "DURATION",
            "How long to wait for a database that does not answer yet: 30s, 5m, 1h or seconds. Default: 1m; of wait, for"
                    + " a database that is not at the release yet, either: 30m.",
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
            "How long to wait while another migration or RAGFlow's own start-up holds the" + " lock. Default: 5m.",
            Command.MIGRATE,
            Command.ROLLBACK,
            Command.MARK,
            Command.UNMARK),

    QUIESCE(
            Group.KUBERNETES,
            "NAMES",
            "Deployments of RAGFlow in this pod's namespace, joined by commas, to scale to none while there is something to"
                    + " migrate. When the run fails they come back at once, else by resume or by what upgrades them.",
            Command.MIGRATE,
            Command.ROLLBACK,
            Command.RESUME),
    QUIESCE_TIMEOUT(
            Group.KUBERNETES,
            "DURATION",
            "How long to wait for their pods to be gone. Default: 2m.",
            Command.MIGRATE,
            Command.ROLLBACK),

    BATCH_SIZE(
            Group.PACE,
            "ROWS",
            "Rows of every chunk, that is of one transaction: 1 to 20000. Without it, the time of each chunk decides"
                    + " how large the next one is.",
            Command.MIGRATE),
    BATCH_TIME(
            Group.PACE,
            "DURATION",
            "How long a chunk should take, such as 500ms or 2s. Default: 500ms.",
            Command.MIGRATE),
    MIN_BATCH_SIZE(Group.PACE, "ROWS", "Rows that a chunk has at least. Default: 10.", Command.MIGRATE),
    MAX_BATCH_SIZE(Group.PACE, "ROWS", "Rows that a chunk has at most. Default: 10000.", Command.MIGRATE),
    WORKERS(
            Group.PACE,
            "NUMBER",
            "How many connections work on a table: one fewer reads ahead, as many update or verify at once; 1 to 16."
                    + " Default: 2.",
            Command.MIGRATE,
            Command.VERIFY),
    RETRY_TIMEOUT(
            Group.PACE,
            "DURATION",
            "How long to try a chunk again after deadlocks, lock waits, lost connections and the like. Default: 2m.",
            Command.MIGRATE),
    MAX_THREADS_RUNNING(
            Group.PACE,
            "NUMBER",
            "Wait while the server works on more statements of others than this. Default: no limit.",
            Command.MIGRATE),
    MAX_REPLICA_LAG(
            Group.PACE,
            "DURATION",
            "Wait while a replica is further behind than this. On MySQL it needs --replica-lag-query."
                    + " Default: no limit.",
            Command.MIGRATE),
    REPLICA_LAG_QUERY(
            Group.PACE,
            "SQL",
            "Query that gives the lag in seconds in its first column, such as one on a heartbeat table; no row or NULL"
                    + " means none. Default on PostgreSQL: pg_stat_replication.",
            Command.MIGRATE),
    PUSH_URL(
            Group.METRICS,
            "URL",
            "Address of a Pushgateway, such as http://pushgateway:9091; gets the metrics every 15 s and at the end.",
            Command.MIGRATE),
    PUSH_JOB(
            Group.METRICS,
            "NAME",
            "Job under which the gateway keeps them, beside release and namespace. Default: ragflow-migrator.",
            Command.MIGRATE),
    PUSH_NAMESPACE(Group.METRICS, "NAME", "Namespace under which the gateway keeps them.", Command.MIGRATE),
    PUSH_USER(Group.METRICS, "NAME", "Account at the gateway; needs --push-password-file.", Command.MIGRATE),
    PUSH_PASSWORD_FILE(Group.METRICS, "FILE", "File with the password of that account.", Command.MIGRATE),
    PUSH_TOKEN_FILE(Group.METRICS, "FILE", "File with a bearer token for the gateway.", Command.MIGRATE),
    PUSH_CA(
            Group.METRICS,
            "FILE",
            "PEM file with the certificates of the authorities to trust at the gateway.",
            Command.MIGRATE),
    METRICS_PORT(
            Group.METRICS,
            "PORT",
            "TCP port for /metrics and /healthz while the run lasts; 0 for any free one.",
            Command.MIGRATE),
    METRICS_FILE(
            Group.METRICS,
            "FILE",
            "File for the node exporter's textfile collector, replaced every 15 s and at the end.",
            Command.MIGRATE),

    REPORT(
            Group.LOG,
            "FILE",
            "File that gets what the run did and found, also when it fails: a page for people where its name ends in .html,"
                    + " data where it ends in .json. May be repeated; the variable holds several joined by commas.",
            Command.MIGRATE,
            Command.VERIFY,
            Command.ROLLBACK),
    LOG_FORMAT(Group.LOG, "FORMAT", "text, for people, or json, one object a line. Default: text."),
    LOG_LEVEL(Group.LOG, "LEVEL", "error, warn, info, debug or trace. Default: info."),
    VERBOSE(Group.LOG, "", "Same as --log-level debug."),
    TERMINATION_LOG(
            Group.LOG,
            "FILE",
            "File that gets the reason of a failure, as Kubernetes shows it, in at most 2 KiB. Default: /dev/termination-log"
                    + " where it is there.");

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
