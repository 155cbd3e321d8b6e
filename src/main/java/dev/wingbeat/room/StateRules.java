package dev.wingbeat.room;

/** What a state asks whoever it belongs to, before it changes. */
interface StateRules {

    /** Allows everything. */
    StateRules NONE = new StateRules() {
        @Override
        public void check() {}

        @Override
        public void claim(String key) {}

        @Override
        public void grow(int bytes) {}
    };

    /** Refuses a caller that is not on the room's thread. */
    void check();

    /**
     * Notes that a key is put at the top.
     *
     * @throws IllegalArgumentException when another part of what players see has the key
     */
    void claim(String key);

    /**
     * Notes that the state grows, or shrinks by fewer than none.
     *
     * @throws IllegalArgumentException when it would be too large
     */
    void grow(int bytes);
}
