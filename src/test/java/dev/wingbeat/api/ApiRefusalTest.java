package dev.wingbeat.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API refuses, and how. */
@Timeout(120)
class ApiRefusalTest {

    private static final String PUBLISH = "{'topic':'room:1','event':'msg','payload':{}}";

    @RegisterExtension
    static final ApiNode NODE = new ApiNode();

    @Test
    void withoutAKeyThereIsNoApi() throws Exception {
        Endpoint other = NODE.started(Endpoint.builder()
                .options(options -> options.host("127.0.0.1").port(0).managementPort(0))
                .build());
        HttpAnswer answer = ApiNodes.request("GET", "/info").send(other.managementPort());
        assertEquals(404, answer.status());
        assertEquals("", answer.text());
        ApiNode.await(other.stop());
    }

    @Test
    void whoComesWithoutAGoodKeyIsToldNothingElse() {
        for (String path : List.of("/info", "/no/such/path", "/publish")) {
            HttpAnswer missing = NODE.send(HttpProbe.get("/api/v1" + path));
            ApiNode.refused(401, "key_missing", missing);
            assertEquals("Bearer", missing.header("www-authenticate"));
            for (String header :
                    List.of("Bearer", "Bearer ", "Bearer wrong", "Basic YTpi", "Bearer " + "x".repeat(4000))) {
                ApiNode.refused(
                        401,
                        "key_invalid",
                        NODE.send(HttpProbe.get("/api/v1" + path).with("authorization", header)));
            }
        }
        assertEquals(
                200,
                NODE.send(HttpProbe.get("/api/v1/info").with("authorization", "bearer  " + ApiNodes.ALL))
                        .status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/publish    | {'topic':'room:1','event':'msg'}                             | 400 | field_missing | payload",
                "/publish    | {'event':'msg','payload':{}}                                 | 400 | field_missing | topic",
                "/publish    | {'topic':'room:1','payload':{}}                              | 400 | field_missing | event",
                "/publish    | {'topic':'room:1','event':'msg','payload':{},'keep':true}    | 400 | field_unknown | keep",
                "/publish    | {'topic':'','event':'msg','payload':{}}                      | 400 | topic_invalid | topic",
                "/publish    | {'topic':17,'event':'msg','payload':{}}                      | 400 | topic_invalid | topic",
                "/publish    | {'topics':['room:1',null],'event':'msg','payload':{}}        | 400 | field_missing | topics",
                "/publish    | {'topics':[],'event':'msg','payload':{}}                     | 400 | field_invalid | topics",
                "/publish    | {'topic':'a','topics':['b'],'event':'msg','payload':{}}      | 400 | field_invalid | topics",
                "/publish    | {'topic':'room:1','event':'phx_close','payload':{}}          | 400 | event_invalid | event",
                "/publish    | {'topic':'room:1','event':'chan_reply_1','payload':{}}       | 400 | event_invalid | event",
                "/push       | {'socket_id':'u','topic':'t','event':'chan_reply_1','payload':{}} | 400 | event_invalid | event",
                "/publish    | {'topic':'user:7','event':'disconnect','payload':{}}         | 400 | event_invalid | event",
                "/publish    | {'topic':'room:1','event':'msg','payload':[1]}               | 400 | field_invalid | payload",
                "/publish    | {'topic':'room:1','event':'msg','payload_base64':'!'}        | 400 | field_invalid | payload_base64",
                "/disconnect | {}                                                           | 400 | field_missing | socket_id",
                "/disconnect | {'socket_id':'a','connection':'b'}                           | 400 | field_invalid | connection",
                "/disconnect | {'socket_id':'a','return':'yes'}                             | 400 | field_invalid | return",
                "/batch      | {'commands':[]}                                              | 400 | field_invalid | commands",
                "/batch      | {'commands':{}}                                              | 400 | field_invalid | commands",
                "/rooms      | {'kind':'nope'}                                              | 404 | not_found     | kind",
                "/rooms      | {'kind':'duel','id':'a b'}                                   | 400 | field_invalid | id",
                "/rooms      | {'kind':'duel','label':{'a':{}}}                             | 400 | field_invalid | label",
                "/config/reload | {}                                                        | 404 | not_found     | ``",
                "/nodes/z/drain | ``                                                        | 404 | not_found     | node",
                "/nodes/z/drain | {'node':'a'}                                              | 400 | field_unknown | node",
            })
    void bodiesThatMakeNoSenseAreRefusedByTheFieldAtFault(
            String path, String body, int status, String code, String field) {
        HttpAnswer answer = NODE.post(path, body);
        ApiNode.refused(status, code, answer);
        assertEquals(field, answer.json().path("error").path("field").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "/topics?limit=0,400,field_invalid",
        "/topics?limit=1001,400,field_invalid",
        "/topics?limit=many,400,field_invalid",
        "/topics?limit=1&limit=2,400,field_invalid",
        "/topics?sort=color,400,field_invalid",
        "/topics?cursor=abc,400,cursor_invalid",
        "/topics?cursor=!,400,cursor_invalid",
        "/topics?color=red,400,field_unknown",
        "/topics?prefix=%FF,400,field_invalid",
        "/topics/room:1/presence?count=maybe,400,field_invalid",
        "/rooms?filter=[],400,field_invalid",
        "/rooms?filter=%7B%22players%22%3A%7B%22like%22%3A1%7D%7D,400,field_invalid",
        "/rooms/duel/none,404,not_found",
        "/nodes/nobody,404,not_found",
        "/connections/17,404,not_found",
        "/nope,404,not_found",
        "/publish,405,method",
        "/config,404,not_found"
    })
    void readsThatMakeNoSenseAreRefused(String path, int status, String code) {
        ApiNode.refused(status, code, NODE.get(path));
    }

    @Test
    void otherMethodsAreRefusedWithThoseThatThereAre() {
        assertEquals(
                "DELETE, GET",
                NODE.send(ApiNodes.request("POST", "/rooms/duel/1")).header("allow"));
        assertEquals(405, NODE.send(ApiNodes.request("HEAD", "/info")).status());
        ApiNode.refused(405, "method", NODE.send(ApiNodes.request("OPTIONS", "/publish")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "17", "null", "{'a':1}{", "{'a':tru}", "{'a':'\u0001'}", "\ufeff{}"})
    void whatIsNoJsonObjectIsRefused(String body) {
        ApiNode.refused(400, "json_invalid", NODE.post("/publish", body));
        ApiNode.refused(400, "json_invalid", NODE.post("/publish", "{'a':".repeat(2_000) + "1" + "}".repeat(2_000)));
    }

    @Test
    void bodiesOfOtherTypesAndTooLargeOnesAreRefused() {
        for (String type : List.of("text/plain", "application/json;charset=latin1", "multipart/form-data")) {
            ApiNode.refused(
                    415,
                    "content_type",
                    NODE.send(ApiNodes.request("POST", "/publish").withBody(type, "{}")));
        }
        assertEquals(
                202,
                NODE.send(ApiNodes.request("POST", "/publish")
                                .withBody("Application/JSON; charset=UTF-8", " \n" + PUBLISH.replace('\'', '"') + "\t"))
                        .status());
        String big = "{'topic':'room:1','event':'msg','payload':{'a':'" + "x".repeat(1 << 20) + "'}}";
        ApiNode.refused(413, "too_large", NODE.post("/publish", big));
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        var chunked = HttpProbe.exchange(
                NODE.endpoint().managementPort(),
                "POST /api/v1/publish HTTP/1.1\r\nhost: a\r\nauthorization: Bearer " + ApiNodes.ALL
                        + "\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
                chunk.repeat(17).getBytes(StandardCharsets.US_ASCII),
                12);
        assertEquals("HTTP/1.1 413", new String(chunked, 0, 12, StandardCharsets.US_ASCII));
    }

    /** It is no fault of the node's. */
    @Test
    void bodiesThatAreNoHttpAreTheCallersFault() {
        for (String body : List.of("no number\r\n", "1;" + "x".repeat(20_000) + "\r\n")) {
            var answer = HttpProbe.exchange(
                    NODE.endpoint().managementPort(),
                    "POST /api/v1/publish HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + ApiNodes.key("publish")
                            + "\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
                    body.getBytes(StandardCharsets.US_ASCII),
                    12);
            assertEquals("HTTP/1.1 400", new String(answer, 0, 12, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void hostileHeadersHurtNobody() {
        HttpAnswer huge = NODE.send(ApiNodes.request("GET", "/info").with("x-filler", "x".repeat(100_000)));
        assertTrue(huge.status() == 431 || huge.status() == 400, "status " + huge.status());
        ApiNode.refused(
                400,
                "field_invalid",
                NODE.send(ApiNodes.post("/publish", PUBLISH).with("idempotency-key", "x".repeat(65))));
        assertEquals(200, NODE.get("/info").status());
    }

    @Test
    void aBodyThatComesTooSlowlyEndsTheConnection() throws Exception {
        Endpoint impatient = NODE.started(Endpoint.builder()
                .options(options -> options.host("127.0.0.1")
                        .port(0)
                        .managementPort(0)
                        .bodyTimeout(Duration.ofMillis(300))
                        .apiKeys(ApiKey.of("all", ApiNodes.digest(ApiNodes.ALL), "publish")))
                .build());
        var answer = HttpProbe.exchange(
                impatient.managementPort(),
                "POST /api/v1/publish HTTP/1.1\r\nhost: a\r\nauthorization: Bearer " + ApiNodes.ALL
                        + "\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n",
                "{".getBytes(StandardCharsets.US_ASCII),
                Integer.MAX_VALUE);
        assertTrue(!new String(answer, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 2"), "answered all the same");
        ApiNode.await(impatient.stop());
    }
}
