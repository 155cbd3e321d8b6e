package dev.wingbeat.browser;

import org.jspecify.annotations.Nullable;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.chrome.ChromeDriver;

/** A window of the browser, with one page in it. */
public record BrowserWindow(ChromeDriver driver, String handle) {

    /** Shows a page and waits until it is loaded. Nothing is left of what the window has stored for its pages. */
    public void open(String url) {
        focused();
        driver.executeScript("if (location.protocol === 'http:') sessionStorage.clear()");
        driver.get(url);
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
