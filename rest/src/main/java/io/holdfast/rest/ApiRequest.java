package io.holdfast.rest;

import java.io.InputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A request, apart from any server.
///
/// @param path encoded, as it was sent
/// @param query encoded, without `?`, may be empty
/// @param header value of a header, null if it was not sent
/// @param body read only for methods that have one
record ApiRequest(
        String method, String path, String query, Function<String, @Nullable String> header, InputStream body) {
    String header(String name, String otherwise) {
        String value = header.apply(name);
        return value == null ? otherwise : value;
    }
}
