package dev.wingbeat.cli;

import dev.wingbeat.app.Command;
import dev.wingbeat.config.ValueType;
import dev.wingbeat.token.PhoenixToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code token}: makes and reads the tokens of {@code Phoenix.Token}, and shows what JSON Web Tokens say. The secret
 * comes from a variable or a file, never from the command line, and is not shown.
 *
 * @param environment the variables that may have the secret
 * @param input what stands on standard input
 */
record TokenCommand(Map<String, String> environment, Supplier<String> input) implements Command {

    private static final String NAME = "token";
    private static final String SALT = "--salt";
    private static final String MAX_AGE = "--max-age";
    private static final String ATOM_KEYS = "--atom-keys";
    private static final String SECRET_FILE = "--secret-file";
    private static final String VARIABLE = "WINGBEAT_SECRET_KEY_BASE";
    private static final String FILE_VARIABLE = VARIABLE + "_FILE";
    private static final String INFINITY = "infinity";
    private static final String ACTIONS = "sign, encrypt, verify, decrypt or decode";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Makes and reads tokens: those of Phoenix.Token, and what JSON Web Tokens say.";
    }

    @Override
    public CommandSpec spec(CommandSpec command) {
        command.addPositional(Writing.positional(
                "ACTION",
                0,
                "sign, encrypt: makes a token of DATA, which is JSON.",
                "verify, decrypt: says what a token has, if it is genuine and not too old.",
                "decode: says what a signed token or a JSON Web Token has, and verifies nothing."));
        command.addPositional(Writing.positional("DATA|TOKEN", 1, "- reads it from standard input."));
        command.addOption(Writing.option(SALT, "TEXT", "What the tokens are for.", "Default: user socket"));
        command.addOption(Writing.option(
                MAX_AGE,
                "TIME",
                "How long it is good, such as 10m, or infinity.",
                "Default: 24h, or what the token says"));
        command.addOption(Writing.flag(ATOM_KEYS, "Makes the keys of objects atoms, as in %%{user_id: 42}."));
        command.addOption(Writing.option(
                SECRET_FILE, "FILE", "A file with the secret.", "Default: " + VARIABLE + " or " + FILE_VARIABLE));
        command.usageMessage()
                .footer("", "Exit status: 0, 1 for a token that is not genuine or too old, 2 for bad arguments.");
        return command;
    }

    @Override
    public int run(ParseResult all, ParseResult command, CommandLine terminal) {
        Writing.refuseFlagsOfServe(all, NAME);
        String action = Writing.word(command, 0, "action", ACTIONS);
        String given = Writing.word(command, 1, "data or token", "JSON, a token, or - for standard input");
        String text = given.equals("-") ? input.get().strip() : given;
        return switch (action) {
            case "sign" -> print(terminal, sign(command, text, PhoenixToken::sign));
            case "encrypt" -> print(terminal, sign(command, text, PhoenixToken::encrypt));
            case "verify" -> judge(terminal, verdict(command, text, PhoenixToken::verify, PhoenixToken::verify));
            case "decrypt" -> judge(terminal, verdict(command, text, PhoenixToken::decrypt, PhoenixToken::decrypt));
            case "decode" -> print(terminal, TokenText.decode(text));
            default -> throw new IllegalArgumentException("action: " + action + " (expected: " + ACTIONS + ")");
        };
    }

    /** Makes a token. */
    private interface Maker {
        String make(PhoenixToken tokens, @Nullable Object data, Duration maxAge);
    }

    /** Reads a token by the age limit it has. */
    private interface Reader {
        PhoenixToken.Verification read(PhoenixToken tokens, String token);
    }

    /** Reads a token by another age limit. */
    private interface LimitedReader {
        PhoenixToken.Verification read(PhoenixToken tokens, String token, Duration maxAge);
    }

    private String sign(ParseResult command, String json, Maker maker) {
        Object data = TermText.ofJson(json, command.hasMatchedOption(ATOM_KEYS));
        Duration maxAge = maxAge(command);
        return maker.make(tokens(command), data, maxAge == null ? PhoenixToken.DEFAULT_MAX_AGE : maxAge);
    }

    private PhoenixToken.Verification verdict(ParseResult command, String token, Reader reader, LimitedReader limited) {
        Duration maxAge = maxAge(command);
        PhoenixToken tokens = tokens(command);
        return maxAge == null ? reader.read(tokens, token) : limited.read(tokens, token, maxAge);
    }

    private static @Nullable Duration maxAge(ParseResult command) {
        String text = command.matchedOptionValue(MAX_AGE, null);
        if (text == null) {
            return null;
        }
        return text.equals(INFINITY)
                ? PhoenixToken.FOREVER
                : ValueType.duration().parse(MAX_AGE, text);
    }

    private PhoenixToken tokens(ParseResult command) {
        return PhoenixToken.of(secret(command), command.matchedOptionValue(SALT, "user socket"));
    }

    private String secret(ParseResult command) {
        String file = command.matchedOptionValue(SECRET_FILE, environment.get(FILE_VARIABLE));
        String variable = environment.get(VARIABLE);
        if (file == null && (variable == null || variable.isBlank())) {
            throw new IllegalArgumentException(
                    "no secret (expected: " + VARIABLE + ", " + FILE_VARIABLE + " or " + SECRET_FILE + ")");
        }
        return file == null ? String.valueOf(variable) : read(file);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).stripTrailing();
        } catch (IOException e) {
            throw new IllegalArgumentException(SECRET_FILE + ": " + file + " (expected: a readable file)", e);
        }
    }

    private static int judge(CommandLine terminal, PhoenixToken.Verification verdict) {
        return switch (verdict) {
            case PhoenixToken.Valid(var data) -> print(terminal, TermText.show(data));
            case PhoenixToken.Expired() -> refuse(terminal, "too old");
            default ->
                refuse(terminal, "not genuine: another secret or salt, changed, from the future, or no such token");
        };
    }

    private static int refuse(CommandLine terminal, String why) {
        terminal.getErr().println("wingbeat: the token is " + why);
        terminal.getErr().flush();
        return 1;
    }

    private static int print(CommandLine terminal, String text) {
        terminal.getOut().println(text);
        terminal.getOut().flush();
        return 0;
    }
}
