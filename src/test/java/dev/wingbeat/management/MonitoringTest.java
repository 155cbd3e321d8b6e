package dev.wingbeat.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.jwt.Jwt;
import dev.wingbeat.jwt.JwtSocket;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.support.Scrape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard, the alert rules and the runbook, against what a node tells. */
class MonitoringTest {

    private static final Path DOCS = Path.of("src", "docs");
    private static final Path MONITORING = DOCS.resolve("monitoring");
    private static final Pattern NAME = Pattern.compile("\\b(?:wingbeat|jvm|process)_[a-z_]+");
    private static final Pattern GROUPED = Pattern.compile("\\b(?:by|without) \\(([a-z, ]+)\\)");
    private static final Pattern LABEL = Pattern.compile("\\{\\{ ?(?:\\$labels\\.)?([a-z]+) ?\\}\\}");

    /** Labels that the scraper adds. */
    private static final Set<String> OF_THE_SCRAPER = Set.of("instance", "job");

    @RegisterExtension
    static final TestServer SERVER = TestServer.of((fixture, config) -> Endpoint.builder()
            .socket(
                    "/socket",
                    UserSocket.acceptingAll(),
                    routes -> routes.channel("room:*", () -> (topic, payload, socket) -> JoinResult.ok()))
            .socket(
                    "/tokens",
                    JwtSocket.of(Jwt.of(options -> options.jwks("issuer", "https://auth.example.com/jwks")
                            .audience("hub"))),
                    routes -> {})
            .rooms("match", IdleRoom::new, unchanged -> {})
            .presence(Presence.create("monitoring"))
            .options(options -> options.from(config).managementPort(0))
            .build());

    private static List<JsonNode> rules() throws IOException {
        var rules = new ArrayList<JsonNode>();
        var file = new ObjectMapper(new YAMLFactory()).readTree(Files.readString(MONITORING.resolve("alerts.yaml")));
        file.path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        assertTrue(rules.size() >= 8, rules::toString);
        return rules;
    }

    /** Returns the queries of the dashboard, each with the text that labels its lines. */
    private static List<JsonNode> targets() throws IOException {
        var targets = new ArrayList<JsonNode>();
        var dashboard = new ObjectMapper().readTree(Files.readString(MONITORING.resolve("dashboard.json")));
        dashboard.path("panels").forEach(panel -> panel.path("targets").forEach(targets::add));
        assertTrue(targets.size() >= 20, targets::toString);
        return targets;
    }

    private static List<String> queries() throws IOException {
        var queries = new ArrayList<String>();
        rules().forEach(rule -> queries.add(rule.path("expr").asText()));
        targets().forEach(target -> queries.add(target.path("expr").asText()));
        return queries;
    }

    @Test
    void everyQueryIsAboutMetricsThatANodeTells() throws IOException {
        Set<String> told = Scrape.of(SERVER.endpoint().managementPort()).names();
        var unknown = new TreeSet<String>();
        for (String query : queries()) {
            Set<String> named =
                    NAME.matcher(query).results().map(found -> found.group()).collect(Collectors.toSet());
            assertTrue(!named.isEmpty(), query);
            named.stream().filter(name -> !told.contains(name)).forEach(unknown::add);
        }
        assertEquals(Set.of(), unknown);
    }

    @Test
    void everyLabelIsOneThatSomeMetricHas() throws IOException {
        var known = new TreeSet<>(OF_THE_SCRAPER);
        Pattern.compile("[{,]([a-z]+)=\"")
                .matcher(Scrape.of(SERVER.endpoint().managementPort())
                        .series()
                        .keySet()
                        .toString())
                .results()
                .forEach(label -> known.add(label.group(1)));
        var named = new TreeSet<String>();
        for (String query : queries()) {
            GROUPED.matcher(query)
                    .results()
                    .forEach(found -> named.addAll(List.of(found.group(1).split(", "))));
        }
        for (JsonNode target : targets()) {
            LABEL.matcher(target.path("legendFormat").asText()).results().forEach(found -> named.add(found.group(1)));
        }
        for (JsonNode rule : rules()) {
            LABEL.matcher(rule.path("annotations").path("summary").asText())
                    .results()
                    .forEach(found -> named.add(found.group(1)));
        }
        assertTrue(named.size() > 8, named::toString);
        named.removeAll(known);
        assertEquals(Set.of(), named);
    }

    @Test
    void everyAlertHasARowThatSaysWhatToDo() throws IOException {
        List<String> alerts =
                rules().stream().map(rule -> rule.path("alert").asText()).toList();
        List<String> rows = Files.readAllLines(DOCS.resolve("operations.md")).stream()
                .filter(line -> line.startsWith("| `Wingbeat"))
                .map(line -> line.split("`", -1)[1])
                .toList();
        assertEquals(alerts, rows);
        for (JsonNode rule : rules()) {
            String runbook = rule.path("annotations").path("runbook").asText();
            assertEquals("operations.md, alerts: " + rule.path("alert").asText(), runbook);
            assertTrue(Set.of("warning", "critical")
                    .contains(rule.path("labels").path("severity").asText()));
        }
    }
}
