package dev.wingbeat.app;

import dev.wingbeat.app.ConfigReader.Input;
import dev.wingbeat.app.ConfigReader.Loaded;
import dev.wingbeat.config.ConfigException;
import dev.wingbeat.config.ValueType;
import dev.wingbeat.connection.OriginCheck.Origin;
import dev.wingbeat.doctor.Address;
import dev.wingbeat.doctor.Doctor;
import dev.wingbeat.doctor.Finding;
import dev.wingbeat.doctor.Findings;
import dev.wingbeat.doctor.Machine;
import dev.wingbeat.doctor.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code doctor}: says what is wrong with this machine, these settings and their cluster, and what to do about it.
 *
 * @param declare declares the application, which may refuse the settings
 */
record DoctorCommand(SettingsTable table, Map<String, String> environment, Consumer<Application> declare)
        implements Command {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final String PAGE = "--page";
    private static final String ASK = "--ask";
    private static final String JSON = "--json";
    private static final Set<String> OWN = Set.of(PAGE, ASK, JSON);
    private static final String SETTINGS = "settings";

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String description() {
        return "Says what is wrong with this machine, the settings and the cluster, and what to do about it.";
    }

    @Override
    public CommandSpec spec(CommandSpec bare) {
        table.settings().forEach(setting -> bare.addOption(HubCommand.option(setting)));
        own(
                bare,
                OptionSpec.builder(PAGE)
                        .type(String.class)
                        .paramLabel("ORIGIN")
                        .description("A page that is to connect, such as https://example.com: whether it may."));
        own(
                bare,
                OptionSpec.builder(ASK)
                        .type(String.class)
                        .paramLabel("HOST:PORT,…")
                        .description("Where the nodes answer operators. Default: the management-port of each member"));
        own(bare, Setting.option(ValueType.onOff(), JSON, "Print JSON, for programs."));
        return bare;
    }

    /** Adds an option of this command, in place of a setting of the application that has its name. */
    private static void own(CommandSpec spec, OptionSpec.Builder option) {
        OptionSpec built = option.build();
        OptionSpec taken = spec.findOption(built.longestName());
        if (taken != null) {
            spec.remove(taken);
        }
        spec.addOption(built);
    }

    @Override
    public int run(ParseResult all, ParseResult command, CommandLine terminal) {
        Map<String, String> flags = HubCommand.flags(all, command);
        String page = page(flags.get(PAGE));
        List<Address> asked = asked(flags.get(ASK));
        var report = new Findings(findings(flags, page, asked));
        terminal.getOut().print("on".equals(flags.get(JSON)) ? report.json() : report.text());
        terminal.getOut().flush();
        return report.hasFailures() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private static @Nullable String page(@Nullable String page) {
        if (page != null
                && (Origin.parse(page).host() == null || Origin.parse(page).scheme() == null)) {
            throw new IllegalArgumentException(
                    PAGE + ": " + page + " (expected: an origin such as https://example.com)");
        }
        return page;
    }

    private static List<Address> asked(@Nullable String addresses) {
        try {
            return addresses == null
                    ? List.of()
                    : Stream.of(addresses.split(",")).map(Address::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(ASK + ": " + e.getMessage(), e);
        }
    }

    private List<Finding> findings(Map<String, String> flags, @Nullable String page, List<Address> asked) {
        var findings = new ArrayList<Finding>();
        try {
            var ofSettings = new LinkedHashMap<>(flags);
            ofSettings.keySet().removeAll(OWN);
            Loaded loaded = ConfigReader.read(table, Input.of(ofSettings, environment));
            var unused = Application.of(loaded.config(), declare);
            findings.addAll(settings(loaded));
            WingbeatConfig config = loaded.config();
            var subject = new Subject(config.endpoint(), config.cluster(), config.clustered(), page, asked, LIMIT);
            findings.addAll(Doctor.examine(Machine.here(JvmFlags.missing(JvmFlags.given())), subject));
        } catch (ConfigException e) {
            e.lines().forEach(line -> findings.add(refused(line)));
        } catch (IllegalArgumentException e) { // of the application, which allows less than the settings do
            findings.add(refused(String.valueOf(e.getMessage())));
        }
        return findings;
    }

    private List<Finding> settings(Loaded loaded) {
        List<String> unknown = table.unknown(environment.keySet());
        if (!unknown.isEmpty()) {
            return unknown.stream()
                    .map(line ->
                            new Finding(Finding.Level.WARN, SETTINGS, line, "correct the variable, or do not set it"))
                    .toList();
        }
        String file = loaded.config().file() == null
                ? "no file"
                : String.valueOf(loaded.config().file());
        return List.of(new Finding(
                Finding.Level.OK, SETTINGS, file + ", " + loaded.given().size() + " values given", null));
    }

    private static Finding refused(String line) {
        return Finding.fail(
                SETTINGS,
                line.replaceFirst("^wingbeat: ", ""),
                "correct it; the other checks are made when all settings are right");
    }
}
