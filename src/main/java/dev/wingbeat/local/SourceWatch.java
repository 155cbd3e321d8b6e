package dev.wingbeat.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sees which files have changed, by looking at all of them again: that works on each file system, and there are few. Confined to
 * one thread.
 */
final class SourceWatch {

    /** The facts that tell a file from the one that was there before. */
    private record Seen(FileTime modified, long size) {}

    private final List<Path> roots;
    private Map<Path, Seen> known;
    private Map<Path, Seen> last;

    /** Begins with the files as they are. */
    SourceWatch(List<Path> roots) {
        this.roots = roots;
        this.known = look();
        this.last = known;
    }

    /**
     * Looks again. Returns the files that were changed, made or deleted since it last returned some; none while they are still being
     * written, which is when two looks in a row differ.
     */
    Set<Path> changed() {
        Map<Path, Seen> now = look();
        boolean settled = now.equals(last);
        last = now;
        if (!settled || now.equals(known)) {
            return Set.of();
        }
        var changed = new TreeSet<Path>();
        now.forEach((file, seen) -> {
            if (!seen.equals(known.get(file))) {
                changed.add(file);
            }
        });
        known.keySet().stream().filter(file -> !now.containsKey(file)).forEach(changed::add);
        known = now;
        return changed;
    }

    private Map<Path, Seen> look() {
        var seen = new HashMap<Path, Seen>();
        for (Path root : roots) {
            if (Files.exists(root)) {
                look(root, seen);
            }
        }
        return seen;
    }

    private static void look(Path root, Map<Path, Seen> seen) {
        try (var files = Files.find(root, Integer.MAX_VALUE, (file, attributes) -> note(file, attributes, seen))) {
            files.forEach(file -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean note(Path file, BasicFileAttributes attributes, Map<Path, Seen> seen) {
        if (attributes.isRegularFile()) {
            seen.put(file, new Seen(attributes.lastModifiedTime(), attributes.size()));
        }
        return false;
    }
}
