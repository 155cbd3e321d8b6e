package dev.wingbeat.console;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;

/**
 * Lets operators into the console by the application's own sign-on: by a session cookie, say, or a header that a proxy adds which has asked
 * them who they are.
 *
 * <pre>{@code
 * Endpoint.builder().console(request -> sessions.find(request.getCookie("session"))
 *         .map(found -> found.filter(User::isStaff).map(user -> Operator.of(user.email(), Role.VIEW, Role.ACT))))
 * }</pre>
 */
@FunctionalInterface
public interface ConsoleAuth {

    /** A right of operators. */
    enum Role {
        /** See everything but what is sent, the audit log and the configuration; whoever has another role has this one, too. */
        VIEW,
        /** Do everything that the console does, but tap. */
        ACT,
        /** See what clients and the node send each other. */
        TAP
    }

    /**
     * An operator who may come in.
     *
     * @param name the operator's name in the audit log, beside the names of API keys: one that nobody chooses for himself, such as an
     *     address of mail that has been verified; 1 to 128 characters
     * @param roles the operator's rights; without any, he does not come in
     */
    record Operator(String name, Set<Role> roles) {

        private static final int MAX_NAME = 128;

        /**
         * Checks the name.
         *
         * @throws IllegalArgumentException for one that is empty or too long
         */
        public Operator {
            if (name.isEmpty() || name.length() > MAX_NAME) {
                throw new IllegalArgumentException(
                        "name: " + name.length() + " characters (expected: 1 to " + MAX_NAME + ")");
            }
            roles = Set.copyOf(roles);
        }

        /** Makes one. */
        public static Operator of(String name, Role... roles) {
            return new Operator(name, Set.of(roles));
        }
    }

    /**
     * Finds the operator of a request, by its headers and cookies; empty when there is none who may come in. Asked when the page
     * is opened, and again every few minutes as long as it is: whoever has signed out is out ten minutes later at most. When it
     * fails, nobody new comes in, and those who are in stay for these ten minutes. Called on the event loop of the management port,
     * which it must not block; may complete anywhere, within 10 seconds. The request must be neither read nor answered.
     */
    Future<Optional<Operator>> operator(HttpServerRequest request);
}
