package dev.wingbeat.image;

import dev.wingbeat.support.process.JavaCommand;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs the container image under load and keeps what its JVM learns, for the next build of the image:
 * {@code exec:exec@train}. Maven starts this file as it is, uncompiled, so it is alone.
 */
final class Training {

    /** Played at the same time, as clients would; long enough to reach the compilers, short enough to wait for. */
    private static final List<String> SCENARIOS = List.of(
            "churn --rate=500 --connections=300 --warmup=0s --duration=3s",
            "fanout --rate=100 --connections=300 --warmup=0s --duration=3s",
            "presence --connections=100",
            "rooms --rooms=50 --warmup=0s --duration=3s");

    private static final int LONG_POLLS = 100;

    /** A node that knows nobody, on ports nobody uses. */
    private static final String NODE = "serve --port=0 --management-port=0 --cluster --cluster-bus-port=0"
            + " --cluster-host=127.0.0.1 --cluster-members=127.0.0.1 --cluster-name=training-"
            + ProcessHandle.current().pid();

    /** Where the image has the cache. */
    private static final String CACHE = "/app/wingbeat.aot";

    private static final int FIRST_JAVA = 25;
    private static final Pattern VERSION = Pattern.compile("\\S+ (\\d+).*\\R(.*)\\R[\\s\\S]*");
    private static final Pattern ADDRESS = Pattern.compile("http://\\S+:(\\d+)/.*");
    private static final long END_SECONDS = 120;

    private final Path work;
    private final Path root;
    private final JsonObject config;
    private final Path java;

    private Training(Path work, Path root, JsonObject config) throws IOException {
        this.work = work;
        this.root = root;
        this.config = config;
        java = findJava();
    }

    /** Takes the image's archive, the folder that becomes the image's root, and one to work in. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var begin = Instant.now();
        var extra = Path.of(arguments[1]).toAbsolutePath();
        Training training = unpack(Path.of(arguments[0]), Path.of(arguments[2]).toAbsolutePath());
        String version = training.version();
        if (version.isEmpty()) {
            return;
        }
        Path learned = training.work.resolve("learned.aot");
        training.record(learned);
        training.requireAccepted(learned);
        Path cache = Files.move(learned, extra.resolve(CACHE.substring(1)), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(extra.resolve("app/jvm.args"), " -XX:AOTCache=" + CACHE + "\n", StandardOpenOption.APPEND);
        System.err.printf(
                "%s: %d MB, after %d s with %s%n",
                CACHE,
                Files.size(cache) >> 20,
                Duration.between(begin, Instant.now()).toSeconds(),
                version);
    }

    /** Lays the layers over each other. What an upper one deletes of a lower one stays: nothing we need is deleted. */
    private static Training unpack(Path archive, Path work) throws IOException, InterruptedException {
        deleteAll(work);
        Path root = Files.createDirectories(work.resolve("root"));
        tar(archive, work);
        var manifest = new JsonArray(Files.readString(work.resolve("manifest.json"))).getJsonObject(0);
        for (Object layer : manifest.getJsonArray("Layers")) {
            tar(work.resolve((String) layer), root);
        }
        var image = new JsonObject(Files.readString(work.resolve(manifest.getString("Config"))));
        return new Training(work, root, image.getJsonObject("config"));
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void tar(Path archive, Path folder) throws IOException, InterruptedException {
        var tar = new ProcessBuilder("tar", "-xf", archive.toString(), "-C", folder.toString(), "--exclude=dev/*")
                .redirectErrorStream(true)
                .start();
        String said = output(tar);
        require(tar.waitFor() == 0, archive + ": " + said);
    }

    /** Finds the java of the image's PATH, else the one that runs this: an image on {@code scratch} is given one later. */
    private Path findJava() throws IOException {
        for (String folder : environment("PATH").split(":", -1)) {
            Path file = root.resolve(folder.replaceFirst("^/", "")).resolve("java");
            if (Files.isExecutable(file) && file.toRealPath().startsWith(root.toRealPath())) {
                return file;
            }
        }
        System.err.println(
                "WARNING: no java in the image's PATH: only the one of this machine will take its AOT cache.");
        return Path.of(JavaCommand.tool("java"));
    }

    private String environment(String name) {
        return config.getJsonArray("Env", new JsonArray()).stream()
                .map(String.class::cast)
                .filter(variable -> variable.startsWith(name + "="))
                .map(variable -> variable.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    /** Returns what the image's java says it is; nothing, after a warning, when it cannot be trained. */
    private String version() throws IOException, InterruptedException {
        String said;
        try {
            said = output(new ProcessBuilder(java.toString(), "--version")
                    .redirectErrorStream(true)
                    .start());
        } catch (IOException e) {
            said = e.getMessage();
        }
        Matcher version = VERSION.matcher(said);
        if (version.matches() && Integer.parseInt(version.group(1)) >= FIRST_JAVA) {
            return version.group(2);
        }
        System.err.println(
                "WARNING: the image has no AOT cache and starts cold. Its java, run on this machine: " + said.strip()
                        + " (expected: " + FIRST_JAVA + " or newer, for " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch") + ")");
        return "";
    }

    private void record(Path cache) throws IOException, InterruptedException {
        // Above 32 GiB of heap pointers are wide, and the cache would fit no smaller pod: as if the machine were small.
        var hub = start(root, List.of("-XX:AOTCacheOutput=" + cache, "-XX:MaxRAM=1g"), NODE);
        try (BufferedReader lines = hub.inputReader()) {
            int port = port(lines);
            play(port);
            poll(port);
            // By the handle: the process itself would close its streams too.
            hub.toHandle().destroy();
            String said = String.join("\n", lines.lines().toList());
            require(hub.waitFor(END_SECONDS, TimeUnit.SECONDS) && Files.exists(cache), "no cache, but: " + said);
        } finally {
            hub.destroyForcibly();
        }
    }

    private static int port(BufferedReader lines) throws IOException {
        var read = new ArrayList<String>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher address = ADDRESS.matcher(line.strip());
            if (address.matches()) {
                return Integer.parseInt(address.group(1));
            }
            read.add(line);
        }
        throw new IllegalStateException("no address, but: " + String.join("\n", read));
    }

    private void play(int port) throws IOException, InterruptedException {
        var loads = new ArrayList<Process>();
        for (String scenario : SCENARIOS) {
            String load = "bench " + scenario + " --url=ws://127.0.0.1:" + port + "/socket";
            loads.add(start(root, List.of("-XX:TieredStopAtLevel=1"), load));
        }
        for (Process load : loads) {
            String said = output(load);
            require(load.waitFor() == 0, said);
        }
    }

    /** Joins by long-poll, as often as it takes to be noticed. */
    private static void poll(int port) throws IOException, InterruptedException {
        String address = "http://127.0.0.1:" + port + "/socket/longpoll?vsn=2.0.0";
        try (var client = HttpClient.newHttpClient()) {
            for (int round = 0; round < LONG_POLLS; round++) {
                var session = new JsonObject(get(client, address)).getString("token");
                var own = address + "&token=" + session;
                var join = "[\"1\",\"1\",\"room:training\",\"phx_join\",{}]";
                var post = HttpRequest.newBuilder(URI.create(own)).POST(BodyPublishers.ofString(join));
                client.send(post.build(), BodyHandlers.ofString());
                String polled = get(client, own);
                require(polled.contains("phx_reply"), polled);
            }
        }
    }

    private static String get(HttpClient client, String address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body();
    }

    /** With AOTMode=on a JVM does not start without its cache; from here the jars have other paths, as in the image. */
    private void requireAccepted(Path cache) throws IOException, InterruptedException {
        var start = start(work, List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on"), "--version");
        String said = output(start);
        require(start.waitFor() == 0, said);
    }

    /** Starts what the image starts, with the image's environment; paths count from a folder, not from the root. */
    private Process start(Path folder, List<String> options, String arguments) throws IOException {
        String app = folder.relativize(root.resolve("app")) + "/";
        var command = new ArrayList<String>();
        command.add(java.toString());
        command.addAll(options);
        command.add("-Dwingbeat.stopWithParent=true");
        List<String> entrypoint = config.getJsonArray("Entrypoint").stream()
                .map(String.class::cast)
                .toList();
        for (String word : entrypoint.subList(1, entrypoint.size())) {
            command.add(
                    word.startsWith("@/app/") ? "@" + relative(word.substring(1), app) : word.replace("/app/", app));
        }
        command.addAll(List.of(arguments.split(" ")));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        for (Object variable : config.getJsonArray("Env", new JsonArray())) {
            String[] pair = ((String) variable).split("=", 2);
            builder.environment().put(pair[0], pair[1]);
        }
        return builder.start();
    }

    /** Copies an argument file of the image, with relative paths: once, since a JVM that starts may be reading it. */
    private Path relative(String file, String app) throws IOException {
        Path copy = Files.createDirectories(work.resolve("from-" + app))
                .resolve(Path.of(file).getFileName());
        if (Files.notExists(copy)) {
            String text = Files.readString(root.resolve(file.substring(1)));
            Files.writeString(copy, text.replace("/app/", app));
        }
        return copy;
    }

    private static String output(Process process) throws IOException {
        try (BufferedReader lines = process.inputReader()) {
            return String.join("\n", lines.lines().toList()) + "\n";
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
