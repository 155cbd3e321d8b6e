/**
 * Connections by JSON Web Tokens: who has signed one is found out here, with what keys, and for how long it is good.
 *
 * <p>{@link dev.wingbeat.jwt.Jwt} verifies, by the keys of {@link dev.wingbeat.jwt.JwtOptions}: secrets, public keys, and key sets
 * that an issuer publishes ({@code Jwks}, fetched by {@code JwksFetch}). {@link dev.wingbeat.jwt.JwtSocket} lets clients in by
 * what it says. The key decides the family of algorithms, never the token alone, and no address is ever made of a token.
 *
 * <p>Uses {@code connection}, {@code metrics} and {@code protocol}. The only package that sees nimbus-jose-jwt, which parses
 * tokens and keys and computes signatures.
 */
@NullMarked
package dev.wingbeat.jwt;

import org.jspecify.annotations.NullMarked;
