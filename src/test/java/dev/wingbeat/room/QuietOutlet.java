package dev.wingbeat.room;

/** Does nothing with what a room tells it. */
public class QuietOutlet implements RoomOutlet {

    @Override
    public void send(String node, RoomOutput output) {}

    @Override
    public void changed(Summary summary) {}

    @Override
    public void snapshot(RoomSnapshot snapshot) {}

    @Override
    public boolean crashed() {
        return false;
    }

    @Override
    public void steppedDown() {}

    @Override
    public void ended(Room.DisposeReason reason) {}
}
