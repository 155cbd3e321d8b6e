package dev.wingbeat.admin;

import dev.wingbeat.admin.Page.Order;
import dev.wingbeat.revocation.Revocation;
import dev.wingbeat.revocation.Revocations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The commands that revoke tokens, and that block subjects and addresses. The node that is asked tells the others. */
final class TokenCommands {

    private static final String UNTIL = "until";
    private static final String SUBJECT = "subject";
    private static final String ADDRESS = "address";
    private static final String ID = "id";
    private static final List<Order> ORDERS =
            List.of(new Order("name", "name", false, ID), new Order(UNTIL, UNTIL, false, ID));

    private final AdminNode node;

    TokenCommands(AdminNode node) {
        this.node = node;
    }

    Map<String, AdminCommand> all() {
        return Map.of(
                "tokens.revoke", command(this::revoke),
                "tokens.invalidate", command(this::invalidate),
                "tokens.block", command(this::block),
                "tokens.unblock", command(this::unblock),
                "addresses.block", command(this::blockAddress),
                "addresses.unblock", command(this::unblockAddress),
                "blocks", AdminCommand.here(Scope.ACT, this::blocks));
    }

    private static AdminCommand command(AdminCommand.Run run) {
        return AdminCommand.here(Scope.ACT, run).answering(204).action();
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

    private Future<JsonObject> unblock(Arguments arguments) {
        arguments.only(SUBJECT);
        String subject = arguments.text(SUBJECT);
        return revoked(() -> revocations().unblock(subject));
    }

    private Future<JsonObject> blockAddress(Arguments arguments) {
        arguments.only(ADDRESS, UNTIL);
        String address = arguments.text(ADDRESS);
        Instant until = time(arguments, UNTIL);
        return revoked(() -> revocations().blockAddress(address, until));
    }

    private Future<JsonObject> unblockAddress(Arguments arguments) {
        arguments.only(ADDRESS);
        String address = arguments.text(ADDRESS);
        return revoked(() -> revocations().unblockAddress(address));
    }

    /** Every node knows all of them, so none is asked. */
    private Future<JsonObject> blocks(Arguments arguments) {
        arguments.only("limit", "cursor", "sort");
        Page page = Page.of(arguments, ORDERS);
        boolean byName = page.order().field().equals("name");
        return Background.run(() -> {
            Page.Rows<Revocation> rows = page.newRows();
            revocations()
                    .blocks()
                    .forEach(block -> rows.add(new Page.Key(byName ? block.name() : until(block), id(block)), block));
            return page.answer(rows.map(TokenCommands::row), List.of());
        });
    }

    private static JsonObject row(Revocation block) {
        return new JsonObject()
                .put(ID, id(block))
                .put("kind", kind(block))
                .put("name", block.name())
                .put(UNTIL, until(block));
    }

    private static String id(Revocation block) {
        return kind(block) + ' ' + block.name();
    }

    private static String kind(Revocation block) {
        return block.kind().name().toLowerCase(Locale.ROOT);
    }

    private static String until(Revocation block) {
        return Times.text(block.until().toEpochMilli());
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
