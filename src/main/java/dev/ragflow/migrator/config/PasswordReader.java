package dev.ragflow.migrator.config;

import dev.ragflow.migrator.database.DatabaseType;
import java.util.List;
import java.util.Optional;

/** Finds the password; of the ways to give one, only one may be used at each level. */
final class PasswordReader {

    private final Sources sources;
    private final DatabaseType type;
    private final List<String> warnings;

    PasswordReader(Sources sources, DatabaseType type, List<String> warnings) {
        this.sources = sources;
        this.type = type;
        this.warnings = warnings;
    }

    Optional<Reading> read() {
        Optional<Reading> flag = sources.flags().find(Setting.PASSWORD);
        if (flag.isPresent()) {
            warnings.add("The password was given with " + Setting.PASSWORD.flag()
                    + ", where every user of this machine can see it: use " + Setting.PASSWORD_FILE.flag()
                    + " or the variable " + Setting.PASSWORD.variable());
        }
        return one(flag, sources.flags().find(Setting.PASSWORD_FILE))
                .or(() -> one(
                        sources.environment().find(Setting.PASSWORD),
                        sources.environment().find(Setting.PASSWORD_FILE)))
                .or(() -> sources.findRagflow(Setting.PASSWORD, type));
    }

    private static Optional<Reading> one(Optional<Reading> text, Optional<Reading> file) {
        if (text.isPresent() && file.isPresent()) {
            throw new ConfigurationException(
                    text.get().place() + " and " + file.get().place() + " are both given: only one can be right");
        }
        return text.or(() -> file.map(PasswordReader::fromFile));
    }

    private static Reading fromFile(Reading name) {
        String content = TextFile.read(Setting.PASSWORD_FILE, name);
        String place = "the file of " + name.place();
        return new Reading(content.replaceFirst("\\r?\\n\\z", ""), Reading.Source.FILE, place);
    }
}
