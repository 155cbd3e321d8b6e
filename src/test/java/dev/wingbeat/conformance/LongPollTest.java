package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.LongPollProbe;
import dev.wingbeat.transport.LongPollOptions;
import dev.wingbeat.transport.SocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sessions, polls and posts of the long-poll transport. {@code /patient} waits 10 s, {@code /hasty} 1 s: a session ends when it
 * is not polled for one and a half as long, and this machine may be busy.
 */
class LongPollTest {

    private static final Duration HASTE = Duration.ofSeconds(1);

    private static final String TARGET = "/patient/longpoll?vsn=2.0.0";
    private static final String HASTY = "/hasty/longpoll?vsn=2.0.0";

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var app = fixture.app();
        var builder = Endpoint.builder();
        var open = new LongPollOptions().checkOrigin(OriginCheck.NONE);
        app.mount(
                builder,
                "/patient",
                new SocketOptions()
                        .webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET))
                        .longPoll(longPoll -> longPoll.from(open)));
        app.mount(
                builder,
                "/hasty",
                new SocketOptions().longPoll(longPoll -> longPoll.from(open).window(HASTE)));
        return builder.options(options -> options.from(config)).build();
    });

    private static LongPollProbe member(String topic) {
        var client = server.longPoll(TARGET);
        client.sendJson("['1','1','" + topic + "','phx_join',{}]");
        client.expect("['1','1','" + topic + "','phx_reply',{'status':'ok','response':{}}]");
        return client;
    }

    private static int status(HttpAnswer answer) {
        assertEquals(200, answer.status(), answer::text);
        return answer.json().path("status").asInt();
    }

    /** Polls in another thread. */
    private static FutureTask<HttpAnswer> polling(LongPollProbe client) {
        var poll = new FutureTask<>(() -> client.poll());
        Thread.startVirtualThread(poll);
        return poll;
    }

    private static HttpAnswer answer(FutureTask<HttpAnswer> poll) throws Exception {
        return poll.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    @Proves("LP-01")
    void openingAnswersWithATokenAndNothingElse() {
        var body = server.get(TARGET).json();
        assertEquals(410, body.path("status").asInt());
        assertTrue(body.path("token").textValue().length() > 20, body::toString);
        assertEquals("[]", body.path("messages").toString());
        assertEquals(3, body.size());
        assertNotEquals(body, server.get(TARGET).json());
    }

    @Test
    @Proves("LP-02")
    void messagesAreJsonTextsOldestFirst() {
        var client = member("room:texts");
        client.sendJson("['1','2','room:texts','push',{'n':2}]");
        var body = client.poll().json();
        assertEquals(200, body.path("status").asInt());
        assertEquals(client.token(), body.path("token").textValue());
        assertEquals(
                "[\"1\",null,\"room:texts\",\"pushed\",{\"i\":1}]",
                body.path("messages").path(0).textValue());
        assertEquals(3, body.path("messages").size());
    }

    @Test
    @Proves("LP-03")
    void pollWithoutMessagesEndsAfterTheWindow() {
        assertEquals(Duration.ofSeconds(10), new LongPollOptions().window());
        var client = server.longPoll(HASTY);
        long begin = System.nanoTime();
        var body = client.poll().json();
        var took = Duration.ofNanos(System.nanoTime() - begin);
        assertEquals(Json.parse("{'status':204,'messages':[],'token':'" + client.token() + "'}"), body);
        assertTrue(took.compareTo(HASTE.multipliedBy(9).dividedBy(10)) >= 0, () -> "took " + took);
    }

    @Test
    @Proves("LP-04")
    void waitingPollIsAnsweredByTheNextMessage() throws Exception {
        var client = member("room:waiting");
        var poll = polling(client);
        server.endpoint().broadcast("room:waiting", "news", Map.of("n", 1));
        var body = answer(poll).json();
        assertEquals(
                "[null,null,\"room:waiting\",\"news\",{\"n\":1}]",
                body.path("messages").path(0).textValue());
    }

    @Test
    @Proves("LP-05")
    void postIsAnsweredBeforeItsRepliesAlsoWhenTheyAreErrors() {
        var client = member("room:posts");
        assertEquals(
                "{\"status\":200}",
                client.send("[\"1\",\"2\",\"room:none\",\"echo\",{}]").toString());
        client.expect("[null,'2','room:none','phx_reply',{'status':'error','response':{'reason':'unmatched topic'}}]");
        client.sendJson("['1','3','room:posts','crash',{}]");
        client.expect("['1','1','room:posts','phx_error',{'reason':'channel_crash'}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    @Proves("LP-06")
    void batchIsServedInOrder(String separator) {
        var client = server.longPoll(TARGET);
        var batch = "[\"1\",\"1\",\"room:batch\",\"phx_join\",{}]" + separator
                + "[\"1\",\"2\",\"room:batch\",\"echo\",{\"a\":1}]" + separator
                + "[null,\"3\",\"phoenix\",\"heartbeat\",{}]";
        assertEquals(200, status(client.post(LongPollProbe.NDJSON, batch)));
        assertEquals(
                List.of("1", "2", "3"),
                client.messages().stream()
                        .map(message -> message.path(1).textValue())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "application/x-ndjson; charset=utf-8", "*/*"})
    @Proves("LP-07")
    void otherContentTypesCarryOneMessage(String contentType) {
        var client = server.longPoll(TARGET);
        assertEquals(200, status(client.post(contentType, "[null,\"1\",\n\"phoenix\",\"heartbeat\",{}]\n")));
        client.expect("[null,'1','phoenix','phx_reply',{'status':'ok','response':{}}]");
    }

    @Test
    @Proves("LP-08")
    void otherLinesAreBinaryFramesInBase64() {
        var client = server.longPoll(TARGET);
        var member = server.open("/patient/websocket?vsn=2.0.0");
        member.join("room:lp");
        var shout = HexFormat.of()
                .parseHex("0001010709" + "31" + "32"
                        + HexFormat.of().formatHex("room:lpbin_shout".getBytes(StandardCharsets.UTF_8)) + "ff00");
        client.sendJson("['1','1','room:lp','phx_join',{}]");
        var body = client.send(
                "[\"1\",\"3\",\"room:lp\",\"echo\",{}]", Base64.getEncoder().encodeToString(shout));
        assertEquals(200, body.path("status").asInt());
        member.expectHex(
                "020709" + HexFormat.of().formatHex("room:lpbin_shout".getBytes(StandardCharsets.UTF_8)) + "ff00");
        client.expect(
                "['1','1','room:lp','phx_reply',{'status':'ok','response':{}}]",
                "['1','3','room:lp','phx_reply',{'status':'ok','response':{}}]");
    }

    @Test
    @Proves("LP-09")
    void hundredLinesAreServedAndNoMore() {
        var client = server.longPoll(TARGET);
        var lines = IntStream.range(0, 103)
                .mapToObj(i -> "[null,\"" + i + "\",\"phoenix\",\"heartbeat\",{}]")
                .toArray(String[]::new);
        assertEquals(200, client.send(lines).path("status").asInt());
        var refs = client.messages().stream()
                .map(message -> message.path(1).asInt())
                .toList();
        assertEquals(IntStream.range(0, 100).boxed().toList(), refs);
        client.sendJson("[null,'marker','phoenix','heartbeat',{}]");
        client.expect("[null,'marker','phoenix','phx_reply',{'status':'ok','response':{}}]");
    }

    @Test
    @Proves("LP-11")
    void tokenIsTakenFromTheHeaderBeforeTheQuery() {
        var client = member("room:header");
        server.endpoint().broadcast("room:header", "news", Map.of());
        var request = HttpProbe.get(TARGET).with("x-phoenix-longpoll-token", client.token());
        assertEquals(200, status(request.send(server.port())));
        assertEquals(410, status(client.poll("x-phoenix-longpoll-token: wrong")));
        var heartbeat = "[null,\"1\",\"phoenix\",\"heartbeat\",{}]";
        assertEquals(410, status(client.post("application/json", heartbeat, "x-phoenix-longpoll-token: wrong")));
        var valid = HttpProbe.request("POST", TARGET + "&token=wrong")
                .with("x-phoenix-longpoll-token", client.token())
                .withBody("application/json", heartbeat);
        assertEquals(200, status(valid.send(server.port())));
    }

    @Test
    @Proves("LP-12")
    void refusalsAreToldInTheBody() {
        for (var query : new String[] {"&reject=1", "&rate=1"}) {
            var answer = server.get(TARGET + query);
            assertEquals("200 {\"status\":403}", answer.status() + " " + answer.text());
        }
        assertEquals(
                "{\"status\":403}", server.get("/patient/longpoll?vsn=9.0.0").text());
    }

    @Test
    @Proves("LP-13")
    void otherOriginsMayRead() {
        var answer = HttpProbe.request("OPTIONS", TARGET)
                .with("origin", "https://elsewhere.example")
                .with("access-control-request-headers", "content-type, x-phoenix-longpoll-token")
                .send(server.port());
        assertEquals("200 ", answer.status() + " " + answer.text());
        assertEquals("*", answer.header("access-control-allow-origin"));
        assertEquals("content-type, x-phoenix-longpoll-token", answer.header("access-control-allow-headers"));
        assertEquals("get, post, options", answer.header("access-control-allow-methods"));
        assertEquals("3600", answer.header("access-control-max-age"));
        assertEquals("*", server.get(TARGET).header("access-control-allow-origin"));
        assertEquals("*", server.get(TARGET + "&reject=1").header("access-control-allow-origin"));
    }

    @Test
    @Proves("LP-14")
    void answersAreJsonAndNotKept() {
        var client = server.longPoll(HASTY);
        for (var answer : List.of(
                server.get(TARGET),
                server.get(TARGET + "&reject=1"),
                client.poll(),
                client.post(LongPollProbe.NDJSON, "[null,\"1\",\"phoenix\",\"heartbeat\",{}]"))) {
            assertEquals("application/json; charset=utf-8", answer.header("content-type"));
            assertEquals("no-store", answer.header("cache-control"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
    void otherMethodsAreBadRequests(String method) {
        var answer = HttpProbe.request(method, TARGET).send(server.port());
        assertEquals("400 ", answer.status() + " " + answer.text());
    }

    @Test
    @Proves("LP-17")
    void sessionsMaySpeakVersion1() {
        var client = server.longPoll("/patient/longpoll");
        var join = "{\"topic\":\"room:v1\",\"event\":\"phx_join\",\"payload\":{},\"ref\":\"1\"}";
        assertEquals(200, status(client.post("application/json", join)));
        client.expect("{'topic':'room:v1','event':'phx_reply','payload':{'status':'ok','response':{}},'ref':'1'}");
        server.endpoint().broadcast("room:v1", "news", Map.of());
        client.expect("{'topic':'room:v1','event':'news','payload':{},'ref':null}");
    }

    @Test
    @Proves("LP-19")
    void laterOfTwoPollsGetsTheMessage() throws Exception {
        var client = member("room:two-polls");
        var answers = new LinkedBlockingQueue<HttpAnswer>();
        for (int i = 0; i < 2; i++) { // which one comes later is not in our hands
            Thread.startVirtualThread(() -> answers.add(client.poll()));
        }
        assertEquals(204, status(answers.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)), "the earlier one");
        server.endpoint().broadcast("room:two-polls", "news", Map.of());
        assertEquals(200, status(answers.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)), "the later one");
    }

    @Test
    @Proves("LP-20")
    void emptyLinesAreHarmless() {
        var client = server.longPoll(TARGET);
        var batch = "\n[null,\"1\",\"phoenix\",\"heartbeat\",{}]\n\n\r\n[null,\"2\",\"phoenix\",\"heartbeat\",{}]\n";
        assertEquals(200, status(client.post(LongPollProbe.NDJSON, batch)));
        assertEquals(2, client.messages().size());
    }
}
