package dev.wingbeat.app;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.LimitRules;
import dev.wingbeat.app.ConfigReader.Input;
import dev.wingbeat.app.ConfigReader.Loaded;
import dev.wingbeat.config.ConfigException;
import dev.wingbeat.config.LiveConfig;
import dev.wingbeat.config.Node;
import dev.wingbeat.config.Place;
import dev.wingbeat.config.Problems;
import dev.wingbeat.config.Reading;
import dev.wingbeat.config.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The configuration of the application that is served. Thread-safe: one reads it again at a time. */
final class ServedConfig implements LiveConfig {

    private static final System.Logger LOGGER = System.getLogger(ServedConfig.class.getName());

    private final SettingsTable table;
    private final Input input;
    private final Application application;

    /** Guards what follows. */
    private final ReentrantLock lock = new ReentrantLock();

    /** The values that count, by name. */
    private final Map<String, Object> contents;

    private final Map<String, Node> given;

    /** The contents read last, or why they could not be. */
    private Object seen;

    private volatile WingbeatConfig current;
    private volatile List<Shown> shown;

    ServedConfig(Loaded loaded, Application application) {
        this.table = loaded.table();
        this.input = loaded.input();
        this.application = application;
        this.current = application.config();
        this.contents = new HashMap<>(loaded.contents());
        this.given = new LinkedHashMap<>(loaded.given());
        this.seen = loaded.contents();
        this.shown = table.shown(given);
        application.builtEndpoint().readAgainBy(this);
    }

    /** Returns the configuration that counts; it does not change any more. */
    WingbeatConfig current() {
        return current;
    }

    @Override
    public List<Shown> values() {
        return shown;
    }

    @Override
    public Reloaded reload() {
        lock.lock();
        try {
            Loaded next = ConfigReader.read(table, input);
            seen = next.contents();
            return apply(next);
        } catch (ConfigException e) {
            seen = e.lines();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void logAt(System.Logger.@Nullable Level level) {
        Serve.logAt(level == null ? current.logLevel() : level);
    }

    /** Reads it again, and logs what has come of it. */
    void reloadAndTell() {
        try {
            tell(reload());
        } catch (ConfigException e) {
            e.lines().forEach(line -> LOGGER.log(ERROR, "configuration not changed: {0}", line));
        }
    }

    /** Does the same when something differs from what was read last, unless somebody reads it just now. */
    void look() {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (!seen.equals(read())) {
                reloadAndTell();
            }
        } finally {
            lock.unlock();
        }
    }

    private Object read() {
        try {
            return ConfigReader.read(table, input).contents();
        } catch (ConfigException e) {
            return e.lines();
        }
    }

    private static void tell(Reloaded reloaded) {
        LOGGER.log(
                INFO,
                "configuration read again: {0}",
                reloaded.applied().isEmpty() ? "nothing to apply" : "applied " + String.join(", ", reloaded.applied()));
        if (!reloaded.restartNeeded().isEmpty()) {
            LOGGER.log(WARNING, "restart needed for {0}", String.join(", ", reloaded.restartNeeded()));
        }
    }

    private Reloaded apply(Loaded next) {
        try {
            return applied(next);
        } catch (ConfigException e) {
            throw e;
        } catch (IllegalArgumentException e) { // of a section that contradicts what the application's code says
            var problems = new Problems();
            problems.add(String.valueOf(e.getMessage()));
            problems.throwIfAny();
            throw e;
        }
    }

    private Reloaded applied(Loaded next) {
        var applied = new ArrayList<String>();
        var restartNeeded = new ArrayList<String>();
        WingbeatConfig draft = current.copy();
        for (Setting<?> setting : table.settings()) {
            if (differs(setting.name(), next)) {
                (setting.live() ? applied : restartNeeded).add(setting.name());
                change(setting, next, draft);
            }
        }
        for (Section<?> section : table.sections()) {
            if (!differs(section.name(), next)) {
                continue;
            }
            if (section.live() && !section.exceptions().test(current, next.config())) {
                applied.add(section.name());
                change(section, next, draft);
            } else {
                restartNeeded.add(section.name());
            }
        }
        if (!applied.isEmpty()) {
            takeOver(draft, applied);
            applied.forEach(name -> remember(name, next));
            shown = table.shown(given);
        }
        return new Reloaded(applied, restartNeeded);
    }

    private boolean differs(String name, Loaded next) {
        return !Objects.equals(contents.get(name), next.contents().get(name));
    }

    private void remember(String name, Loaded next) {
        Node node = next.given().get(name);
        Object content = next.contents().get(name);
        if (node == null || content == null) {
            contents.remove(name);
            given.remove(name);
        } else {
            contents.put(name, content);
            given.put(name, node);
        }
    }

    private static <T> void change(Setting<T> setting, Loaded next, WingbeatConfig draft) {
        if (setting.live()) {
            var preset = new Node.Text(Place.of("default"), setting.preset());
            Node node = next.given().getOrDefault(setting.name(), preset);
            setting.change().accept(draft, valid(setting.key().shape(), node));
        }
    }

    private static <T> void change(Section<T> section, Loaded next, WingbeatConfig draft) {
        var nothing = Node.Text.nothing(Place.of("without " + section.name()));
        Node node = next.given().getOrDefault(section.name(), nothing);
        section.change().accept(draft, valid(section.shape(), node));
    }

    /** Reads what has been read once before, with the whole configuration; a file of a secret may have changed since then. */
    private static <T> T valid(Shape<T> shape, Node node) {
        var problems = new Problems();
        T value = shape.read(node, Reading.top(problems));
        problems.throwIfAny();
        return Objects.requireNonNull(value);
    }

    /** Checks the rest, then lets it count: behind the endpoint, which is the last to check, nothing fails. */
    private void takeOver(WingbeatConfig draft, List<String> applied) {
        var problems = new Problems();
        try {
            requirePortOfKeys(draft);
            LimitRules.ofFlags(draft.endpoint()).check(draft.socket());
            Duration drainTimeout =
                    applied.contains("drain-timeout") ? draft.socket().drainer().timeout() : null;
            application.builtEndpoint().reload(draft.endpoint(), drainTimeout);
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        problems.throwIfAny();
        current = draft;
        for (Consumer<WingbeatConfig> change : application.reloaders()) {
            handOut(draft, change);
        }
    }

    /** A port is opened at the start only. */
    private void requirePortOfKeys(WingbeatConfig draft) {
        if (current.endpoint().managementPort() == null && draft.endpoint().managementPort() != null) {
            throw new IllegalArgumentException(
                    "api.keys: the first ones, and no management port is open (expected: a restart)");
        }
    }

    private static void handOut(WingbeatConfig draft, Consumer<WingbeatConfig> change) {
        try {
            change.accept(draft);
        } catch (RuntimeException e) {
            LOGGER.log(ERROR, "onReload has failed; the configuration counts all the same", e);
        }
    }
}
