package dev.wingbeat.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may come in to the console of three nodes and do what there, and whom he keeps away. */
@NeedsBrowser
class ConsoleRolesBrowserTest {

    private static final String TOPIC = "room:lobby-1";

    private static ConsoleNodes nodes;

    private Browser browser;

    @BeforeAll
    static void start() throws Exception {
        nodes = new ConsoleNodes();
        nodes.crowd("lobby", 60, Duration.ofMinutes(1));
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

    private ConsoleTab signedIn() {
        return ConsoleTab.signedIn(browser, nodes.url(0), ConsoleNodes.KEY);
    }

    @Test
    void subjectIsBlockedAndTokenRevokedOnAllNodes() {
        ConsoleTab tab = signedIn();
        tab.go("#/limits");
        tab.awaitRow("Tokens", List.of("west", "0", "no issuer"));
        tab.press("Block a subject");
        tab.type("field-subject", "user:mallory");
        tab.press("Block");
        tab.awaitSaid("user:mallory is blocked");
        tab.press("Revoke a token");
        tab.type("field-jti", "a-token");
        tab.press("Revoke");
        tab.awaitSaid("a-token is revoked");
        tab.awaitRow("Tokens", List.of("west", "2", "no issuer"));
        tab.awaitRow("Blocked", List.of("user:mallory", "subject"));
        tab.press("Unblock");
        tab.press("Unblock");
        tab.awaitSaid("user:mallory is no longer blocked");
        tab.awaitText("Nobody is blocked.");
        tab.awaitRow("Tokens", List.of("west", "1", "no issuer"));
    }

    @Test
    void addressOfAConnectionIsBlockedOnAllNodesAndLetInAgain() throws IOException {
        var elsewhere =
                HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&user_id=mallory").with("x-forwarded-for", "192.0.2.66");
        WebSocketProbe mallory = WebSocketProbe.open(nodes.endpoint(1).port(), elsewhere);
        ConsoleTab tab = signedIn();
        tab.go("#/connections?socket_id=user:mallory");
        tab.press("user:mallory");
        tab.awaitText("Address192.0.2.66");
        tab.click("block-address");
        tab.press("Block");
        tab.awaitSaid("192.0.2.66 is blocked");
        assertEquals(1000, mallory.awaitClose());
        assertEquals(403, elsewhere.send(nodes.endpoint(2).port()).status());
        tab.go("#/limits");
        tab.awaitText("mount /socket · reason blocked");
        tab.awaitRow("Blocked", List.of("192.0.2.66", "address"));
        tab.size(1280, 640, "light");
        tab.run("document.querySelector('[data-key=tokens]').scrollIntoView()");
        tab.picture("limits-light");
        tab.usual();
        tab.press("Unblock");
        tab.press("Unblock");
        tab.awaitSaid("192.0.2.66 is no longer blocked");
        while (elsewhere.send(nodes.endpoint(2).port()).status() != 101) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whoIsSignedInWithTheApplicationNeedsNoKeyUntilHeSignsOut() {
        ConsoleTab tab = ConsoleTab.open(browser, nodes.url(0));
        tab.awaitShown("sign-in");
        tab.run("document.cookie = 'staff=anna; path=/console'; location.reload()");
        tab.awaitShown("shell");
        tab.awaitSaid("annamay look");
        tab.go("#/tap?topic=" + TOPIC);
        tab.awaitText("Listening");
        tab.go("#/limits");
        tab.awaitText("Revoked or blocked");
        tab.awaitTrue("!document.getElementById('block') && !document.getElementById('sign-out').checkVisibility()");
        String looksAgain = "document.dispatchEvent(new Event('visibilitychange'))";
        tab.run("document.cookie = 'staff=down; path=/console'; " + looksAgain);
        while (browser.complaints().isEmpty()) { // about the 503
            Thread.onSpinWait();
        }
        tab.run("document.cookie = 'staff=berta; path=/console'; " + looksAgain);
        tab.awaitSaid("bertamay look");
        tab.go("#/topics");
        tab.awaitRows("Topics", 1);
        tab.run("document.cookie = 'staff=; path=/console; max-age=0'; " + looksAgain);
        tab.awaitShown("sign-in");
        tab.awaitSaid("You are signed out.");
        tab.run("location.reload()");
        tab.awaitShown("sign-in");
    }

    @Test
    void whoMayOnlyLookFindsNothingToPress() {
        ConsoleTab tab = ConsoleTab.open(browser, nodes.url(0) + "#key=" + ConsoleNodes.VIEW_KEY.replace(" ", "%20"));
        tab.awaitShown("shell");
        tab.go("#/topic/" + TOPIC);
        tab.awaitRows("Members", 50);
        tab.awaitTrue("!document.getElementById('publish') && !document.getElementById('disconnect-all')");
        tab.awaitTrue("!location.href.includes('key=')");
        tab.go("#/limits");
        tab.awaitText("Revoked or blocked");
        tab.awaitTrue("!document.getElementById('block') && !document.getElementById('revoke')");
    }
}
