package dev.ragflow.migrator.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that settings name, with complaints that say which setting named them. */
final class TextFile {

    /** Far more than any of RAGFlow's configuration files, and little enough to be read at once. */
    private static final int LIMIT = 4 << 20;

    private TextFile() {}

    /** The path a setting names. */
    static Path path(Setting setting, Reading reading) {
        try {
            return Path.of(reading.text());
        } catch (InvalidPathException e) {
            throw ConfigurationException.of(setting, "this is not the name of a file", reading);
        }
    }

    /** The path of a file that exists and can be read. */
    static Path readable(Setting setting, Reading reading) {
        Path path = path(setting, reading);
        if (Files.isDirectory(path)) {
            throw ConfigurationException.of(setting, path + " is a directory, not a file", reading);
        }
        if (!Files.exists(path)) {
            throw ConfigurationException.of(setting, path + " does not exist", reading);
        }
        if (!Files.isReadable(path)) {
            throw ConfigurationException.of(setting, path + " may not be read by this user", reading);
        }
        return path;
    }

    /** The path of a file that can be made or replaced as a whole. */
    static Path writable(Setting setting, Reading reading) {
        return writable(setting, path(setting, reading), reading);
    }

    static Path writable(Setting setting, Path file, Reading reading) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || folder == null) {
            throw ConfigurationException.of(setting, file + " is a directory, not a file", reading);
        }
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw ConfigurationException.of(
                    setting, folder + " is not a directory that this user may write to", reading);
        }
        return file;
    }

    /** The whole text, in UTF-8; works for pipes, too. */
    static String read(Setting setting, Reading reading) {
        return read(setting, readable(setting, reading), reading);
    }

    static String read(Setting setting, Path path, Reading reading) {
        try (InputStream stream = Files.newInputStream(path)) {
            byte[] content = stream.readNBytes(LIMIT + 1);
            if (content.length > LIMIT) {
                throw ConfigurationException.of(setting, path + " is larger than 4 MiB", reading);
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(content))
                    .toString();
        } catch (NoSuchFileException e) {
            throw ConfigurationException.of(setting, path + " does not exist", reading);
        } catch (AccessDeniedException e) {
            throw ConfigurationException.of(setting, path + " may not be read by this user", reading);
        } catch (CharacterCodingException e) {
            throw ConfigurationException.of(setting, path + " is not UTF-8 text", reading);
        } catch (IOException e) {
            throw ConfigurationException.of(
                    setting, path + " cannot be read: " + e.getClass().getSimpleName(), reading);
        }
    }
}
