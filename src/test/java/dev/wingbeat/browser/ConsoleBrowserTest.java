package dev.wingbeat.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.console.ConsoleFiles;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console of three nodes with some hundred clients, in the hands of an operator; {@code -Dwingbeat.console.clients=5000} for more. */
@NeedsBrowser
class ConsoleBrowserTest {

    private static final int LOBBY = Integer.getInteger("wingbeat.console.clients", 120);
    private static final int CROWD = 500;
    private static final int GARDEN = 20;
    private static final String LOBBY_TOPIC = "room:lobby-1";
    private static final String STUCK = "room:wide";
    private static final int TABLES = 60;

    private static ConsoleNodes nodes;

    private Browser browser;

    @BeforeAll
    static void start() throws Exception {
        nodes = new ConsoleNodes();
        for (int left = LOBBY; left > 0; left -= CROWD) {
            nodes.crowd(
                    "lobby",
                    Math.min(left, CROWD),
                    Duration.ofMillis((long) LOBBY * LOBBY)); // 1,000 deliveries a second
        }
        nodes.crowd("garden", GARDEN, Duration.ofMinutes(2));
        for (int i = 0; i < TABLES; i++) {
            nodes.crowd("table" + i, 1, Duration.ofMinutes(1));
        }
        var unused = nodes.stuck(1, "tina", STUCK);
        for (int i = 0; i < 24; i++) {
            nodes.flood(1, STUCK, 900_000);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.close();
    }

    @BeforeEach
    void begin(Browser shared) {
        browser = shared;
        browser.complaints(); // about what came before
    }

    @AfterEach
    void consoleOfTheBrowserIsClean() {
        assertEquals(List.of(), browser.complaints());
    }

    private ConsoleTab signedIn(String key) {
        return ConsoleTab.signedIn(browser, nodes.url(0), key);
    }

    private static HttpAnswer ask(HttpProbe probe) {
        return probe.send(nodes.endpoint(0).managementPort());
    }

    private static HttpAnswer connect(String key) {
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
        return ask(HttpProbe.upgrade("/console/socket/websocket?vsn=2.0.0")
                .with("sec-websocket-protocol", "phoenix, base64url.bearer.phx." + token));
    }

    @Test
    void onlyKeysForTheConsoleOpenIt() {
        assertEquals(401, ask(HttpProbe.get("/console/session")).status());
        assertEquals(
                401,
                ask(HttpProbe.get("/console/session").with("authorization", "Bearer wrong"))
                        .status());
        assertEquals(403, connect("wrong").status());
        assertEquals(403, connect(ConsoleNodes.OTHER_KEY).status());
        assertEquals(
                403,
                ask(HttpProbe.upgrade("/console/socket/websocket?vsn=2.0.0")).status());
    }

    @Test
    void filesAreSmallAndLoadNothingFromElsewhere() {
        assertTrue(new ConsoleFiles().bytes() <= 150 * 1024, () -> new ConsoleFiles().bytes() + " bytes");
        HttpAnswer page = ask(HttpProbe.get("/console/"));
        assertEquals(200, page.status());
        assertTrue(page.header("content-security-policy").startsWith("default-src 'self'; "));
        assertTrue(!page.text().contains("style=") && !page.text().contains("onclick="), "inline style or script");
        assertEquals(404, ask(HttpProbe.get("/console/../style.css")).status());
        assertEquals(308, ask(HttpProbe.get("/console")).status());
    }

    @Test
    void clusterShowsEachNodeAndWhoSeesWhom() {
        ConsoleTab tab = signedIn(ConsoleNodes.KEY);
        for (String node : List.of("north", "south", "west")) {
            tab.awaitTrue("[...document.querySelectorAll(`table[aria-label='Nodes'] tbody th`)].some((cell) =>"
                    + " cell.textContent === '" + node + "')");
        }
        tab.awaitTrue("document.querySelectorAll('.mesh .yes').length === 6");
        assertTrue(nodes.clients() >= LOBBY + GARDEN + TABLES);
        tab.awaitTrue("[...document.querySelectorAll(`table[aria-label='Nodes'] tbody tr`)].reduce((sum, row) =>"
                + " sum + Number(row.cells[1].textContent.replace(',', '')), 0) === " + nodes.clients());
        tab.go("#/node/" + nodes.name(1).replace("#", "%23"));
        tab.awaitText("Busiest loop");
        tab.awaitTrue("document.querySelectorAll('.chart').length === 24");
        tab.awaitRows("Event loops", 2);
    }

    @Test
    void topicsAreFilteredSortedAndPagedByTheServer() {
        ConsoleTab tab = signedIn(ConsoleNodes.KEY);
        tab.go("#/topics");
        tab.awaitRow("Topics", List.of(LOBBY_TOPIC, String.valueOf(LOBBY).replaceFirst("^(\\d)(\\d{3})$", "$1,$2")));
        assertEquals(LOBBY_TOPIC, tab.column("Topics", 0).getFirst());
        assertEquals("room:garden-1", tab.column("Topics", 0).get(1));
        tab.awaitRows("Topics", 50);
        List<?> first = tab.column("Topics", 0);
        tab.press("Next");
        tab.awaitText("Page 2");
        tab.awaitRows("Topics", TABLES + 3 - 50);
        assertNotEquals(first, tab.column("Topics", 0));
        tab.type("prefix", "room:table1");
        tab.awaitRows("Topics", 11);
        tab.go("#/topics?sort=topic");
        tab.awaitTrue("document.querySelector(`table[aria-label='Topics'] tbody th`)?.textContent === 'room:garden-1'");
    }

    @Test
    void pageWaitsWhenItsKeyIsUsedTooOften() {
        ConsoleTab tab = signedIn(ConsoleNodes.KEY);
        tab.run("const shown = document.getElementById('problem'); new MutationObserver(() => window.refused ="
                + " shown.hidden ? window.refused : shown.textContent).observe(shown, { attributes: true });");
        String batch = "{\"commands\":[" + "{\"leave\":{}},".repeat(39)
                + "{\"leave\":{}}]}"; // two seconds' more than there is
        HttpProbe other = HttpProbe.request("POST", "/api/v1/batch")
                .with("authorization", "Bearer " + ConsoleNodes.KEY)
                .withBody("application/json", batch);
        assertEquals(200, ask(other).status()); // with 40 refusals
        assertEquals(429, ask(other).status());
        tab.go("#/connections");
        tab.awaitRows("Connections", 50);
        tab.awaitTrue("window.refused === undefined");
    }

    @Test
    void slowClientIsFoundAndDisconnectedAndTheAuditSaysByWhom() {
        ConsoleTab tab = signedIn(ConsoleNodes.KEY);
        tab.go("#/slow");
        tab.awaitTrue(
                "document.querySelector(`table[aria-label='Connections'] tbody th`)?.textContent === 'user:tina'");
        tab.awaitTrue("document.querySelector('nav .badge')?.textContent === '1'");
        tab.press("user:tina");
        tab.awaitText("Mounted at");
        tab.awaitRow("Channels", List.of(STUCK, "joined"));
        tab.click("disconnect");
        tab.press("Disconnect");
        tab.awaitSaid("1 connection closed");
        tab.awaitText("This connection has ended.");
        tab.go("#/audit");
        tab.awaitTrue("[...document.querySelectorAll(`table[aria-label='Actions'] tbody tr`)].some((row) =>"
                + " row.cells[1].textContent === 'olga' && row.cells[2].textContent === 'disconnect'"
                + " && row.cells[4].textContent === 'closed 1')");
    }

    @Test
    @SuppressWarnings("try") // it need only be there
    void whatIsLeftOutForSlowClientsIsCounted() {
        try (WebSocketProbe paula = nodes.stuck(2, "paula", "price:tea")) {
            for (int i = 0; i < 24; i++) {
                nodes.flood(2, "price:tea", 900_000);
            }
            ConsoleTab tab = signedIn(ConsoleNodes.KEY);
            tab.go("#/slow");
            tab.awaitTrue("[...document.querySelectorAll(`table[aria-label='Left out for slow clients'] tbody th`)]"
                    + ".some((cell) => cell.textContent === 'pattern price:* · policy latest')");
        }
    }

    @Test
    void slowTopicIsFoundByItsRateAndTapped() {
        ConsoleTab tab = signedIn(ConsoleNodes.KEY);
        tab.go("#/topics");
        tab.press("Messages");
        tab.awaitTrue(
                "document.querySelector(`table[aria-label='Topics'] tbody th`)?.textContent === '" + LOBBY_TOPIC
                        + "' && !document.querySelector(`table[aria-label='Topics'] tbody tr`).cells[2].textContent.startsWith('0/s')");
        tab.press(LOBBY_TOPIC);
        tab.awaitText("Per node");
        tab.awaitTrue("/[1-9][0-9.,]*\\/s broadcast/.test(document.getElementById('content').textContent)");
        tab.press("Tap");
        tab.awaitText("Listening");
        tab.awaitText("shout");
    }

    @Test
    void busiestConnectionIsFoundByItsMessages() {
        ConsoleTab tab = signedIn(ConsoleNodes.KEY);
        tab.go("#/connections?topic=" + LOBBY_TOPIC);
        tab.awaitRows("Connections", 50);
        assertEquals("–", tab.column("Connections", 4).getFirst());
        tab.press("Messages");
        tab.awaitTrue(
                "/[1-9]/.test(document.querySelector(`table[aria-label='Connections'] tbody tr`)?.cells[4].textContent)");
    }

    @Test
    void pageOfAnotherOriginIsFoundWithWhatIsExpected() {
        HttpAnswer refused = HttpProbe.upgrade("/socket/websocket?vsn=2.0.0")
                .with("origin", "https://shop.example")
                .send(nodes.endpoint(2).port());
        assertEquals(403, refused.status());
        ConsoleTab tab = signedIn(ConsoleNodes.KEY);
        tab.go("#/limits");
        tab.awaitText("mount /socket · reason origin");
        tab.awaitRow(
                "Pages of other origins",
                List.of(
                        "https://shop.example",
                        "the request's own http://localhost:"
                                + nodes.endpoint(2).port(),
                        "1"));
    }

    @Test
    void nodeShowsItsConfigurationAndLanesAndLogsMoreForTenMinutes() {
        ConsoleTab tab = signedIn(ConsoleNodes.KEY);
        tab.go("#/node/" + nodes.name(1).replace("#", "%23"));
        tab.awaitRow("Configuration", List.of("secret-key-base", "•••", "WINGBEAT_SECRET_KEY_BASE"));
        tab.awaitTrue("/Round trip[0-9.]+ ms/.test(document.getElementById('content').textContent)");
        tab.click("log-level");
        tab.press("Set");
        tab.awaitText("Logs at debug for ");
        assertEquals(List.of("DEBUG"), nodes.config(1).levels());
        tab.click("reload");
        tab.press("Reload");
        tab.awaitSaid("Applied log-level; restart needed for port");
    }

    @Test
    void whatIsPublishedReachesMembersOnAllNodes() {
        WebSocketProbe ann = nodes.member(2, "ann", "room:hall");
        ConsoleTab tab = signedIn(ConsoleNodes.KEY);
        tab.go("#/topic/room%3Ahall");
        tab.awaitRow("Members", List.of("user:ann", "west"));
        tab.click("publish");
        tab.type("field-event", "news");
        tab.type("field-payload", "{\"rain\": true");
        tab.press("Publish");
        tab.awaitSaid("payload: ");
        tab.type("field-payload", "{\"rain\": true}");
        tab.press("Publish");
        tab.awaitSaid("Published news on room:hall");
        assertTrue(ann.nextPayload("news").path("rain").asBoolean());
    }

    @Test
    void tapShowsWhatIsSentOnAnyNodeWithinBounds() {
        ConsoleTab tab = signedIn(ConsoleNodes.KEY);
        tab.go("#/tap?topic=room:tapped");
        tab.awaitText("Listening");
        nodes.endpoint(1).broadcast("room:tapped", "said", new JsonObject().put("text", "<b>hello</b>"));
        tab.awaitText("{\"text\":\"<b>hello</b>\"}");
        for (int i = 0; i < 2_000; i++) {
            nodes.endpoint(2).broadcast("room:tapped", "said", new JsonObject().put("n", i));
        }
        tab.awaitTrue("/1,[89]\\d\\d beyond 100 a second/.test(document.getElementById('content').textContent)");
        tab.awaitTrue("document.querySelectorAll('.log li').length <= 140");
        tab.click("tap-stop");
        tab.awaitText("Stopped");
    }

    @Test
    void connectionShowsItsLimitsAndOnceAskedItsLastMessages() {
        WebSocketProbe paul = nodes.member(1, "paul", "room:library");
        ConsoleTab tab = signedIn(ConsoleNodes.KEY);
        tab.go("#/connections?socket_id=user:paul");
        tab.awaitRow("Connections", List.of("user:paul", "south"));
        tab.press("user:paul");
        tab.awaitRow("Limits", List.of("messages", "all others", "500", "500", "100/s"));
        tab.awaitText("Nothing is kept of what it sends and is sent.");
        tab.press("Keep headers");
        tab.awaitText("ends in 9 min");
        paul.sendJson("['1','2','room:library','quiet',{'text':'a secret'}]");
        tab.awaitRow("Last messages", List.of("quiet", "from the client", "room:library", "2"));
        tab.awaitTrue("!document.body.textContent.includes('a secret')");
        tab.press("Stop");
        tab.awaitText("Nothing is kept of what it sends and is sent.");
        tab.press("Trace …");
        tab.press("Trace");
        tab.awaitSaid("user:paul is traced for ten minutes on 3 nodes");
        tab.press("Tap");
        tab.awaitText("Listening");
        paul.sendJson("['1','3','room:library','quiet',{'text':'another secret'}]");
        tab.awaitText("another secret");
        tab.awaitText("from the client · south");
        paul.close();
    }

    @Test
    void roomShowsItsPlayersAndStateAndIsSignalledAndClosed() throws Exception {
        String id = nodes.openRoom(1);
        ConsoleTab tab = signedIn(ConsoleNodes.KEY);
        tab.go("#/rooms");
        tab.awaitTrue("document.querySelector(`table[aria-label='Kinds'] tbody th`)?.textContent === 'match'");
        tab.press("match:" + id);
        tab.awaitText("Nobody has a seat.");
        tab.awaitText("\"round\": 1");
        tab.awaitText("Slowest tick of 5 s");
        tab.press("Signal …");
        tab.type("field-event", "next");
        tab.press("Signal");
        tab.awaitSaid("Answered {\"round\":2}");
        tab.awaitText("\"round\": 2");
        tab.press("Close …");
        tab.press("Close");
        tab.awaitText("This room has ended.");
    }

    /** The pictures of the page about the console, written with {@code -Dwingbeat.picture.write=true}. */
    @Test
    void looksLikeThisInLightAndDarkAndOnAPhone() throws IOException {
        ConsoleTab tab = signedIn(ConsoleNodes.KEY);
        for (String[] view : new String[][] {
            {"light", "#/", "Who sees whom", "cluster-light"},
            {"dark", "#/node/" + nodes.name(0).replace("#", "%23"), "Clients", "node-dark"},
            {"light", "#/topic/" + LOBBY_TOPIC, "/s broadcast", "topic-light"},
            {"dark", "#/tap?prefix=room:", "shout", "tap-dark"}
        }) {
            tab.size(1280, 800, view[0]);
            tab.go(view[1]);
            tab.awaitText(view[2]);
            tab.awaitTrue("document.documentElement.scrollWidth <= innerWidth");
            tab.picture(view[3]);
        }
        tab.size(390, 760, "light");
        tab.go("#/connections?sort=rate");
        tab.awaitRows("Connections", 50);
        tab.awaitTrue(
                "/[1-9].*\\/s/.test(document.querySelector(`table[aria-label='Connections'] tbody tr`).textContent)");
        tab.awaitTrue("document.documentElement.scrollWidth <= innerWidth");
        tab.picture("connections-phone");
        tab.usual();
    }
}
