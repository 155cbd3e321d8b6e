package dev.wingbeat.app;

import dev.wingbeat.Version;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs an application as a process of its own, with everything that a hub is operated by: flags and {@code WINGBEAT_…}
 * variables, the commands {@code serve} (what happens without a command), {@code cluster}, {@code dev}, {@code routes}, {@code
 * config}, {@code doctor} and {@code jvm-flags}, a banner, signals, a drain, and an exit status.
 *
 * <pre>{@code
 * public static void main(String[] arguments) {
 *     Wingbeat.run(arguments, app -> app.socket(
 *             UserSocket.acceptingAll(), routes -> routes.channel("room:*", RoomChannel::new)));
 * }
 * }</pre>
 *
 * <p>To be called by the main method, on its thread. It returns while the hub serves; the process ends with status 0 when a
 * signal has stopped it in order, 1 when it could not start or stop, and 2 for bad arguments.
 */
public final class Wingbeat {

    private Wingbeat() {}

    /** Returns the version of Wingbeat, for people to read. */
    public static String version() {
        return Version.text();
    }

    /**
     * Runs the command that the arguments name.
     *
     * @param declare declares what is served; called once the flags have been read, before anything is opened
     */
    public static void run(String[] arguments, Consumer<Application> declare) {
        run(arguments, List.of(), declare);
    }

    /**
     * Runs the command that the arguments name, with settings of the application's own.
     *
     * @param settings join those of Wingbeat in the help, as flags and as variables; {@link Application#get} returns their values
     * @throws IllegalArgumentException for a setting whose name is taken
     */
    public static void run(String[] arguments, List<ApplicationSetting<?>> settings, Consumer<Application> declare) {
        Class<?> main = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                        .filter(caller -> caller != Wingbeat.class)
                        .findFirst())
                .orElseThrow();
        Commands.of(main, settings, declare).run(arguments);
    }
}
