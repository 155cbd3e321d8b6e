package dev.wingbeat.app;

import static java.lang.System.Logger.Level.DEBUG;

import io.vertx.core.Vertx;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;

/** Lets the configuration be read again: when the file changes, and when the process is sent SIGHUP. */
final class ReloadTriggers {

    private static final System.Logger LOGGER = System.getLogger(ReloadTriggers.class.getName());
    private static final Duration LOOK = Duration.ofSeconds(5);

    /** Not in every JVM, and javac's warning of it cannot be turned off: so it is looked up by name. */
    private static final String SIGNAL = "sun.misc.Signal";

    private ReloadTriggers() {}

    /** Sets those that the configuration asks for. The signal ends the process, as it always did, if it may come of a terminal. */
    static void set(Vertx vertx, WingbeatConfig config, ServedConfig served) {
        if (config.file() == null) {
            return;
        }
        if (config.watched()) {
            vertx.setPeriodic(LOOK.toMillis(), ignored -> Thread.startVirtualThread(served::look));
        }
        if (!Commands.isTerminal(0)) {
            onHangUp(served::reloadAndTell);
        }
    }

    /** Does something at each SIGHUP, on a thread of the JVM's, if it can be told of signals. */
    private static void onHangUp(Runnable task) {
        try {
            ClassLoader loader = ClassLoader.getSystemClassLoader();
            Class<?> signal = loader.loadClass(SIGNAL);
            Class<?> handler = loader.loadClass(SIGNAL + "Handler");
            MethodHandle run = MethodHandles.lookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(task);
            Object told = MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(run, 0, signal));
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Object hangUp = lookup.findConstructor(signal, MethodType.methodType(void.class, String.class))
                    .invoke("HUP");
            var unused = lookup.findStatic(signal, "handle", MethodType.methodType(handler, signal, handler))
                    .invoke(hangUp, told);
        } catch (Throwable e) { // of MethodHandle.invoke; IllegalArgumentException when the JVM leaves the signal to
            // others
            LOGGER.log(DEBUG, "no reload by SIGHUP: {0}", e.toString());
        }
    }
}
