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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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

    /** The channel that was ported from Phoenix, and its tokens. */
    private static final String PHOENIX_TEST = """
            import dev.wingbeat.app.Application;
            import dev.wingbeat.connection.ConnectInfo;
            import dev.wingbeat.connection.ConnectResult;
            import dev.wingbeat.presence.Presence;
            import dev.wingbeat.testkit.TestChannel;
            import dev.wingbeat.testkit.TestHub;
            import dev.wingbeat.token.PhoenixToken;
            import java.util.Map;
            import org.junit.jupiter.api.Assertions;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.extension.RegisterExtension;

            class PortedTest {
                private static final String SECRET = "a secret of Phoenix and of Wingbeat";

                @RegisterExtension
                static final TestHub HUB = TestHub.ofApplication(PortedTest::declare);

                private static void declare(Application app) {
                    Presence presence = Presence.create("room");
                    app.presence(presence);
                    app.socket(
                            connect -> ConnectResult.accept(RoomChannel.NAME, connect.param("name")),
                            socket -> socket.channel("room:*", () -> new RoomChannel(presence)));
                    app.socket("/members", new MemberSocket(SECRET), socket -> {});
                }

                private final String topic = HUB.topic("room");
                private final TestChannel ann = HUB.connect(Map.of("name", "ann")).join(topic);
                private final TestChannel bob = HUB.connect(Map.of("name", "bob")).join(topic);

                @Test
                void channelDoesWhatTheOneInElixirDoes() {
                    ann.assertPresent("bob");
                    ann.push("shout", Map.of("text", "hello")).refuteReply();
                    bob.assertPush("shout", Map.of("name", "ann", "text", "hello"));
                    ann.push("count").assertReply("ok", Map.of("said", 1));
                    ann.push("shout", Map.of("text", 7)).assertReply("error", Map.of("reason", "bad_payload"));
                    ann.push("typing", Map.of("muted", true));
                    ann.push("typing", Map.of("muted", false));
                    Assertions.assertFalse(bob.assertPush("typing").json().getBoolean("muted"));
                    ann.refutePush("typing");
                }

                @Test
                void tokenLetsItsMemberIn() {
                    String token = PhoenixToken.of(SECRET, "user socket").sign(42);
                    HUB.connect(options -> options.path("/members").param("token", token)).close();
                    Assertions.assertEquals(
                            403, HUB.connectRefused(options -> options.path("/members").param("token", token + "x")));
                }
            }
            """;

    /** The chat that was ported from Socket.IO. */
    private static final String SOCKET_IO_TEST = """
            import static org.junit.jupiter.api.Assertions.assertEquals;

            import dev.wingbeat.testkit.TestChannel;
            import dev.wingbeat.testkit.TestHub;
            import java.util.Map;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.extension.RegisterExtension;

            class PortedTest {
                @RegisterExtension
                static final TestHub HUB = TestHub.ofApplication(
                        app -> app.socket(Chat::connect, socket -> socket.channel("room:*", Chat::new)));

                @Test
                void othersHearWhatIsShouted() {
                    String topic = HUB.topic("room");
                    TestChannel ann = HUB.connect(Map.of("name", "ann")).join(topic);
                    TestChannel bob = HUB.connect(Map.of("name", "bob")).join(topic);
                    ann.push("shout", Map.of("text", "hello")).assertReply("ok");
                    bob.assertPush("shout", Map.of("name", "ann", "text", "hello"));
                    ann.refutePush("shout");
                    assertEquals(403, HUB.connectRefused(Map.of()));
                }
            }
            """;

    /** The bot, in a room that says what it is told. */
    private static final String JAVA_CLIENT_TEST = """
            import static org.junit.jupiter.api.Assertions.assertTrue;

            import dev.wingbeat.channel.Channel;
            import dev.wingbeat.channel.HandleResult;
            import dev.wingbeat.channel.JoinResult;
            import dev.wingbeat.channel.Socket;
            import dev.wingbeat.connection.UserSocket;
            import dev.wingbeat.protocol.Payload;
            import dev.wingbeat.testkit.TestChannel;
            import dev.wingbeat.testkit.TestHub;
            import java.net.URI;
            import java.util.Map;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.extension.RegisterExtension;

            class BotTest {
                @RegisterExtension
                static final TestHub HUB = TestHub.ofApplication(app ->
                        app.socket(UserSocket.acceptingAll(), socket -> socket.channel("chat:*", Chat::new)));

                private static final class Chat implements Channel {
                    @Override
                    public JoinResult join(String topic, Payload payload, Socket socket) {
                        return JoinResult.ok();
                    }

                    @Override
                    public HandleResult handleIn(String event, Payload payload, Socket socket) {
                        socket.broadcast("said", payload);
                        return HandleResult.ok();
                    }
                }

                @Test
                void tellsTheTime() {
                    String topic = HUB.topic("chat");
                    TestChannel ann = HUB.connect().join(topic);
                    try (var bot = new TimeBot(URI.create("ws://localhost:" + HUB.port(0) + "/socket"), topic)) {
                        bot.start().join();
                        ann.push("say", Map.of("text", "What time is it?")).assertReply("ok");
                        ann.assertNextPush("said");
                        String text = ann.assertNextPush("said").json().getString("text");
                        assertTrue(text.matches("It is [0-9:]{5,8}"), text);
                    }
                }
            }
            """;

    @Test
    void testsOfThePageOnTestingPass(@TempDir Path classes) throws Exception {
        assertEquals(6, pass(JavaExamples.of(PAGES.resolve("testing.md")), classes));
    }

    static Stream<Arguments> pagesWithTests() {
        return Stream.of(
                Arguments.of("from-phoenix.md", PHOENIX_TEST, 2),
                Arguments.of("from-socket-io.md", SOCKET_IO_TEST, 1),
                Arguments.of("quarkus.md", PUBLISHING_TEST, 2),
                Arguments.of("java-client.md", JAVA_CLIENT_TEST, 1));
    }

    @ParameterizedTest
    @MethodSource("pagesWithTests")
    void examplesDoWhatTheirPageSays(String page, String test, int tests, @TempDir Path classes) throws Exception {
        var sources = new ArrayList<>(JavaExamples.of(PAGES.resolve(page)));
        sources.add(test);
        assertEquals(tests, pass(sources, classes));
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
