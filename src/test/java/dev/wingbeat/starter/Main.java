package dev.wingbeat.starter;

import dev.wingbeat.app.Application;
import dev.wingbeat.app.Wingbeat;
import dev.wingbeat.presence.Presence;

/** What this application serves. */
public final class Main {

    private Main() {}

    /** Runs it; {@code --help} tells what can be set. */
    public static void main(String[] arguments) {
        Wingbeat.run(arguments, Main::declare);
    }

    /** Declares it all: for main, and for the tests, which serve the same. */
    static void declare(Application app) {
        Presence online = Presence.create("online");
        app.presence(online);
        // wingbeat: declarations

        app.socket(new ChatSocket(), socket -> {
            socket.channel("chat:*", () -> new ChatChannel(online));
            // wingbeat: routes
        });
        app.files("web");
    }
}
