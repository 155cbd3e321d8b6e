package dev.wingbeat.sample;

import dev.wingbeat.app.Application;
import dev.wingbeat.app.Wingbeat;
import java.time.Duration;

/** The sample's arena and nothing else, at a rate of one's choice: patches come with every tick. */
public final class ArenaHub {

    /** The property that has the ticks a second. */
    public static final String RATE = "arena.rate";

    private ArenaHub() {}

    /** Takes the commands and flags of the sample. */
    public static void main(String[] arguments) {
        Wingbeat.run(arguments, ArenaHub::declare);
    }

    private static void declare(Application app) {
        int rate = Integer.getInteger(RATE, 20);
        app.socket(new ChatSocket(app.config().endpoint().secretKeyBase()), socket -> {})
                .rooms(ArenaRoom.KIND, ArenaRoom::new, options -> {
                    ArenaRoom.options(options);
                    options.rate(rate).patchInterval(Duration.ofMillis(1000 / rate));
                });
    }
}
