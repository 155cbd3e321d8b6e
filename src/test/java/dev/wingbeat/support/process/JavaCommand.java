package dev.wingbeat.support.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that run a program of this class path in a JVM of its own. */
public final class JavaCommand {

    private JavaCommand() {}

    /** Begins the command of a JVM with the {@code --} and {@code -XX} flags of this one; arguments may follow. */
    public static List<String> likeThis(List<String> flags, String mainClass) {
        var all = new ArrayList<String>();
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--") || argument.startsWith("-XX"))
                .forEach(all::add);
        all.addAll(flags);
        return of(all, mainClass);
    }

    /** Begins the command of a JVM like this one. */
    public static List<String> likeThis(List<String> flags, Class<?> main) {
        return likeThis(flags, main.getName());
    }

    /** Begins the command of a JVM with these flags and no others. */
    public static List<String> of(List<String> flags, String mainClass) {
        var command = new ArrayList<String>();
        command.add(tool("java"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        return command;
    }

    /** Has a command run what another build has in place of this one. */
    static List<String> withClassPath(List<String> command, String classPath) {
        var changed = new ArrayList<>(command);
        changed.set(changed.indexOf("-cp") + 1, classPath);
        return changed;
    }

    /** Returns the path of a program of this JDK, such as {@code java} or {@code keytool}. */
    public static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
