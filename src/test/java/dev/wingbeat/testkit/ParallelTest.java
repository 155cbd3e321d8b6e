package dev.wingbeat.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.wingbeat.support.Patience;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Two classes whose tests run at the same time, in one run of JUnit: none of them notices the others. */
class ParallelTest {

    private static final int TESTS = 4;

    /** None passes before all have come, and again before all are done. */
    private static final CyclicBarrier ALL = new CyclicBarrier(TESTS);

    private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet();

    @Test
    void classesAndTheirTestsRunAtTheSameTime() {
        var summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(OneTalk.class), selectClass(OtherTalk.class))
                                .configurationParameters(Map.of(
                                        "junit.jupiter.execution.parallel.enabled", "true",
                                        "junit.jupiter.execution.parallel.mode.default", "concurrent",
                                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "8"))
                                .build(),
                        summary);
        var failures = new StringWriter();
        summary.getSummary().printFailuresTo(new PrintWriter(failures));
        assertEquals("", failures.toString().strip());
        assertEquals(TESTS, summary.getSummary().getTestsSucceededCount());
        assertEquals(2, PORTS.size(), PORTS::toString);
    }

    abstract static class Talk {

        private final TestHub hub;
        private TestChannel ann;
        private TestChannel bob;

        Talk(TestHub hub) {
            this.hub = hub;
        }

        @BeforeEach
        void joinAndMeet() throws Exception {
            String topic = hub.topic("room");
            ann = hub.connect(Map.of("name", "ann")).join(topic);
            bob = hub.connect(Map.of("name", "bob")).join(topic);
            PORTS.add(hub.port(0));
            meet();
        }

        @AfterEach
        void meet() throws Exception {
            ALL.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        @Test
        void membersHearNobodyElse() {
            ann.push("shout", Map.of("topic", ann.topic())).assertReply("ok");
            assertEquals(ann.topic(), bob.assertPush("shout").json().getString("topic"));
            bob.refutePush("shout");
        }

        @Test
        void onlyTheTestThatExpectsAnErrorHasOne() {
            hub.expectError(IllegalStateException.class);
            ann.push("fail", Map.of("why", "the test wants it"));
            ann.assertError();
        }
    }

    static final class OneTalk extends Talk {

        @RegisterExtension
        static final TestHub HUB = TestHub.of(KitApp::endpoint).patience(Patience.LIMIT);

        OneTalk() {
            super(HUB);
        }
    }

    static final class OtherTalk extends Talk {

        @RegisterExtension
        static final TestHub HUB = TestHub.of(KitApp::endpoint).patience(Patience.LIMIT);

        OtherTalk() {
            super(HUB);
        }
    }
}
