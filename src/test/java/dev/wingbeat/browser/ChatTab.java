package dev.wingbeat.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.support.Patience;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The sample page as one user sees it, used by mouse and keyboard. */
final class ChatTab {

    /** Calls back with nothing as soon as the page shows what is expected, else with what it shows in the end. */
    private static final String AWAIT = """
            const [expected, patience, done] = arguments;
            const read = () => VALUE;
            const end = (problem) => {
              observer.disconnect();
              clearTimeout(timer);
              done(problem);
            };
            const check = (value) => MET && end();
            const observer = new MutationObserver(() => check(read()));
            const timer = setTimeout(() => end(String(read())), patience);
            observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
            check(read());
            """;

    private static final String START = "value.startsWith(expected)";

    private final BrowserWindow window;

    private ChatTab(BrowserWindow window) {
        this.window = window;
    }

    /** Opens the page, which asks for a name and a room. */
    static ChatTab open(Browser browser, String url) {
        var tab = new ChatTab(browser.window());
        tab.window.open(url);
        tab.awaitShown("entry");
        return tab;
    }

    /** Opens some page of the sample. */
    static ChatTab at(Browser browser, String url) {
        var tab = new ChatTab(browser.window());
        tab.window.open(url);
        return tab;
    }

    BrowserWindow window() {
        return window;
    }

    /** Opens the page by a link that says who one is and where one goes. */
    static ChatTab enter(Browser browser, String url, Map<String, String> query) {
        var tab = new ChatTab(browser.window());
        tab.window.open(query.entrySet().stream()
                .map(field -> field.getKey() + '=' + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&", url + '?', "")));
        tab.awaitRoom();
        return tab;
    }

    /** Fills in the first form. */
    ChatTab ask(String name, String room) {
        type("name", name);
        type("room", room);
        click("join");
        return this;
    }

    /** Waits until one is in the room. */
    void awaitRoom() {
        awaitState("joined");
        awaitShown("chat");
    }

    /** Says something to the room. */
    void say(String text) {
        choose("mode-room");
        send(text);
    }

    /** Says something to one user. */
    void tell(String name, String text) {
        choose("mode-direct");
        type("to", name);
        send(text);
    }

    /** Says something to the clan that was chosen at the beginning. */
    void tellClan(String text) {
        choose("mode-clan");
        send(text);
    }

    /** Chooses an option of a list by what it says. */
    void select(String id, String option) {
        element(id).findElements(By.tagName("option")).stream()
                .filter(element -> element.getText().equals(option))
                .findFirst()
                .orElseThrow()
                .click();
    }

    private void choose(String mode) {
        if (!element(mode).isSelected()) {
            click(mode);
        }
    }

    private void send(String text) {
        type("text", text + Keys.ENTER);
    }

    void click(String id) {
        element(id).click();
    }

    /** Types in the place of what the field contains. */
    private void type(String id, String text) {
        element(id).sendKeys(Keys.chord(Keys.CONTROL, "a") + text);
    }

    /** Waits until exactly these messages are shown: who, to whom if not to all, and what. */
    void awaitMessages(String... expected) {
        await("""
                [...document.querySelectorAll("#messages li:not(.note)")].map((item) => {
                  const text = (name) => item.querySelector(name)?.textContent;
                  const label = text(".label");
                  return `${text(".name")}${label ? ` (${label})` : ""}: ${text(".body")}`;
                })""", "expected.join('\\n') === value.join('\\n')", List.of(expected));
    }

    /** Waits until at least so many messages are shown. */
    void awaitCount(int atLeast) {
        await("document.querySelectorAll('#messages li:not(.note)').length", "value >= expected", atLeast);
    }

    /** Waits until the newest line about the connection or the room begins like this. */
    void awaitNote(String start) {
        await("[...document.querySelectorAll('#messages .note')].at(-1)?.textContent ?? ''", START, start);
    }

    /** Waits until the page says so of its connection: joined, waiting, … */
    void awaitState(String state) {
        await("document.getElementById('status').dataset.state", "value === expected", state);
    }

    void awaitShown(String id) {
        await("document.getElementById('" + id + "').checkVisibility()", "value === expected", true);
    }

    /** Waits until the element's text begins like this. */
    void awaitText(String id, String start) {
        await("document.getElementById('" + id + "').textContent", START, start);
    }

    /** Waits until the element's text matches a regular expression. */
    void awaitMatch(String id, String pattern) {
        await("document.getElementById('" + id + "').textContent", "new RegExp(expected).test(value)", pattern);
    }

    /** Waits until at least so many round trips are drawn. */
    void awaitRoundTrips(int atLeast) {
        await("document.querySelectorAll('#ping-chart rect').length", "value >= expected", atLeast);
    }

    private void await(String value, String met, Object expected) {
        var script = AWAIT.replace("VALUE", value).replace("MET", met);
        var problem = window.await(script, expected, Patience.LIMIT.toMillis());
        if (problem != null) {
            throw new AssertionError(problem + " (expected: " + expected + ')');
        }
    }

    private WebElement element(String id) {
        return window.focused().findElement(By.id(id));
    }
}
