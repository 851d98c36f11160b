package io.holdfast.rest;

import java.util.Map;

/// A response, apart from any server.
///
/// @param headers besides the content's type and length
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record ApiResponse(int status, String contentType, byte[] body, Map<String, String> headers) {
    ApiResponse {
        headers = Map.copyOf(headers);
    }
}
