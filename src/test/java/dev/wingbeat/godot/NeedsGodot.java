package dev.wingbeat.godot;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Marks tests that run Godot: without it they are skipped. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsGodot.Condition.class)
@interface NeedsGodot {

    /** Says whether they need the addon, too. */
    boolean addon() default false;

    /** Says what is missing. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Godot.program().isEmpty()) {
                return disabled("no Godot (expected: apt-get install godot3-server)");
            }
            boolean addon = AnnotationSupport.findAnnotation(context.getElement(), NeedsGodot.class)
                    .map(NeedsGodot::addon)
                    .orElse(false);
            return addon && Godot.addon().isEmpty()
                    ? disabled("no addon for Godot (expected: its folder phoenix_channels in " + Godot.ADDON + ')')
                    : enabled("Godot found");
        }
    }
}
