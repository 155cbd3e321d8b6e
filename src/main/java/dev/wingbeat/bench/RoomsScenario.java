package dev.wingbeat.bench;

import dev.wingbeat.load.ClientProfile;
import dev.wingbeat.load.LoadClient;
import dev.wingbeat.load.Pacer;
import dev.wingbeat.load.Tally;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Many small groups, each member of which tells the others something at a fixed rate: an open loop. */
record RoomsScenario(LoadRun run) implements ScenarioRun {

    @Override
    public Outcome run(LoadRun run) throws InterruptedException {
        BenchConfig.Shape shape = run.config().shape();
        MemberClients members = members(run, (loop, stamp, now) -> {});
        run.openAndSettle(members.clients());
        var pacers = new ArrayList<Pacer>();
        var measured = run.measure(() -> pacers.addAll(begin(run, members)));
        pacers.forEach(Pacer::stop);
        run.drain(() -> run.sum(loop -> loop.tally.get(Tally.Count.SENT)) * shape.members());
        members.countLost(run);
        double deliveries = run.sum(loop -> loop.tally.get(Tally.Count.RECEIVED_IN_WINDOW));
        String title = "%,d rooms of %d, each member %s messages/s of %d bytes"
                .formatted(shape.rooms(), shape.members(), Report.plain(shape.rate()), shape.payload());
        return new Outcome(
                title,
                "delivery",
                deliveries,
                measured.begin(),
                measured.end(),
                List.of(Tally.Span.DELIVERY, Tally.Span.SEND_LAG),
                new JsonObject());
    }

    /** Makes the members of all rooms. */
    static MemberClients members(LoadRun run, MemberRole.Arrival arrival) {
        BenchConfig.Shape shape = run.config().shape();
        var members = new MemberClients();
        for (int room = 0; room < shape.rooms(); room++) {
            var topic = new Topic(run.profile.topicName(room), shape.members());
            for (int i = 0; i < shape.members(); i++) {
                int index = room * shape.members() + i;
                var role = new MemberRole(topic, i, run.profile.event(), arrival);
                var place = new ClientProfile.Place(index, run.profile.site(index), room, 1);
                members.add(new LoadClient(run.profile, run.loop(index), role, place), role);
            }
        }
        return members;
    }

    /** Makes them talk, from now on until the pacers are stopped. */
    static List<Pacer> begin(LoadRun run, MemberClients members) {
        return Turns.begin(
                run,
                loop -> members.of(loop).stream()
                        .map(member -> (Turns.Turn) member::publish)
                        .toList());
    }
}
