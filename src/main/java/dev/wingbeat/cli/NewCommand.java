package dev.wingbeat.cli;

import dev.wingbeat.app.Command;
import dev.wingbeat.app.Wingbeat;
import dev.wingbeat.scaffold.NewProject;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code new}: a project to begin with. */
final class NewCommand implements Command {

    @Override
    public String name() {
        return "new";
    }

    @Override
    public String description() {
        return "Generates a starter project: a chat with its page, its tests and its deployment.";
    }

    @Override
    public CommandSpec spec(CommandSpec command) {
        command.addPositional(Writing.positional(
                "NAME", 0, "Name of the project, and of the folder that is made for it, such as my-app."));
        command.addOption(
                Writing.option("--package", "NAME", "Package of its sources.", "Default: com.example and the name"));
        Writing.addTo(command, "Where the folder is made.");
        return command;
    }

    @Override
    public int run(ParseResult all, ParseResult command, CommandLine terminal) {
        Writing.refuseFlagsOfServe(all, name());
        String name = Writing.word(command, 0, "name", "a name such as my-app");
        var project = NewProject.of(name, command.matchedOptionValue("--package", null), Wingbeat.version());
        Path folder = Writing.folder(command);
        return Writing.run(
                command,
                terminal,
                () -> new Writing.Plan(project.files(), () -> {
                    project.write(folder);
                    print(name, project, terminal.getOut());
                }));
    }

    private static void print(String name, NewProject project, PrintWriter out) {
        out.printf("""
                %s: %d files, a chat on Wingbeat %s. It needs Maven, and JDK 21 or newer.

                  cd %s
                  mvn -q compile exec:exec            runs it: open http://localhost:4000 in two tabs
                  mvn -q verify                       tests it
                  mvn -q compile exec:exec@cluster    runs three nodes on this machine

                README.md has the rest.
                """, name, project.files().size(), Wingbeat.version(), name);
        if (!project.hasClient()) {
            out.println("""
                    Its page lacks phoenix.mjs, since this jar was built without npm: copy it from priv/static of the npm package
                    phoenix to src/main/resources/web.""");
        }
        out.flush();
    }
}
