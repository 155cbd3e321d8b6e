package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.wingbeat.support.JavaExamples;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** What how-tos show does what they say. */
class HowToTest {

    private static final Path PAGES = Path.of("src", "docs", "howto");

    /** A client of the hub that hears what Quarkus publishes. */
    private static final String PUBLISHING_TEST = """
            import static org.junit.jupiter.api.Assertions.assertEquals;

            import dev.wingbeat.channel.JoinResult;
            import dev.wingbeat.connection.UserSocket;
            import dev.wingbeat.testkit.TestHub;
            import io.vertx.core.json.JsonObject;
            import java.net.URI;
            import java.util.List;
            import java.util.Map;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.extension.RegisterExtension;

            class PublishingTest {
                @RegisterExtension
                static final TestHub HUB = TestHub.clusterOfApplication(
                        1,
                        List.of(HubMain.DIGEST),
                        app -> {
                            HubMain.declare(app);
                            app.socket(UserSocket.acceptingAll(), socket -> socket.channel(
                                    "news:*", () -> (topic, payload, member) -> JoinResult.ok()));
                        },
                        "--management-port", "0");

                private final URI uri = URI.create("http://localhost:" + HUB.endpoint(0).managementPort());
                private final JsonObject news = new JsonObject().put("id", 7);

                @Test
                void clientsHearWhatIsPublished() {
                    var ann = HUB.connect().join("news:1");
                    var status = new Hub(uri, "a key for development only").publish("news:1", "added", news);
                    assertEquals(202, status.join());
                    ann.assertPush("added", Map.of("id", 7));
                }

                @Test
                void otherKeysAreRefused() {
                    assertEquals(401, new Hub(uri, "a guess").publish("news:1", "added", news).join());
                }
            }
            """;

    /** Pushes more at once than the rate limits allow. */
    private static final String LIMITS_TEST = """
            import static org.junit.jupiter.api.Assertions.assertEquals;

            import dev.wingbeat.app.Application;
            import dev.wingbeat.channel.Channel;
            import dev.wingbeat.channel.HandleResult;
            import dev.wingbeat.channel.JoinResult;
            import dev.wingbeat.channel.Socket;
            import dev.wingbeat.connection.UserSocket;
            import dev.wingbeat.protocol.Payload;
            import dev.wingbeat.testkit.TestHub;
            import java.util.List;
            import java.util.stream.Stream;
            import org.junit.jupiter.api.Test;

            class LimitsTest {
                private static final class Echo implements Channel {
                    public JoinResult join(String topic, Payload payload, Socket socket) {
                        return JoinResult.ok();
                    }

                    public HandleResult handleIn(String event, Payload payload, Socket socket) {
                        return HandleResult.ok();
                    }
                }

                private static void declare(Application app) {
                    Limits.declare(app);
                    app.socket(UserSocket.acceptingAll(), socket -> socket.channel("room:*", Echo::new));
                }

                @Test
                void limitsAreOffForLoadTests() {
                    try (var hub = TestHub.clusterOfApplication(
                            1, List.of(Limits.LOAD_TEST), LimitsTest::declare, "--load-test", "on")) {
                        var room = hub.start().connect().join("room:a");
                        var pushes = Stream.generate(() -> room.push("ping")).limit(2_000).toList();
                        pushes.forEach(push -> push.assertReply("ok"));
                    }
                }
            }
            """;

    @Test
    void testsOfThePageOnTestingPass(@TempDir Path classes) throws Exception {
        assertEquals(6, pass(JavaExamples.of(PAGES.resolve("testing.md")), classes));
    }

    @Test
    void quarkusPublishesAsItsPageShows(@TempDir Path classes) throws Exception {
        var sources = new ArrayList<>(JavaExamples.of(PAGES.resolve("quarkus.md")));
        sources.add(PUBLISHING_TEST);
        assertEquals(2, pass(sources, classes));
    }

    @Test
    void limitsAreOffAsThePageOnLoadTestsSays(@TempDir Path classes) throws Exception {
        var sources = new ArrayList<>(JavaExamples.of(PAGES.resolve("load-test.md")));
        sources.add(LIMITS_TEST);
        assertEquals(1, pass(sources, classes));
    }

    /** Compiles sources, and runs those among them that are tests. Returns how many tests have passed; none fails. */
    private static long pass(List<String> sources, Path classes) throws Exception {
        var names = sources.stream()
                .map(source -> JavaExamples.compile(source, classes))
                .toList();
        try (var loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, Thread.currentThread().getContextClassLoader())) {
            var request = LauncherDiscoveryRequestBuilder.request();
            for (String name : names) {
                if (name.endsWith("Test")) {
                    request.selectors(selectClass(loader.loadClass(name)));
                }
            }
            var summary = new SummaryGeneratingListener();
            LauncherFactory.create().execute(request.build(), summary);
            var failures = new StringWriter();
            summary.getSummary().printFailuresTo(new PrintWriter(failures));
            assertEquals("", failures.toString().strip());
            return summary.getSummary().getTestsSucceededCount();
        }
    }
}
