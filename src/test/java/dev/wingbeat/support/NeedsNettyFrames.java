package dev.wingbeat.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * Tests of what the public API of Vert.x does not offer: compression, a limit for frames that is the mount's own, the words of
 * the answer to a close.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@DisabledIfSystemProperty(named = "wingbeat.frames", matches = "plain")
public @interface NeedsNettyFrames {}
