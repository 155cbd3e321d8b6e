package dev.wingbeat.console;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.Caller;
import dev.wingbeat.admin.Problem;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.SocketRef;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Leads the questions of one browser to its node; the answers come in the order in which they are there. Internal seam. */
public final class ConsoleChannel implements Channel {

    /** The topic. */
    public static final String TOPIC = "console";

    /** The event by which a browser continues with a newer key of the application's sign-on. */
    private static final String RENEW = "session.renew";

    private final Console console;
    private @Nullable String renewed;

    /** Makes the channel of one browser. */
    public ConsoleChannel(Console console) {
        this.console = console;
    }

    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) {
        Caller caller = console.callerOf(socket.get(ConsoleSocket.KEY));
        return caller == null ? JoinResult.error(Problem.KEY_INVALID.code()) : JoinResult.ok(console.welcome(caller));
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket socket) {
        if (!payload.isObject()) {
            return HandleResult.errorResponse(
                    new AdminException(Problem.JSON_INVALID, "payload: no JSON object (expected: one)").json());
        }
        if (event.equals(RENEW)) {
            return renew(payload);
        }
        SocketRef ref = socket.ref();
        Caller caller = console.callerOf(renewed == null ? socket.get(ConsoleSocket.KEY) : renewed);
        if (caller == null) {
            return HandleResult.errorResponse(
                    new AdminException(Problem.KEY_INVALID, "key: no longer one of the console (expected: another one)")
                            .json());
        }
        JsonObject question = payload.json();
        console.ask(caller, event, question)
                .onSuccess(answer -> ref.reply("ok", answer))
                .onFailure(cause -> ref.reply("error", AdminException.of(cause).json()));
        return HandleResult.noReply();
    }

    private HandleResult renew(Payload payload) {
        if (!(payload.json().getValue("key") instanceof String key) || console.caller(key) == null) {
            return HandleResult.errorResponse(
                    new AdminException(Problem.KEY_INVALID, "key: none of the console (expected: another one)").json());
        }
        renewed = Console.pass(key);
        return HandleResult.ok();
    }
}
