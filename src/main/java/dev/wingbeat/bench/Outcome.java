package dev.wingbeat.bench;

import dev.wingbeat.load.Tally;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The result of a scenario, beside the counts of the loops.
 *
 * @param title what was done, for people
 * @param operation what processor time is counted for, such as {@code delivery}
 * @param operations how many of them there were between the readings
 * @param begin the meters when measuring began
 * @param end the meters when it ended
 * @param spans what took time, in the order of interest
 * @param figures more that was found, by name
 */
record Outcome(
        String title,
        String operation,
        double operations,
        MeterReading begin,
        MeterReading end,
        List<Tally.Span> spans,
        JsonObject figures) {}
