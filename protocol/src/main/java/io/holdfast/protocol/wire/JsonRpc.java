package io.holdfast.protocol.wire;

import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON-RPC 2.0: requests as they come in, answers as they go out.
final class JsonRpc {
    /// Requests in one batch.
    static final int BATCH_LIMIT = 100;

    /// What came in one body.
    ///
    /// @param batch whether it was an array, and so the answers are
    /// @param requests those to carry out
    /// @param refused answers to what is no request
    record Incoming(boolean batch, List<Request> requests, List<ObjectNode> refused) {}

    /// One request.
    ///
    /// @param id null for a notification, which gets no answer
    record Request(
            String method,
            @Nullable JsonNode params,
            @Nullable JsonNode id) {}

    private JsonRpc() {}

    static Incoming read(JsonNode body) {
        if (!body.isArray()) {
            return read(false, List.of(body));
        }
        if (body.isEmpty() || body.size() > BATCH_LIMIT) {
            String message = body.isEmpty() ? "an empty batch" : "a batch of more than " + BATCH_LIMIT + " requests";
            return new Incoming(false, List.of(), List.of(error(null, ErrorCode.INVALID_REQUEST.code(), message)));
        }
        List<JsonNode> parts = new ArrayList<>(body.size());
        body.forEach(parts::add);
        return read(true, parts);
    }

    private static Incoming read(boolean batch, List<JsonNode> parts) {
        List<Request> requests = new ArrayList<>();
        List<ObjectNode> refused = new ArrayList<>();
        for (JsonNode part : parts) {
            String problem = problem(part);
            if (problem.isEmpty()) {
                requests.add(new Request(part.get("method").stringValue(), part.get("params"), part.get("id")));
            } else {
                JsonNode id = part.get("id");
                refused.add(error(
                        id != null && usable(id) ? id : null,
                        ErrorCode.INVALID_REQUEST.code(),
                        "not a request: " + problem));
            }
        }
        return new Incoming(batch, requests, refused);
    }

    private static String problem(JsonNode part) {
        if (!part.isObject()) {
            return "not an object";
        }
        JsonNode version = part.get("jsonrpc");
        if (version == null || !version.isString() || !version.stringValue().equals("2.0")) {
            return "\"jsonrpc\" is not \"2.0\"";
        }
        JsonNode method = part.get("method");
        if (method == null || !method.isString()) {
            return "\"method\" is not a text";
        }
        JsonNode id = part.get("id");
        return id == null || usable(id) ? "" : "\"id\" is neither text, number nor null";
    }

    private static boolean usable(JsonNode id) {
        return id.isString() || id.isNumber() || id.isNull();
    }

    static ObjectNode request(String id, String method, ObjectNode params) {
        ObjectNode request = Json.object();
        request.put("jsonrpc", "2.0").put("id", id).put("method", method).set("params", params);
        return request;
    }

    static ObjectNode result(JsonNode id, JsonNode result) {
        ObjectNode answer = Json.object();
        answer.put("jsonrpc", "2.0");
        answer.set("id", id);
        answer.set("result", result);
        return answer;
    }

    static ObjectNode error(@Nullable JsonNode id, int code, String message) {
        ObjectNode answer = Json.object();
        answer.put("jsonrpc", "2.0");
        answer.set("id", id == null ? NullNode.instance : id);
        answer.putObject("error").put("code", code).put("message", message);
        return answer;
    }
}
