package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.database.Secret;

/** What an embedded MySQL or MariaDB runs before it accepts connections; one statement a line, as its server wants it. */
final class MySqlAccounts {

    private MySqlAccounts() {}

    static String rootEverywhere(Secret password) {
        return """
                ALTER USER 'root'@'localhost' IDENTIFIED BY '%1$s';
                DROP USER IF EXISTS 'root'@'127.0.0.1';
                CREATE USER 'root'@'%%' IDENTIFIED BY '%1$s';
                GRANT ALL ON *.* TO 'root'@'%%' WITH GRANT OPTION;
                """.formatted(password.reveal());
    }
}
