package dev.wingbeat.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.wingbeat.sample.SampleHub;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The arena, played in two tabs whose pages are of two nodes, while the room is on the third. */
@NeedsBrowser
class ArenaBrowserTest {

    /** Calls back with null when a condition of the page holds, else with what it shows in the end. */
    private static final String AWAIT = """
            const [condition, patience, done] = arguments;
            const holds = new Function(`
              const players = Object.fromEntries([...document.querySelectorAll("#players li")]
                .map((item) => [item.textContent.split(":")[0], item.dataset]));
              const text = (id) => document.getElementById(id).textContent;
              return ${condition};`);
            const until = Date.now() + patience;
            const look = () => {
              if (holds()) done(null);
              else if (Date.now() > until) done(document.body.innerText);
              else setTimeout(look, 20);
            };
            look();
            """;

    private static final int OWNER = 2;

    @RegisterExtension
    final TestHub hub =
            TestHub.clusterOfApplication(3, List.of(), SampleHub::declare).patience(Patience.LIMIT);

    private Browser browser;

    @BeforeEach
    void keep(Browser shared) {
        browser = shared;
    }

    @AfterEach
    void leave() {
        browser.release();
        browser.leavePages();
    }

    private String roomOfOwner() {
        String made = "";
        while (hub.endpoint(OWNER).rooms("arena").size() == 0) {
            made = hub.endpoint(0).rooms("arena").create(Map.of()).await();
        }
        return made;
    }

    private BrowserWindow play(int node, String room, String name) {
        BrowserWindow window = browser.window();
        window.open("http://localhost:" + hub.port(node) + "/arena?name=" + name + "&room=" + room);
        return window;
    }

    private static void await(BrowserWindow window, String condition) {
        assertNull(window.await(AWAIT, condition, Patience.LIMIT.toMillis() / 2), condition);
    }

    private static void press(BrowserWindow window, Keys key, boolean down) {
        var actions = new Actions(window.focused());
        (down ? actions.keyDown(key) : actions.keyUp(key)).perform();
    }

    /** Writes the picture of the README, when a property says so. */
    private static void writePicture(BrowserWindow light, BrowserWindow dark) throws IOException {
        if (Boolean.getBoolean("wingbeat.picture.write")) {
            Picture.write(
                    List.of(new Picture(light, "light"), new Picture(dark, "dark")),
                    Path.of("src", "docs", "arena.png"));
        }
    }

    private static String node(BrowserWindow window) {
        return window.focused().findElement(By.id("node")).getText();
    }

    /** Goes to an edge, which the other one sees. */
    private static void goTo(BrowserWindow who, BrowserWindow other, Keys key, String condition) {
        press(who, key, true);
        await(other, condition);
        press(who, key, false);
    }

    @Test
    void playersSeeEachOtherAndPlayOnWhenTheNodeOfTheRoomIsKilled() throws IOException {
        String room = roomOfOwner();
        BrowserWindow ann = play(0, room, "Ann");
        BrowserWindow bob = play(1, room, "Bob");
        BrowserWindow eve = play(0, room, "Eve&watch");
        for (BrowserWindow window : List.of(ann, bob)) {
            await(window, "players.Ann && players.Bob && !players.Eve && text('status-text') === 'Playing'");
            await(window, "text('watching') === '1'");
        }
        await(eve, "players.Ann && players.Bob && !players.Eve && text('status-text') === 'Watching'");
        goTo(ann, bob, Keys.ARROW_RIGHT, "players.Ann.x === '780'");
        goTo(bob, ann, Keys.ARROW_DOWN, "players.Bob.y === '480'");
        String owner = node(ann);
        assertEquals(owner, node(bob));
        hub.kill(OWNER);
        for (BrowserWindow window : List.of(ann, bob)) {
            await(window, "text('node') !== '" + owner + "' && text('status-text') === 'Playing'");
            await(window, "players.Ann && players.Bob && !players.Ann.away && !players.Bob.away");
        }
        await(eve, "text('node') !== '" + owner + "' && text('status-text') === 'Watching'");
        goTo(ann, eve, Keys.ARROW_LEFT, "players.Ann.x === '20'");
        goTo(bob, ann, Keys.ARROW_UP, "players.Bob.y === '20'");
        await(ann, "text('ping').endsWith(' ms')");
        writePicture(ann, bob);
        assertEquals(List.of(), browser.complaints());
    }
}
