package dev.wingbeat.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;

/** The console as an operator sees it, used by mouse and keyboard. */
final class ConsoleTab {

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

    private final BrowserWindow window;

    private ConsoleTab(BrowserWindow window) {
        this.window = window;
    }

    /** Opens the console, which asks for a key. */
    static ConsoleTab open(Browser browser, String url) {
        var tab = new ConsoleTab(browser.window());
        tab.window.open(url);
        return tab;
    }

    /** Opens the console with a key, and waits until it shows something. */
    static ConsoleTab signedIn(Browser browser, String url, String key) {
        ConsoleTab tab = open(browser, url);
        tab.signIn(key);
        tab.awaitShown("shell");
        tab.awaitTrue("document.getElementById('live').dataset.state === 'live'");
        return tab;
    }

    BrowserWindow window() {
        return window;
    }

    /** Gives a key. */
    void signIn(String key) {
        awaitShown("sign-in");
        type("key", key + Keys.ENTER);
    }

    /** Goes to a screen by its address. */
    void go(String place) {
        window.focused();
        window.driver().executeScript("location.hash = arguments[0]", place);
    }

    void run(String script) {
        window.focused();
        window.driver().executeScript(script);
    }

    void click(String id) {
        element(By.id(id)).click();
    }

    /** Clicks the button or link that begins with this: of the dialog if there is one, else of the screen. */
    void press(String label) {
        String found = "[...(document.querySelector('dialog') ?? document.getElementById('content'))"
                + ".querySelectorAll('button, a')].find((item) => item.textContent.startsWith(%s))";
        awaitScript(found.formatted("expected") + " !== undefined", "value", label);
        window.driver().executeScript(found.formatted("arguments[0]") + ".click()", label);
    }

    void type(String id, String text) {
        element(By.id(id)).sendKeys(Keys.chord(Keys.CONTROL, "a") + text);
    }

    void awaitShown(String id) {
        awaitScript("document.getElementById('" + id + "')?.checkVisibility() ?? false", "value === expected", true);
    }

    /** Waits until the screen's text contains this. */
    void awaitText(String text) {
        awaitScript("document.getElementById('content').textContent", "value.includes(expected)", text);
    }

    /** Waits until the whole page's text contains this, toasts too. */
    void awaitSaid(String text) {
        awaitScript("document.body.textContent", "value.includes(expected)", text);
    }

    /** Waits until the cells of a row of a table are these; the row is known by its first cell. */
    void awaitRow(String table, List<String> cells) {
        awaitScript(
                "[...document.querySelectorAll(`table[aria-label='" + table + "'] tbody tr`)].map((row) =>"
                        + " [...row.cells].slice(0, expected.length).map((cell) => cell.textContent))",
                "value.some((row) => expected.every((cell, i) => row[i] === cell))",
                cells);
    }

    /** Returns a column of a table. */
    List<?> column(String table, int column) {
        return (List<?>) window.driver()
                .executeScript(
                        "return [...document.querySelectorAll(`table[aria-label='" + table
                                + "'] tbody tr`)].map((row) => row.cells[arguments[0]].textContent)",
                        column);
    }

    /** Waits until a table has so many rows. */
    void awaitRows(String table, int rows) {
        awaitScript(
                "document.querySelectorAll(`table[aria-label='" + table + "'] tbody tr`).length",
                "value === expected",
                rows);
    }

    /** Waits until an expression of JavaScript is true of the page. */
    void awaitTrue(String expression) {
        awaitScript(expression, "value === expected", true);
    }

    /** Makes the window look like a device. */
    void size(int width, int height, String scheme) {
        window.focused();
        window.driver()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        window.driver()
                .executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Lets the window be as it was. */
    void usual() {
        window.focused();
        window.driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        window.driver().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** Takes a picture for the page about the console, and keeps it with {@code -Dwingbeat.picture.write=true}. */
    void picture(String name) throws IOException {
        byte[] png = window.driver().getScreenshotAs(OutputType.BYTES);
        assertTrue(png.length > 1_000, "an empty picture");
        if (Boolean.getBoolean("wingbeat.picture.write")) {
            Path folder = Files.createDirectories(Path.of("src", "docs", "console"));
            Files.write(folder.resolve(name + ".png"), png);
        }
    }

    private void awaitScript(String value, String met, Object expected) {
        var script = AWAIT.replace("VALUE", value).replace("MET", met);
        var problem = window.await(script, expected, Patience.LIMIT.toMillis());
        if (problem != null) {
            throw new AssertionError(problem + " (expected: " + expected + ')');
        }
    }

    private WebElement element(By by) {
        return window.focused().findElement(by);
    }
}
