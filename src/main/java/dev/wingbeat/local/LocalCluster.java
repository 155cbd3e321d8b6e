package dev.wingbeat.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Several nodes on this machine, and the terminal that commands them. One thread does everything to the nodes; the caller's
 * reads what is typed. Internal seam.
 */
public final class LocalCluster {

    private static final Duration STATUS_INTERVAL = Duration.ofSeconds(3);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final LocalClusterConfig config;
    private final MergedLog log;
    private final StatusPoll poll;
    private final List<LocalNode> nodes;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "cluster"));
    private Map<Integer, String> printed = Map.of();
    private boolean ending;

    private LocalCluster(LocalClusterConfig config, MergedLog log) {
        this.config = config;
        this.log = log;
        this.poll = new StatusPoll(config);
        this.nodes = IntStream.rangeClosed(1, config.nodes())
                .mapToObj(number -> new LocalNode(number, config, log, this::ended))
                .toList();
    }

    /**
     * Starts the nodes and does what is typed until that is {@code quit}; when the input ends before, until the process is
     * told to end. Whatever ends it, no node stays behind. Returns the exit status.
     *
     * @param coloured whether the names of the nodes have colours
     */
    public static int run(LocalClusterConfig config, BufferedReader in, PrintWriter out, boolean coloured)
            throws IOException, InterruptedException {
        var cluster = new LocalCluster(config, new MergedLog(out, coloured));
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::end, "end"));
        cluster.thread.execute(cluster::begin);
        cluster.obey(in);
        cluster.end();
        return 0;
    }

    private void obey(BufferedReader in) throws IOException, InterruptedException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                Order order = Order.parse(line, config.nodes());
                if (order instanceof Order.Quit) {
                    return;
                }
                thread.execute(() -> obey(order));
            } catch (IllegalArgumentException e) {
                log.own(String.valueOf(e.getMessage()));
            } catch (RejectedExecutionException e) {
                return; // ending already, by a signal
            }
        }
        new CountDownLatch(1).await(); // nobody can type any more: a signal ends it
    }

    private void begin() {
        log.own(config.nodes() + " nodes at "
                + IntStream.rangeClosed(1, config.nodes()).mapToObj(config::url).toList()
                + "; type help for what can be done to them");
        String console = config.consoleUrl();
        if (console != null) {
            log.own("console at " + console);
        }
        nodes.forEach(node -> act(node, Order.Deed.START));
        long interval = STATUS_INTERVAL.toMillis();
        var unused = thread.scheduleWithFixedDelay(this::printNews, interval, interval, TimeUnit.MILLISECONDS);
    }

    private void obey(Order order) {
        switch (order) {
            case Order.Act(Order.Deed deed, int number) -> act(nodes.get(number - 1), deed);
            case Order.Status status -> print(poll.lines(nodes));
            case Order.Help help -> log.own(Order.help());
            case Order.Nothing nothing -> {}
            case Order.Quit quit -> {} // seen where lines are read
        }
    }

    private void act(LocalNode node, Order.Deed deed) {
        String name = deed.verb() + " " + node.number();
        try {
            printed = Map.of(); // whatever comes of it is news
            String problem = ending ? "all nodes are ending" : node.act(deed);
            if (problem != null) {
                log.own(name + ": " + problem);
            }
        } catch (RuntimeException e) {
            log.own(name + ": " + e.getMessage());
        }
    }

    /** Prints the status when it is another one than that printed last. */
    private void printNews() {
        try {
            Map<Integer, String> lines = poll.lines(nodes);
            if (!lines.equals(printed) && !ending) {
                print(lines);
            }
        } catch (RuntimeException e) {
            log.own("no status: " + e.getMessage()); // the next one is asked for all the same
        }
    }

    private void print(Map<Integer, String> lines) {
        lines.forEach(log::node);
        printed = lines;
    }

    private void ended(LocalNode node) {
        try {
            thread.execute(() -> {
                Integer status = node.exitStatus();
                if (status != null) {
                    log.own(MergedLog.name(node.number()) + " has ended with status " + status);
                }
            });
        } catch (RejectedExecutionException e) {
            // said when all nodes were ended
        }
    }

    /** Ends all nodes and the thread; does nothing the second time. Called when the JVM ends, too. */
    private void end() {
        try {
            thread.submit(this::endNodes).get(END_LIMIT.plusSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return; // has ended
        } catch (ExecutionException | TimeoutException e) {
            log.own("not all nodes could be ended: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdown();
    }

    private void endNodes() {
        if (ending) {
            return;
        }
        ending = true;
        log.own("ending all nodes");
        var all = CompletableFuture.allOf(nodes.stream().map(LocalNode::end).toArray(CompletableFuture[]::new));
        try {
            all.get(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.own("killing those that take too long");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        nodes.forEach(LocalNode::kill);
        log.own("all nodes have ended");
    }
}
