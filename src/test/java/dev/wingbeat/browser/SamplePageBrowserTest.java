package dev.wingbeat.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.sample.SampleServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page that the hub serves by default, in the hands of two or three users. */
@NeedsBrowser
class SamplePageBrowserTest {

    @RegisterExtension
    static final SampleServer server = new SampleServer();

    @RegisterExtension
    static final SampleServer neighbour = new SampleServer(server);

    private Browser browser;

    @BeforeEach
    void begin(Browser shared) {
        browser = shared;
        browser.complaints(); // about what came before
    }

    private ChatTab open(String host) {
        return ChatTab.open(browser, server.url(host));
    }

    private ChatTab enter(String name, String room) {
        return enter(name, room, "");
    }

    private ChatTab enter(String name, String room, String clan) {
        return ChatTab.enter(browser, server.url("localhost"), Map.of("name", name, "room", room, "clan", clan));
    }

    private void assertConsoleIsClean() {
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void twoTabsTalk() {
        var ann = open("localhost").ask("Ann", "talk");
        var bob = open("localhost").ask("Bob", "talk");
        ann.awaitRoom();
        bob.awaitRoom();
        ann.say("Good morning, Bob!");
        bob.awaitMessages("Ann: Good morning, Bob!");
        bob.say("Zażółć gęślą ☀");
        for (var tab : List.of(ann, bob)) {
            tab.awaitMessages("Ann: Good morning, Bob!", "Bob: Zażółć gęślą ☀");
        }
        assertConsoleIsClean();
    }

    @Test
    void pageShowsWhoIsInTheRoom() {
        var ann = enter("Ann", "people");
        ann.awaitMatch("member-list", "^AAnn you$");
        var bob = enter("Bob", "people");
        ann.awaitMatch("member-list", "^AAnn youBBob$");
        bob.awaitMatch("member-list", "^AAnnBBob you$");
        var second = enter("Bob", "people");
        ann.awaitMatch("member-list", "^AAnn youBBob 2 tabs$");
        second.click("leave");
        bob.click("leave");
        ann.awaitMatch("member-list", "^AAnn you$");
        assertConsoleIsClean();
    }

    @Test
    void presencePageCountsTabsAndFollowsThoseThatClose() {
        var alice = ChatTab.at(browser, server.url("localhost") + "presence?name=Alice");
        alice.awaitMatch("online", "^Alice \\(count: 1\\)$");
        var second = ChatTab.at(browser, server.url("localhost") + "presence?name=Alice");
        var bob = ChatTab.at(browser, server.url("localhost") + "presence?name=Bob");
        for (var tab : List.of(alice, second, bob)) {
            tab.awaitMatch("online", "^Alice \\(count: 2\\)Bob \\(count: 1\\)$");
            tab.awaitState("joined");
        }
        second.window().open("about:blank");
        for (var tab : List.of(alice, bob)) {
            tab.awaitMatch("online", "^Alice \\(count: 1\\)Bob \\(count: 1\\)$");
        }
        bob.window().open("about:blank");
        alice.awaitMatch("online", "^Alice \\(count: 1\\)$");
        alice.window().open("about:blank");
        assertConsoleIsClean();
    }

    @Test
    void pageSaysWhichNodeServesItAndMovesToAnother() {
        var ann = ChatTab.enter(browser, neighbour.url("localhost"), Map.of("name", "Ann", "room", "moving"));
        ann.awaitText("node", name(neighbour));
        ann.awaitShown("nodes");
        ann.select("nodes", name(server).substring("hub@".length()));
        ann.awaitText("node", name(server));
        ann.awaitRoom();
        ann.awaitText("own-name", "Ann");
        ann.awaitText("room-name", "moving");
        assertConsoleIsClean();
    }

    private static String name(SampleServer node) {
        return node.url("localhost").replace("http://", "hub@").replaceFirst("/$", "");
    }

    @Test
    void roomsAreApart() {
        var ann = enter("Ann", "here");
        var bob = enter("Bob", "there");
        ann.say("not for Bob");
        ann.awaitMessages("Ann: not for Bob");
        bob.say("for Bob");
        bob.awaitMessages("Bob: for Bob");
    }

    @Test
    void pingShowsARoundTrip() {
        var ann = enter("Ann", "ping");
        ann.awaitRoundTrips(1); // that of the join
        ann.click("ping");
        ann.awaitRoundTrips(2);
        ann.awaitMatch("ping-result", "^\\d+(\\.\\d)? ms$");
        assertConsoleIsClean();
    }

    @Test
    void directMessageReachesOneOnly() {
        var ann = enter("Ann", "direct");
        var bob = enter("Bob", "direct");
        var eve = enter("Eve", "direct");
        ann.tell("Bob", "Between us");
        bob.awaitMessages("Ann (to you): Between us");
        ann.awaitMessages("Ann (to Bob): Between us");
        ann.say("For all");
        eve.awaitMessages("Ann: For all");
        assertConsoleIsClean();
    }

    @Test
    void clanTalkReachesMembersInOtherRooms() {
        var ann = enter("Ann", "north", "Reds");
        var bob = enter("Bob", "south", "Reds");
        var eve = enter("Eve", "south", "Blues");
        ann.tellClan("We meet in the garden");
        bob.awaitMessages("Ann (Reds): We meet in the garden");
        bob.say("Heard that?");
        eve.awaitMessages("Bob: Heard that?");
        assertConsoleIsClean();
    }

    @Test
    void refusedJoinIsShownAndAnotherRoomMayBeTried() {
        var ann = open("localhost");
        ann.ask("Ann", "locked");
        ann.awaitText("join-error", "The hub refused the room. room: locked");
        ann.ask("Ann", "unlocked").awaitRoom();
        ann.say("I am in");
        ann.awaitMessages("Ann: I am in");
        assertConsoleIsClean();
    }

    @Test
    void lostConnectionIsShownUntilItIsBack() throws Exception {
        var ann = enter("Ann", "lost");
        var bob = enter("Bob", "lost");
        server.stop();
        for (var tab : List.of(ann, bob)) {
            tab.awaitState("waiting");
            tab.awaitText("status-text", "Reconnecting");
            tab.awaitText("notice-text", "Connection lost");
        }
        server.start();
        for (var tab : List.of(ann, bob)) {
            tab.awaitState("joined");
            tab.awaitText("status-text", "Connected");
            tab.awaitNote("Joined again");
        }
        ann.say("Still there?");
        bob.awaitMessages("Ann: Still there?");
        browser.release();
        browser.leavePages(); // no page is left that could still complain
    }

    @Test
    void longPollCanBeChosen() {
        var ann = enter("Ann", "poll");
        var bob = enter("Bob", "poll");
        ann.click("long-poll");
        ann.awaitText("transport", "Long-poll");
        ann.awaitNote("Joined again");
        ann.say("Slow but sure");
        bob.awaitMessages("Ann: Slow but sure");
        bob.say("Received");
        ann.awaitMessages("Ann: Slow but sure", "Bob: Received");
        assertConsoleIsClean();
    }

    @Test
    void leavingLeadsBackToTheFirstForm() {
        var ann = enter("Ann", "leave");
        ann.click("leave");
        ann.awaitShown("entry");
        ann.awaitState("idle");
        ann.ask("Ann", "leave").awaitRoom();
        assertConsoleIsClean();
    }

    @Test
    void whatUsersWriteIsTextAndNothingElse() {
        var ann = enter("<i>Ann</i>", "markup");
        var bob = enter("Bob", "markup");
        ann.say("<img src=x onerror=alert(1)> & <b>bold</b>");
        bob.awaitMessages("<i>Ann</i>: <img src=x onerror=alert(1)> & <b>bold</b>");
        assertConsoleIsClean();
    }

    @Test
    void scriptsFromElsewhereAreForbidden() {
        var ann = enter("Ann", "policy");
        ann.window().await("""
                const script = document.createElement("script");
                script.textContent = "document.title = 'taken over'";
                document.addEventListener("securitypolicyviolation", () => arguments[0]());
                document.body.append(script);
                """);
        assertTrue(ann.window().focused().getTitle().startsWith("policy"));
        assertTrue(browser.complaints().toString().contains("Content Security Policy"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "hub.localhost"})
    void pageWorksUnderWhateverNameItIsReachedBy(String host) {
        var ann = open(host).ask("Ann", "names");
        ann.say("Hello from " + host);
        ann.awaitMessages("Ann: Hello from " + host);
        assertConsoleIsClean();
    }

    /** The picture in the README: {@code mvn test -Dtest=SamplePageBrowserTest -Dwingbeat.picture.write=true}. */
    @Test
    void conversationOfRoomPersonAndClan() throws IOException {
        var ann = enter("Ann", "lobby", "Reds");
        var bob = enter("Bob", "lobby", "Reds");
        bob.click("long-poll");
        bob.awaitNote("Joined again");
        ann.say("Good morning! Is anybody up already?");
        bob.awaitMessages("Ann: Good morning! Is anybody up already?");
        bob.say("Since the first heartbeat. I am on long-poll today: the train lets nothing else through.");
        ann.awaitMatch("member-list", "^AAnn youBBob$");
        ann.say("It does not show.");
        bob.awaitCount(3);
        bob.tell("Ann", "Between us: the garden at nine?");
        ann.awaitCount(4);
        ann.tellClan("Reds, we meet in the garden at nine.");
        bob.awaitMessages(
                "Ann: Good morning! Is anybody up already?",
                "Bob: Since the first heartbeat. I am on long-poll today: the train lets nothing else through.",
                "Ann: It does not show.",
                "Bob (to Ann): Between us: the garden at nine?",
                "Ann (Reds): Reds, we meet in the garden at nine.");
        assertConsoleIsClean();
        if (Boolean.getBoolean("wingbeat.picture.write")) {
            for (int i = 2; i <= 12; i++) {
                for (var tab : List.of(ann, bob)) {
                    tab.click("ping");
                    tab.awaitRoundTrips(i);
                }
            }
            Picture.write(
                    List.of(new Picture(ann.window(), "light"), new Picture(bob.window(), "dark")),
                    Path.of("src", "docs", "chat.png"));
        }
    }
}
