package dev.ragflow.migrator.cli;

/** What {@code --help} tells below the options. */
final class HelpFooter {

    private static final String TEXT = """

            Where settings come from, the first that is given wins:
              1. the flag
              2. the variable RAGFLOW_MIGRATOR_ and the flag in capitals: RAGFLOW_MIGRATOR_TARGET_RELEASE
              3. RAGFlow's own variables, those of the chosen type only:
                 DB_TYPE, MYSQL_HOST, _PORT, _USER, _PASSWORD, _DBNAME, or POSTGRES_HOST and so on
              4. RAGFlow's file, named by --config: its section mysql or postgres, else database
              5. the default
            An empty variable counts as not set. The server is never guessed. Where RAGFlow's variables
            or file name it, RAGFlow's defaults fill in port, database (rag_flow) and MySQL's user (root).

            Examples:
              With RAGFlow's compose file, its variables and its network:
                set -a; . docker/.env; MYSQL_HOST=localhost ragflow-migrator
              With RAGFlow's configuration file:
                ragflow-migrator --config /ragflow/conf/service_conf.yaml --target-release v0.25.6
              With nothing of RAGFlow's at hand:
                ragflow-migrator --db-type postgres --host db.example.org --user ragflow \\
                  --database rag_flow --password-file /run/secrets/db --tls-mode verify-full

            The log goes to standard error, the summary to standard output.
            Take a backup first: what a release adds or renames stays.
            """;

    private HelpFooter() {}

    static String[] lines() {
        return TEXT.lines().toArray(String[]::new);
    }
}
