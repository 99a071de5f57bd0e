package dev.ragflow.migrator.cli;

import dev.ragflow.migrator.migrate.ExitCode;

/** The parts of {@code --help} that are no options. */
final class HelpText {

    private static final String TEXT = """

            Where settings come from (the first one given wins):
              1. the flag
              2. the variable named RAGFLOW_MIGRATOR_ plus the flag in capitals: RAGFLOW_MIGRATOR_TARGET_RELEASE
              3. RAGFlow's own variables, those of the chosen type only:
                 DB_TYPE, MYSQL_HOST, _PORT, _USER, _PASSWORD, _DBNAME, or POSTGRES_HOST and so on
              4. RAGFlow's file, named by --config: its section mysql or postgres, else database
              5. the default
            An empty variable counts as not set. The server is never guessed. Where RAGFlow's variables
            or file name it, RAGFlow's defaults fill in port, database (rag_flow) and MySQL's user (root).

            Examples:
              With RAGFlow's own variables, such as those of its compose file:
                set -a; . docker/.env; ragflow-migrator
              With RAGFlow's configuration file:
                ragflow-migrator --config /ragflow/conf/service_conf.yaml --target-release v0.25.6
              Without any RAGFlow configuration:
                export RAGFLOW_MIGRATOR_PASSWORD_FILE=/run/secrets/db RAGFLOW_MIGRATOR_DATABASE=rag_flow
                ragflow-migrator --db-type postgres --host db.example.org --user ragflow --tls-mode verify-full
              Rolling back, with RAGFlow's pods stopped:
                ragflow-migrator rollback --to v0.26.4 --config /ragflow/conf/service_conf.yaml

            The log goes to standard error, the summary to standard output.
            Take a backup first: what a release adds or renames stays.
            """;

    private HelpText() {}

    static String[] footer() {
        return TEXT.lines().toArray(String[]::new);
    }

    static String meaning(ExitCode exit) {
        return switch (exit) {
            case OK -> "done, or nothing to do";
            case MIGRATION_FAILED -> "the run failed; once the cause is fixed, the next one continues from there";
            case WRONG_SETTINGS -> "wrong usage or configuration; nothing was changed";
            case UNREACHABLE -> "the database could not be reached, or a lock could not be obtained, in time";
            case VERIFICATION_FAILED -> "everything ran, but verification failed";
            case INTERRUPTED -> "stopped by a signal; the next run continues from there";
            case PENDING ->
                "nothing was changed; status: a migration has something to do; diff: a difference matters;"
                        + " release-lock: a lock is held";
        };
    }
}
