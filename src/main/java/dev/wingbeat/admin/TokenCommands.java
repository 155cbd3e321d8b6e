package dev.wingbeat.admin;

import dev.wingbeat.revocation.Revocations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

/** Tokens and subjects that are to be no good any more. The node that is asked tells the others. */
final class TokenCommands {

    private static final String UNTIL = "until";
    private static final String SUBJECT = "subject";

    private final AdminNode node;

    TokenCommands(AdminNode node) {
        this.node = node;
    }

    Map<String, Command> all() {
        return Map.of(
                "tokens.revoke", command(this::revoke),
                "tokens.invalidate", command(this::invalidate),
                "tokens.block", command(this::block));
    }

    private static Command command(Command.Run run) {
        return Command.here(Scope.ACT, run).answering(204).action();
    }

    private Future<JsonObject> revoke(Arguments arguments) {
        arguments.only("jti", UNTIL);
        String jti = arguments.text("jti");
        Instant until = time(arguments, UNTIL);
        return revoked(() -> revocations().revoke(jti, until));
    }

    private Future<JsonObject> invalidate(Arguments arguments) {
        arguments.only(SUBJECT, "issued_before", UNTIL);
        String subject = arguments.text(SUBJECT);
        Instant before = time(arguments, "issued_before");
        Instant until = time(arguments, UNTIL);
        return revoked(() -> revocations().invalidate(subject, before, until));
    }

    private Future<JsonObject> block(Arguments arguments) {
        arguments.only(SUBJECT, UNTIL);
        String subject = arguments.text(SUBJECT);
        Instant until = time(arguments, UNTIL);
        return revoked(() -> revocations().block(subject, until));
    }

    /** Begins a revocation. */
    private interface Revoking {
        Future<Void> begin();
    }

    private static Future<JsonObject> revoked(Revoking revoking) {
        Future<Void> done;
        try {
            done = revoking.begin();
        } catch (IllegalArgumentException e) {
            throw new AdminException(Problem.FIELD_INVALID, String.valueOf(e.getMessage()));
        }
        return done.map(new JsonObject())
                .recover(cause -> Future.failedFuture(
                        new AdminException(Problem.OVERLOADED, String.valueOf(cause.getMessage()))));
    }

    private Revocations revocations() {
        return node.revocations();
    }

    private static Instant time(Arguments arguments, String name) {
        try {
            return Instant.parse(arguments.text(name));
        } catch (DateTimeException e) {
            throw arguments.invalid(name, "a time such as 2026-11-29T12:00:00Z");
        }
    }
}
