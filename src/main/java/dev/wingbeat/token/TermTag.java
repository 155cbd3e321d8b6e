package dev.wingbeat.token;

/** The tags of Erlang's external term format that data can be made of. */
final class TermTag {

    static final int VERSION = 131;
    static final int COMPRESSED = 80;

    static final int SMALL_INTEGER = 97;
    static final int INTEGER = 98;
    static final int SMALL_BIG = 110;
    static final int LARGE_BIG = 111;
    static final int FLOAT = 70;
    static final int BINARY = 109;
    static final int EMPTY_LIST = 106;
    static final int CHARLIST = 107;
    static final int LIST = 108;
    static final int SMALL_TUPLE = 104;
    static final int LARGE_TUPLE = 105;
    static final int MAP = 116;
    static final int ATOM_UTF8 = 118;
    static final int SMALL_ATOM_UTF8 = 119;
    static final int ATOM_LATIN1 = 100;
    static final int SMALL_ATOM_LATIN1 = 115;

    private TermTag() {}
}
