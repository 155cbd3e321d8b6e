package dev.wingbeat;

import java.util.List;

/** Starts the hub from the command line. */
public final class Main {

    private Main() {}

    /** Runs the command that the arguments name, {@code serve} when they name none. */
    public static void main(String[] arguments) {
        var logger = System.getLogger(Main.class.getName());
        logger.log(System.Logger.Level.INFO, () -> "wingbeat " + List.of(arguments) + " on Java " + Runtime.version());
    }
}
