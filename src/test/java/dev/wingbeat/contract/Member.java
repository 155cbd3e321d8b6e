package dev.wingbeat.contract;

/** A peer in a topic. The frames it expects carry its join_ref where the version shows it. */
record Member(Peer peer, String topic, String joinRef) {

    /** Pushes an event and returns its ref. */
    String push(String event, String payload) {
        var ref = peer.nextRef();
        peer.send(joinRef, ref, topic, event, payload);
        return ref;
    }

    /** Pushes an event and takes the reply. */
    void ask(String event, String payload, String status, String response) {
        expectReply(push(event, payload), status, response);
    }

    void expectReply(String ref, String status, String response) {
        peer.expect(peer.wire().reply(joinRef, ref, topic, status, response));
    }

    void expectPush(String event, String payload) {
        peer.expect(peer.wire().push(joinRef, topic, event, payload));
    }

    void expectBroadcast(String event, String payload) {
        peer.expect(peer.wire().broadcast(topic, event, payload));
    }

    void expectClose() {
        peer.expect(peer.wire().close(joinRef, topic));
    }

    void expectError() {
        peer.expect(peer.wire().error(joinRef, topic));
    }

    void expectUnmatched(String ref) {
        peer.expect(peer.wire().unmatched(ref, topic));
    }
}
