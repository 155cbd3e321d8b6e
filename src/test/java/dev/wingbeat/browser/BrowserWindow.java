package dev.wingbeat.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.chrome.ChromeDriver;

/** A window of the browser, with one page in it. */
public record BrowserWindow(ChromeDriver driver, String handle) {

    private static final String LEAVE = """
            if (location.protocol === "http:") {
              sessionStorage.clear();
            }
            window.isLeft = true;
            """;

    private static final String IS_LOADED = "return !window.isLeft && document.readyState === 'complete'";

    /** Shows a page and waits until it is loaded. Nothing is left of what the window has stored for its pages. */
    public void open(String url) {
        focused();
        driver.executeScript(LEAVE);
        driver.get(url);
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!Boolean.TRUE.equals(
                driver.executeScript(IS_LOADED))) { // not every ChromeDriver has waited for all scripts
            assertTrue(System.nanoTime() < end, () -> url + " is not loaded after " + Patience.LIMIT);
        }
    }

    /** Returns the driver, turned to this window. */
    public WebDriver focused() {
        return driver.switchTo().window(handle);
    }

    /** Runs a script which calls its last argument, a function, with the result. */
    public @Nullable Object await(String script, Object... arguments) {
        focused();
        return driver.executeAsyncScript(script, arguments);
    }
}
