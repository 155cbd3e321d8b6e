package dev.wingbeat.doctor;

import dev.wingbeat.management.SecretProof;
import dev.wingbeat.token.PhoenixToken;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the running nodes whether they see each other, what time it is, and which secret they have. */
final class NodeChecks {

    private static final String NODES = "nodes";
    private static final String CLOCKS = "clocks";
    private static final String SECRETS = "secrets";
    private static final Duration MAX_OFF = Duration.ofSeconds(1);

    private final Subject subject;
    private final Set<Address> asked;
    private final List<NodeAnswer> answers;

    private NodeChecks(Subject subject, Set<Address> asked, List<NodeAnswer> answers) {
        this.subject = subject;
        this.asked = asked;
        this.answers = answers;
    }

    /** Asks those that are named, or the management port of each member, or that of this machine. */
    static NodeChecks ask(Subject subject, List<Address> members) {
        var asked = new LinkedHashSet<>(subject.asked());
        Integer port = subject.endpoint().managementPort();
        if (asked.isEmpty() && port != null && port > 0) {
            members.forEach(member -> asked.add(new Address(member.host(), port)));
            if (members.isEmpty()) {
                asked.add(own(subject, port));
            }
        }
        return new NodeChecks(subject, asked, answersOf(List.copyOf(asked), subject.limit()));
    }

    /** Asks who listens on the management port of this machine; null when no hub does. */
    static @Nullable NodeAnswer here(Subject subject) {
        Integer port = subject.endpoint().managementPort();
        List<NodeAnswer> answers =
                port == null || port == 0 ? List.of() : answersOf(List.of(own(subject, port)), subject.limit());
        return answers.isEmpty() ? null : answers.getFirst();
    }

    private static Address own(Subject subject, int port) {
        String host = subject.managementHost();
        return new Address(host.equals("::") || host.equals("0.0.0.0") ? "localhost" : host, port);
    }

    private static List<NodeAnswer> answersOf(List<Address> asked, Duration limit) {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(limit)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
        return Waiting.all(asked, limit, List.<NodeAnswer>of(), address -> NodeAnswer.ask(http, address, limit))
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    List<Finding> check() {
        var findings = new ArrayList<Finding>();
        findings.add(secret());
        if (!asked.isEmpty() && (subject.clustered() || !subject.asked().isEmpty() || !answers.isEmpty())) {
            findings.add(seeEachOther());
        }
        if (!answers.isEmpty()) {
            findings.add(clocks());
        }
        return findings;
    }

    private Finding seeEachOther() {
        int names = Math.toIntExact(
                answers.stream().map(NodeAnswer::node).distinct().count());
        String answered = answers.size() + " of " + asked.size() + " answer operators";
        if (answers.isEmpty()) {
            return Finding.warn(
                    NODES,
                    "no node answers at " + list(asked),
                    "all is well before the first start; else open the management port to this machine, or name where it"
                            + " is: --ask HOST:PORT,…");
        }
        List<String> apart = names(node -> node.members() < names);
        if (!apart.isEmpty()) {
            return Finding.fail(
                    NODES,
                    answered + ", and these see fewer: " + list(apart) + " (expected: " + names + " see each other)",
                    "give all nodes the same cluster-name and secret-key-base, and let them reach each other's cluster-port"
                            + " and cluster-bus-port");
        }
        List<NodeAnswer> unready =
                answers.stream().filter(node -> node.notReady() != null).toList();
        if (!unready.isEmpty()) {
            NodeAnswer first = unready.getFirst();
            return Finding.fail(
                    NODES,
                    answered + ", " + unready.size() + " not ready: " + first.node() + ": " + first.notReady(),
                    "operations.md says what each reason means; its log says more");
        }
        int members = answers.getFirst().members();
        return answers.size() < asked.size()
                ? Finding.warn(
                        NODES,
                        answered + ", which see " + members + " nodes",
                        "start the others, or open their management ports to this machine")
                : Finding.ok(NODES, answered + ", are ready, and see " + members + " nodes");
    }

    private Finding clocks() {
        List<String> off = names(node -> node.clockOff().compareTo(MAX_OFF) > 0);
        return off.isEmpty()
                ? Finding.ok(CLOCKS, "none of " + answers.size() + " is more than 1 s off this machine's")
                : Finding.warn(
                        CLOCKS,
                        "off this machine's by more than 1 s: " + list(off),
                        "run an NTP client on all machines: tokens and revocations end by the clock");
    }

    private Finding secret() {
        if (subject.endpoint().hasMadeUpSecret()) {
            return subject.clustered()
                    ? Finding.fail(
                            SECRETS,
                            "secret-key-base is not set, so each node makes one up and refuses the tokens of the others",
                            "openssl rand -base64 48, the same on all nodes: WINGBEAT_SECRET_KEY_BASE")
                    : Finding.ok(SECRETS, "secret-key-base is not set: tokens end with each run");
        }
        String secret = subject.endpoint().secretKeyBase();
        PhoenixToken tokens = SecretProof.tokens(secret);
        List<String> others = names(node -> !node.knows(tokens));
        if (!others.isEmpty()) {
            return Finding.fail(
                    SECRETS,
                    "secret-key-base differs from that of " + list(others),
                    "set the same WINGBEAT_SECRET_KEY_BASE everywhere; to change it, stop all nodes");
        }
        if (isWeak(secret)) {
            return Finding.warn(
                    SECRETS,
                    "secret-key-base can be guessed: " + secret.length() + " characters, "
                            + secret.chars().distinct().count() + " different ones (expected: 32 random ones, or more)",
                    "openssl rand -base64 48");
        }
        long told = answers.stream().filter(node -> node.proof() != null).count();
        return Finding.ok(SECRETS, "secret-key-base is set" + (told == 0 ? "" : ", the same as on " + told + " nodes"));
    }

    /** Returns whether it is short, or one that somebody has typed for development. */
    private static boolean isWeak(String secret) {
        return secret.length() < 32 || secret.chars().distinct().count() < 12;
    }

    private List<String> names(Predicate<NodeAnswer> which) {
        return answers.stream().filter(which).map(NodeAnswer::node).toList();
    }

    private static String list(Iterable<?> all) {
        var texts = new ArrayList<String>();
        all.forEach(one -> texts.add(String.valueOf(one)));
        return texts.stream().sorted().collect(Collectors.joining(", "));
    }
}
