package dev.wingbeat.bench;

/** Hears how far a load test is. Called by the thread that runs it. Internal seam. */
public interface Progress {

    /** Hears nothing. */
    Progress NONE = new Progress() {
        @Override
        public void begin(String phase, long goal, String unit) {}

        @Override
        public void reached(long step) {}
    };

    /** A phase begins, which will end at a goal. */
    void begin(String phase, long goal, String unit);

    /** Shows how much of the goal is reached. */
    void reached(long step);
}
