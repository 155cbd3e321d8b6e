package dev.wingbeat.browser;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.openqa.selenium.OutputType;

/** Pages as they look, side by side. */
final class Picture {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 640;
    private static final int GAP = 24;
    private static final int CORNER = 28;
    private static final Color EDGE = new Color(128, 128, 128, 90);

    private final BrowserWindow window;
    private final String scheme;

    /** Sees a page in a colour scheme: light or dark. */
    Picture(BrowserWindow window, String scheme) {
        this.window = window;
        this.scheme = scheme;
    }

    /** Writes pictures side by side into one PNG. */
    static void write(List<Picture> pictures, Path file) throws IOException {
        int width = pictures.size() * (WIDTH + GAP) - GAP;
        var image = new BufferedImage(width, HEIGHT, BufferedImage.TYPE_INT_ARGB);
        var graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        for (int i = 0; i < pictures.size(); i++) {
            draw(pictures.get(i).taken(), i * (WIDTH + GAP), graphics);
        }
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    private static void draw(BufferedImage page, int x, Graphics2D graphics) {
        var frame = new RoundRectangle2D.Float(x, 0, WIDTH - 1, HEIGHT - 1, CORNER, CORNER);
        graphics.setClip(frame);
        graphics.drawImage(page, x, 0, null);
        graphics.setClip(null);
        graphics.setColor(EDGE);
        graphics.draw(frame);
    }

    private BufferedImage taken() throws IOException {
        window.focused();
        var driver = window.driver();
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", WIDTH, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
        var media = Map.of("name", "prefers-color-scheme", "value", scheme);
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(media)));
        window.await("""
                document.activeElement.blur();
                requestAnimationFrame(() => requestAnimationFrame(() => arguments[0]()));
                """);
        var image = ImageIO.read(new ByteArrayInputStream(driver.getScreenshotAs(OutputType.BYTES)));
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        return image;
    }
}
