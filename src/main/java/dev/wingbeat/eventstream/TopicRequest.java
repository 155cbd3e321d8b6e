package dev.wingbeat.eventstream;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectOutcome;
import dev.wingbeat.connection.ConnectOutcome.Connected;
import dev.wingbeat.credential.ConnectQuestion;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** A request for a topic, until its stream is open. Confined to the connection's loop. */
final class TopicRequest {

    private final EventStreamTransport mount;
    private final HttpServerRequest request;
    private @Nullable String topic;

    TopicRequest(EventStreamTransport mount, HttpServerRequest request) {
        this.mount = mount;
        this.request = request;
    }

    /** Asks the application whether the client may connect, then whether it may follow its topic. */
    Future<ConnectOutcome> ask(ConnectInfo info) {
        return mount.question()
                .ask(info)
                .compose(outcome -> outcome instanceof Connected connected && !isOver()
                        ? authorize(connected)
                        : Future.succeededFuture(outcome));
    }

    /** Returns whether the client has gone, or has been answered since connect took too long. */
    private boolean isOver() {
        return request.response().closed() || request.response().ended();
    }

    private Future<ConnectOutcome> authorize(Connected connected) {
        EventStreamOptions options = mount.options();
        String wanted = options.topic().apply(connected.info());
        if (wanted == null || wanted.isEmpty()) {
            return Future.succeededFuture(new ConnectOutcome.NotFound());
        }
        topic = wanted;
        return ConnectQuestion.ask(
                        info -> options.authorizer().authorize(wanted, info, connected.assigns()), connected.info())
                .map(outcome -> outcome instanceof Connected ? connected : outcome);
    }

    /** Opens the stream of a client that may follow its topic. */
    void open(Connected connected) {
        request.resume();
        if (!request.response().closed()) {
            mount.open(new EventStreamServer(mount, request), requireNonNull(topic, "topic"), connected);
        }
    }
}
