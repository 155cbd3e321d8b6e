package dev.wingbeat.app;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A command beside those that every application has. Internal seam. */
public interface Command {

    /** Returns the word that calls it. */
    String name();

    /** Returns its description, for the help. */
    String description();

    /** Adds the parameters of the command, when it has any. */
    CommandSpec spec(CommandSpec bare);

    /**
     * Runs it. Returns the exit status.
     *
     * @param all the whole command line, with what stands before the command's name
     * @throws IllegalArgumentException for an argument that makes no sense
     */
    int run(ParseResult all, ParseResult command, CommandLine terminal);
}
