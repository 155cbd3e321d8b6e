package dev.wingbeat.channel;

import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.limit.LimitName;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.UnencodableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The view that operators have of a connection with channels, and their actions on it. Confined to the connection's loop. */
record SocketView(SocketServer server, Map<String, ChannelServer> open) implements ConnectionView {

    private static final String REMOVED = "removed by an operator";

    @Override
    public @Nullable String socketId() {
        return server.id();
    }

    @Override
    public String transport() {
        return server.link().transport();
    }

    @Override
    public String version() {
        return server.serializer().vsn();
    }

    @Override
    public long waiting() {
        return server.link().pending();
    }

    @Override
    public long held() {
        return server.backlog().held();
    }

    @Override
    public List<LimitFacts> limits() {
        var limits = new ArrayList<LimitFacts>();
        ClientGate gate = server.gate();
        if (gate != null) {
            gate.buckets()
                    .forEach((pattern, buckets) -> buckets.left(server.context().limits(), server.id())
                            .forEach(left -> limits.add(new LimitFacts(left.name(), pattern, left.left()))));
        }
        RateLimit.Left bytes = server.link().bytesLeft();
        if (bytes != null) {
            limits.add(new LimitFacts(LimitName.BYTES, "*", bytes));
        }
        return limits;
    }

    @Override
    public List<ChannelFacts> channels() {
        return open.values().stream().map(SocketView::facts).toList();
    }

    @Override
    public @Nullable ChannelFacts channel(String topic) {
        ChannelServer channel = open.get(topic);
        return channel == null ? null : facts(channel);
    }

    private static ChannelFacts facts(ChannelServer channel) {
        return new ChannelFacts(
                channel.refs().topic(),
                channel.state().name().toLowerCase(Locale.ROOT),
                channel.membership().joinedAt(),
                channel.mailbox().size());
    }

    @Override
    public boolean leave(String topic, boolean rejoin) {
        ChannelServer channel = joined(topic);
        if (channel == null) {
            return false;
        }
        channel.membership()
                .send(rejoin ? channel.refs().error() : channel.refs().close());
        channel.terminate(rejoin ? StopReason.failure(REMOVED) : StopReason.shutdown(REMOVED));
        return true;
    }

    @Override
    public boolean push(String topic, String event, Payload payload) {
        ChannelServer channel = joined(topic);
        if (channel == null) {
            return false;
        }
        try {
            channel.membership().send(channel.refs().push(event, payload));
            return true;
        } catch (UnencodableException e) {
            return false; // protocol 1.0.0 has no form for bytes
        }
    }

    private @Nullable ChannelServer joined(String topic) {
        ChannelServer channel = open.get(topic);
        return channel == null || channel.state() != ChannelState.JOINED ? null : channel;
    }
}
