package dev.wingbeat.eventstream;

import static java.lang.System.Logger.Level.DEBUG;

import dev.wingbeat.connection.ConnectOutcome.Connected;
import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.HttpRefusal;
import dev.wingbeat.connection.MountAdmission;
import dev.wingbeat.connection.Refuser;
import dev.wingbeat.connection.RequestCheck;
import dev.wingbeat.connection.TransportMetrics;
import dev.wingbeat.connection.TransportMetrics.Refusal;
import dev.wingbeat.credential.ConnectQuestion;
import dev.wingbeat.credential.CredentialKeeper;
import dev.wingbeat.mount.MountContext;
import dev.wingbeat.mount.Transport;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/**
 * The event streams of a mount on one loop: the steps that a request takes until its stream is open. Internal seam.
 */
public final class EventStreamTransport implements Transport {

    /** The transport's name. */
    static final String NAME = "eventstream";

    private static final System.Logger LOGGER = System.getLogger(EventStreamTransport.class.getName());

    private final EventStreamOptions options;
    private final MountContext context;
    private final TransportMetrics metrics;
    private final Refuser refuser;
    private final RequestCheck check;
    private final MountAdmission admission;
    private final EventText text = new EventText();
    private final ConnectQuestion question;
    private final Connections<EventStreamServer> connections = new Connections<>();
    private boolean ticking;

    /** Makes the streams of a mount on one loop. */
    public EventStreamTransport(EventStreamOptions options, MountContext context, CredentialKeeper credentials) {
        this.options = options;
        this.context = context;
        this.question = new ConnectQuestion(options.userSocket(), credentials);
        this.metrics = context.newMetrics(NAME);
        this.refuser = new Refuser(options, metrics);
        this.check = new RequestCheck(options, context.defaults(), refuser);
        this.admission = new MountAdmission(NAME, options, refuser, context.defaults(), context.server());
    }

    @Override
    public void handle(HttpServerRequest request, Map<String, String> pathVariables) {
        if (!request.method().equals(HttpMethod.GET)) {
            request.response().putHeader("allow", "GET");
            refuser.refuse(request, Refusal.MALFORMED, new HttpRefusal(405, ""));
            return;
        }
        Map<String, Object> params = check.params(request, pathVariables);
        if (params != null) {
            var asked = new TopicRequest(this, request);
            admission.ask(new MountAdmission.Candidate(request, params, null, asked::ask), asked::open);
        }
    }

    /** Returns what asks the application who may connect. */
    ConnectQuestion question() {
        return question;
    }

    /** Opens a stream of a topic. */
    void open(EventStreamServer stream, String topic, Connected connected) {
        connections.add(stream, connected.permit(), connected.address());
        metrics.opened();
        stream.open(topic, connected);
    }

    /** Ends the connection without an answer: to {@code EventSource} any answer but 200 means never to come back. */
    @Override
    public void refuse(HttpServerRequest request) {
        request.connection().close().onFailure(cause -> LOGGER.log(DEBUG, "a connection was not closed", cause));
    }

    /**
     * Ends the streams whose credentials have ended, sends comments to the silent ones and ends the stalled, at a time of the loop, which
     * may take several turns of it. What goes on since the last time goes on.
     */
    public void tick(long now) {
        text.forget();
        question.credentials().tick();
        if (!ticking) {
            ticking = true;
            connections.visit(stream -> stream.tick(now), context.loop()::executeNextTurn, () -> ticking = false);
        }
    }

    EventStreamOptions options() {
        return options;
    }

    MountContext context() {
        return context;
    }

    /** Returns the keeper that ends streams with their credentials. */
    CredentialKeeper credentials() {
        return question.credentials();
    }

    TransportMetrics metrics() {
        return metrics;
    }

    EventText text() {
        return text;
    }

    /** Returns the open streams. */
    public Connections<EventStreamServer> connections() {
        return connections;
    }
}
