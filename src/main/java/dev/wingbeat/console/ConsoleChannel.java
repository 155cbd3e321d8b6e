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

/** Leads the questions of one browser to its node; the answers come in the order in which they are there. Internal seam. */
public final class ConsoleChannel implements Channel {

    /** The topic. */
    public static final String TOPIC = "console";

    private final Console console;

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
        SocketRef ref = socket.ref();
        Caller caller = console.callerOf(socket.get(ConsoleSocket.KEY));
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
}
