package dev.wingbeat.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names a line of the conformance checklist that a test proves; see {@code conformance/checklist.txt}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Proves.List.class)
public @interface Proves {

    /** Returns the ids, such as {@code WS-01}. */
    String[] value();

    /** Several of them. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface List {
        /** Returns them. */
        Proves[] value();
    }
}
