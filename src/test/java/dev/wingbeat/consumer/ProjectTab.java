package dev.wingbeat.consumer;

import dev.wingbeat.browser.Browser;
import dev.wingbeat.browser.BrowserWindow;
import dev.wingbeat.support.Patience;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The page of a new project, as one user has it. */
record ProjectTab(BrowserWindow window) {

    /** Calls back with nothing as soon as the elements have these texts, else with what they have in the end. */
    private static final String AWAIT = """
            const [selector, expected, patience, done] = arguments;
            const read = () => [...document.querySelectorAll(selector)].map((element) => element.textContent);
            const end = (problem) => {
              observer.disconnect();
              clearTimeout(timer);
              done(problem);
            };
            const check = () => JSON.stringify(read()) === JSON.stringify(expected) && end();
            const observer = new MutationObserver(check);
            const timer = setTimeout(() => end(read()), patience);
            observer.observe(document, { subtree: true, childList: true, characterData: true });
            check();
            """;

    /** Opens the page, and says who one is. */
    static ProjectTab join(Browser browser, String url, String name) {
        var tab = new ProjectTab(browser.window());
        tab.window.open(url);
        tab.awaitTexts("#status", "Say who you are");
        tab.type("name", name);
        tab.awaitTexts("#status", "Connected as " + name);
        return tab;
    }

    void say(String text) {
        type("text", text);
    }

    private void type(String id, String text) {
        window.focused().findElement(By.id(id)).sendKeys(text + Keys.ENTER);
    }

    /** Waits until the elements have these texts. */
    void awaitTexts(String selector, String... expected) {
        Object problem = window.await(AWAIT, selector, List.of(expected), Patience.LIMIT.toMillis());
        if (problem != null) {
            throw new AssertionError(selector + ": " + problem + " (expected: " + List.of(expected) + ')');
        }
    }

    /** Runs a script as the console does, and returns the first line that it logs. */
    String logOf(String script) {
        return String.valueOf(window.await("""
                const done = arguments[0];
                console.log = (...words) => done(words.join(" "));
                (async () => {
                SCRIPT
                })().catch((problem) => done(String(problem)));
                """.replace("SCRIPT", script)));
    }
}
