package dev.wingbeat.trace;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** A span that has begun, and is recorded. Internal seam; may be used from any thread. */
public interface TraceSpan {

    /** Returns where it is in its trace, for what follows from it elsewhere. */
    TraceContext context();

    /** Renames it, to one of few names. */
    void rename(String name);

    /** Sets an attribute, never to what a client has sent. */
    void set(String attribute, String value);

    /** Sets an attribute. */
    void set(String attribute, long value);

    /** Calls something whose own spans, and whose lines in the log, belong to this span. */
    <R> R call(Callable<R> work) throws Exception;

    /** Calls something likewise. */
    <R> R get(Supplier<R> work);

    /** Notes that it has failed, and by which class of failure: texts of exceptions may hold what a client has sent. */
    void fail(Throwable cause);

    /** Ends it; to be called once. */
    void end();
}
