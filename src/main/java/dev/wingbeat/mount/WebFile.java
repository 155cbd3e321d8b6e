package dev.wingbeat.mount;

import dev.wingbeat.protocol.Sha256;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of a page, held in memory plain and compressed. Immutable: serves all event loops. Internal seam.
 *
 * @param contentType what it is
 * @param plain its bytes
 * @param gzip its bytes compressed
 * @param etag a hash of the bytes, without quotes
 */
public record WebFile(String contentType, Buffer plain, Buffer gzip, String etag) {

    /** Compresses a file. */
    public static WebFile of(String contentType, byte[] bytes) {
        return new WebFile(contentType, Buffer.buffer(bytes), Buffer.buffer(compressed(bytes)), hash(bytes));
    }

    /** Answers a GET or HEAD: with the file, or with 304 to who has it already. */
    public Future<Void> serve(HttpServerRequest request) {
        boolean compress = accepts(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
        String tag = '"' + etag + (compress ? "-gz\"" : "\"");
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (matches(request.getHeader(HttpHeaders.IF_NONE_MATCH), tag)) {
            return response.setStatusCode(304).end();
        }
        Buffer body = compress ? gzip : plain;
        response.putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
        if (compress) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        return request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(body);
    }

    private static boolean accepts(@Nullable String encodings) {
        return encodings != null
                && Arrays.stream(encodings.split(","))
                        .map(String::strip)
                        .anyMatch(encoding -> encoding.equals("gzip")
                                || (encoding.startsWith("gzip;") && !encoding.matches("gzip;\\s*q=0(\\.0*)?")));
    }

    private static boolean matches(@Nullable String tags, String tag) {
        return tags != null
                && Arrays.stream(tags.split(","))
                        .map(String::strip)
                        .map(known -> known.startsWith("W/") ? known.substring(2) : known)
                        .anyMatch(known -> known.equals(tag) || known.equals("*"));
    }

    private static byte[] compressed(byte[] bytes) {
        var compressed = new ByteArrayOutputStream(bytes.length / 2);
        try (var out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.of(bytes), 0, 12);
    }
}
