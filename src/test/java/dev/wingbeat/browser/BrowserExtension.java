package dev.wingbeat.browser;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands out the one browser of a test run, takes its windows back after each test, and closes it at the end of the run. */
final class BrowserExtension implements ExecutionCondition, AfterEachCallback, AfterAllCallback, ParameterResolver {

    private static final Logger LOGGER = System.getLogger(BrowserExtension.class.getName());
    private static final Namespace NAMESPACE = Namespace.create(BrowserExtension.class);

    /** What the machine lacks, looked for once; empty when nothing. */
    private record Lack(String text) {

        static Lack found() {
            var text = BrowserInstallation.lack();
            if (!text.isEmpty() && !inContinuousIntegration()) {
                LOGGER.log(Level.WARNING, "browser tests skipped: " + text);
            }
            return new Lack(text);
        }
    }

    /** Skips, or fails by an exception, before anything of the class has begun. */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        var lack = lack(context);
        if (lack.isEmpty()) {
            return enabled("browser found");
        } else if (inContinuousIntegration()) {
            throw new AssertionError(lack);
        }
        return disabled(lack);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        browser(context).release();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        browser(context).leavePages();
        var unused = browser(context).complaints(); // of pages whose hub has stopped: not those of the next class
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browser.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return browser(context);
    }

    private static Browser browser(ExtensionContext context) {
        return store(context).getOrComputeIfAbsent(Browser.class, key -> Browser.start(), Browser.class);
    }

    private static String lack(ExtensionContext context) {
        return store(context)
                .getOrComputeIfAbsent(Lack.class, key -> Lack.found(), Lack.class)
                .text();
    }

    private static Store store(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE);
    }

    private static boolean inContinuousIntegration() {
        return "true".equals(System.getenv("CI"));
    }
}
