package dev.wingbeat.scaffold;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files that are to be written, by their path: all of them or none, and none that is there already. */
final class Draft {

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    void add(String path, String text) {
        add(path, text.getBytes(UTF_8));
    }

    void add(String path, byte[] bytes) {
        files.put(path, bytes);
    }

    /** Returns their paths, in the order in which they were added. */
    List<String> paths() {
        return List.copyOf(files.keySet());
    }

    /**
     * Fails when one of them is there.
     *
     * @throws TakenException with the first one
     */
    void requireFree(Path folder) {
        for (String path : files.keySet()) {
            if (Files.exists(folder.resolve(path))) {
                throw taken(path);
            }
        }
    }

    /**
     * Writes them.
     *
     * @throws TakenException when one of them is there
     * @throws UncheckedIOException when one of them cannot be written
     */
    void write(Path folder) {
        requireFree(folder);
        var written = new ArrayList<Path>();
        try {
            for (var file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                written.add(path);
            }
        } catch (FileAlreadyExistsException e) {
            delete(written);
            throw taken(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            delete(written);
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes what was written. */
    void undo(Path folder) {
        delete(files.keySet().stream().map(folder::resolve).toList());
    }

    private static TakenException taken(String path) {
        return new TakenException(path + ": is there already (expected: a name that is not taken)");
    }

    private static void delete(List<Path> files) {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
