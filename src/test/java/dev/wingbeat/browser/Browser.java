package dev.wingbeat.browser;

import dev.wingbeat.support.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** One Chromium, and the windows that tests have opened in it. Not thread-safe. */
public final class Browser implements AutoCloseable {

    /** Regrets with every start that it does not know a Chromium this new, for something not used here. */
    private static final Logger CDP = Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

    private final ChromeDriver driver;
    private final List<BrowserWindow> free = new ArrayList<>();
    private final List<BrowserWindow> used = new ArrayList<>();

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts a browser without a screen. */
    static Browser start() {
        CDP.setLevel(Level.SEVERE);
        var installation = BrowserInstallation.found();
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(installation.driver().toFile())
                .usingAnyFreePort()
                .build();
        var driver = new ChromeDriver(service, options(installation));
        driver.manage().timeouts().scriptTimeout(Patience.LIMIT.plusSeconds(5));
        driver.manage().timeouts().pageLoadTimeout(Patience.LIMIT.multipliedBy(2));
        var browser = new Browser(driver);
        browser.free.add(new BrowserWindow(driver, driver.getWindowHandle()));
        return browser;
    }

    private static ChromeOptions options(BrowserInstallation installation) {
        var console = new LoggingPreferences();
        console.enable(LogType.BROWSER, Level.ALL);
        var options = new ChromeOptions()
                .setBinary(installation.chromium().toFile())
                .addArguments(
                        "--headless=new",
                        "--no-sandbox", // for root, as in a container
                        "--disable-dev-shm-usage",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-sync",
                        "--disable-extensions",
                        "--disable-background-networking",
                        "--disable-component-update",
                        // Every window counts as looked at: timers run at full speed in all of them.
                        "--disable-background-timer-throttling",
                        "--disable-backgrounding-occluded-windows",
                        "--disable-renderer-backgrounding",
                        "--hide-scrollbars",
                        "--lang=en-GB");
        options.setCapability(ChromeOptions.LOGGING_PREFS, console);
        return options;
    }

    /** Returns a window of its own for each call of a test. */
    public BrowserWindow window() {
        var window = free.isEmpty() ? newWindow() : free.removeLast();
        used.add(window);
        return window;
    }

    /** Takes back the windows of a test that has ended. Their pages stay, connections included, until others come. */
    void release() {
        free.addAll(used.reversed());
        used.clear();
    }

    /** Leaves all pages, which closes their connections. */
    void leavePages() {
        free.forEach(window -> window.open("about:blank"));
    }

    /**
     * Returns the errors and warnings that came to the consoles of all pages since it was last asked, among them whatever a
     * content security policy forbids.
     */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }

    private BrowserWindow newWindow() {
        driver.switchTo().newWindow(WindowType.WINDOW);
        return new BrowserWindow(driver, driver.getWindowHandle());
    }
}
