package dev.wingbeat.app;

import dev.wingbeat.config.ValueType;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** The settings of the console. */
final class ConsoleSettings {

    static final List<Setting<?>> ALL = List.of(
            new Setting<>(
                    "console",
                    ValueType.onOff(),
                    "off",
                    "Whether a key of its own opens the console, a page at /console of the management port; API keys with the"
                            + " scope console open it anyway",
                    WingbeatConfig::console),
            new Setting<>(
                    "console-key",
                    ValueType.secret(20),
                    "random",
                    "That key, with which one may see and do everything; random: one made for this run, printed at the start."
                            + " Best given by the variable",
                    WingbeatConfig::consoleKey),
            new Setting<>(
                    "show-addresses",
                    ValueType.onOff(),
                    "off",
                    "Whether operators see the addresses of clients, in the console and by the server API",
                    WingbeatConfig::showsAddresses));

    private static final String MADE_FOR_THIS_RUN = newKey();

    private ConsoleSettings() {}

    /** Returns the key of a run for which none is given. */
    static String madeUpKey() {
        return MADE_FOR_THIS_RUN;
    }

    private static String newKey() {
        byte[] key = new byte[24];
        new SecureRandom().nextBytes(key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }
}
