package dev.wingbeat.connection;

/**
 * How a mount gets at the application's session.
 *
 * @param reader reads the session out of the cookies
 * @param csrfKey the session key that holds the token
 * @param checkCsrf whether the token is demanded at all
 */
record SessionConfig(SessionReader reader, String csrfKey, boolean checkCsrf) {}
