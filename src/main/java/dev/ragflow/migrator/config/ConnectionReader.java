package dev.ragflow.migrator.config;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.DatabaseType;
import dev.ragflow.migrator.database.Secret;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out where the database is. RAGFlow's own defaults fill in only what RAGFlow's own variables or file leave open, and
 * never the host or the password: nothing here falls back to root on this machine.
 */
final class ConnectionReader {

    /** From RAGFlow's compose {@code .env}: the user has a default for MySQL only. */
    private static final String RAGFLOW_DATABASE = "rag_flow";

    private static final String RAGFLOW_MYSQL_USER = "root";

    private final Sources sources;
    private final DatabaseType type;
    private final Map<Setting, String> origins = new EnumMap<>(Setting.class);
    private final List<String> warnings = new ArrayList<>();

    ConnectionReader(Sources sources) {
        this.sources = sources;
        this.type = type();
        // looked at first of all, since a file without the section is a mistake even where flags say everything
        sources.section(type);
    }

    ConnectionSettings read() {
        Reading host = find(Setting.HOST).orElseThrow(this::nothingNamesADatabase);
        String hostName = HostText.parse(host);
        boolean ragflows = host.source() == Reading.Source.RAGFLOW_VARIABLE || host.source() == Reading.Source.FILE;
        Reading port = find(Setting.PORT).orElse(Reading.ofDefault(String.valueOf(type.defaultPort())));
        Reading user = find(Setting.USER)
                .or(() -> ragflows && type == DatabaseType.MYSQL
                        ? Optional.of(Reading.ofDefault(RAGFLOW_MYSQL_USER))
                        : Optional.empty())
                .orElseThrow(() -> missing(Setting.USER, host));
        Reading database = find(Setting.DATABASE)
                .or(() -> ragflows ? Optional.of(Reading.ofDefault(RAGFLOW_DATABASE)) : Optional.empty())
                .orElseThrow(() -> missing(Setting.DATABASE, host));
        Reading password = new PasswordReader(sources, type, warnings).read().orElseThrow(() -> missingPassword(host));
        Map.of(
                        Setting.HOST, host,
                        Setting.PORT, port,
                        Setting.USER, user,
                        Setting.DATABASE, database,
                        Setting.PASSWORD, password)
                .forEach((setting, reading) -> origins.put(setting, reading.origin()));
        return new ConnectionSettings(
                type,
                hostName,
                port(port),
                database.stripped(),
                user.stripped(),
                Secret.of(password.text()),
                new DriverProperties(sources, type).read());
    }

    /** Where each of the settings was read from, in the words of {@link Reading#origin}. */
    Map<Setting, String> origins() {
        return origins;
    }

    List<String> warnings() {
        return warnings;
    }

    private DatabaseType type() {
        Optional<Reading> given = sources.find(Setting.DB_TYPE).or(sources.environment()::findRagflowType);
        origins.put(Setting.DB_TYPE, given.map(Reading::origin).orElse("the default"));
        return DatabaseTypeText.parse(given.orElse(Reading.ofDefault(DatabaseType.MYSQL.id())), warnings);
    }

    /** Empty texts count as missing; only a password may be empty. */
    private Optional<Reading> find(Setting setting) {
        return sources.find(setting)
                .or(() -> sources.findRagflow(setting, type))
                .filter(reading -> !reading.stripped().isEmpty());
    }

    private static int port(Reading reading) {
        String text = reading.stripped();
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65_535) {
            throw ConfigurationException.of(
                    Setting.PORT,
                    ConfigurationException.quoted(text) + " is not a port number from 1 to 65535",
                    reading);
        }
        return port;
    }

    private ConfigurationException nothingNamesADatabase() {
        String prefix = Environment.prefix(type);
        DatabaseType other = type == DatabaseType.MYSQL ? DatabaseType.POSTGRES : DatabaseType.MYSQL;
        String hint = sources.environment()
                .findRagflow(Setting.HOST, other)
                .map(reading -> "; " + reading.place() + " is set, but counts only with DB_TYPE=" + other)
                .orElse("");
        return new ConfigurationException(Setting.HOST.flag() + " is missing: no " + type
                + " server is named. Give --host, --user, --database and --password-file, or set " + prefix
                + "HOST and " + prefix
                + "PASSWORD as for RAGFlow (or RAGFLOW_MIGRATOR_HOST and so on), or name RAGFlow's"
                + " file with --config service_conf.yaml"
                + sources.section(type)
                        .map(section -> "; " + section.place() + " has no host")
                        .orElse("")
                + hint);
    }

    private ConfigurationException missing(Setting setting, Reading host) {
        return new ConfigurationException(setting.flag() + " is missing: give the flag, " + setting.variable() + " or "
                + ragflowVariable(setting) + " (the host was read from " + host.origin() + ")");
    }

    private ConfigurationException missingPassword(Reading host) {
        String unset = sources.section(type)
                .filter(section -> section.refersToUnset("password"))
                .map(section -> "; " + section.place() + " refers to a variable that is not set")
                .orElse("");
        return new ConfigurationException(Setting.PASSWORD.flag() + " is missing: give "
                + Setting.PASSWORD_FILE.flag() + ", " + Setting.PASSWORD.variable() + " or "
                + ragflowVariable(Setting.PASSWORD) + " (the host was read from " + host.origin() + unset + ")");
    }

    private String ragflowVariable(Setting setting) {
        return Environment.prefix(type) + (setting == Setting.DATABASE ? "DBNAME" : setting.name());
    }
}
