package dev.wingbeat.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** Counts what Vert.x and the heap still hold, to tell what something that has ended leaves behind. */
public final class Leftovers {

    private Leftovers() {}

    /** Returns what a Vert.x holds: how many consumers at each address, timers, deployments. */
    public static Map<String, Integer> of(Vertx vertx) {
        var counts = new TreeMap<String, Integer>();
        ((Map<?, ?>) field(vertx.eventBus(), "handlerMap"))
                .forEach((address, handlers) -> counts.put("consumers of " + address, size((Iterable<?>) handlers)));
        counts.put("timers", ((Map<?, ?>) field(vertx, "timeouts")).size());
        counts.put("deployments", vertx.deploymentIDs().size());
        return counts;
    }

    /** Waits until a Vert.x holds no more and no less than before: what has ended may let go a moment later. */
    public static void await(Map<String, Integer> before, Vertx vertx) {
        long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
        var now = of(vertx);
        while (!now.equals(before) && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
            now = of(vertx);
        }
        assertEquals(before, now);
    }

    /** Waits until no more objects of a class can be reached than before; what other tests have left may go meanwhile. */
    public static void awaitReachable(long before, String className) {
        long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
        long now = reachable(className);
        while (now > before && System.nanoTime() - deadline < 0) {
            now = reachable(className);
        }
        assertTrue(now <= before, className + ": " + now + " (expected: at most " + before + ')');
    }

    /** Returns how many objects of a class can be reached, after a full collection. */
    public static long reachable(String className) {
        var line = Pattern.compile(
                        "^ *[0-9]+: +([0-9]+) +[0-9]+ +" + Pattern.quote(className) + "( |$)", Pattern.MULTILINE)
                .matcher(histogram());
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }

    /** Returns what an object keeps in a field that it does not show. */
    public static Object field(Object owner, String name) {
        return field(owner, owner.getClass(), name);
    }

    private static Object field(Object owner, Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (NoSuchFieldException e) {
            if (type.getSuperclass() == null) {
                throw new IllegalArgumentException(owner.getClass() + " has no field " + name, e);
            }
            return field(owner, type.getSuperclass(), name);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int size(Iterable<?> handlers) {
        int size = 0;
        for (Object handler : handlers) {
            size += handler == null ? 0 : 1;
        }
        return size;
    }

    private static String histogram() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
