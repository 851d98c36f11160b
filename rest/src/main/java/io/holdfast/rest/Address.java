package io.holdfast.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Where a request goes, below the API's root.
///
/// @param segments decoded, without a version and without empty ones
/// @param path the same encoded, joined by `/`
record Address(List<String> segments, String path, Parameters parameters) {
    private static final String VERSION = "4";

    Address {
        segments = List.copyOf(segments);
    }

    /// @throws Refusal if the address or its version cannot be understood
    static Address parse(ApiRequest request, String root) throws Refusal {
        String below = request.path().substring(root.length());
        List<String> segments = new ArrayList<>();
        List<String> encoded = new ArrayList<>();
        String matrix = "";
        for (String part : below.split("/", -1)) {
            int semicolon = part.indexOf(';');
            String segment = semicolon < 0 ? part : part.substring(0, semicolon);
            matrix = semicolon < 0 ? "" : part.substring(semicolon + 1);
            if (!segment.isEmpty()) {
                encoded.add(segment);
                segments.add(Parameters.decode(segment.replace("+", "%2B")));
            }
        }
        String version = request.header("Version", VERSION).strip();
        if (!segments.isEmpty() && segments.getFirst().matches("v[0-9]+")) {
            version = segments.removeFirst().substring(1);
            encoded.removeFirst();
        }
        if (!version.equals(VERSION)) {
            throw new Refusal(
                    400,
                    "Request syntactically incorrect.",
                    "Version '" + version + "' of the API is not served, only 4.");
        }
        Parameters parameters = new Parameters(Objects.requireNonNull(request.query()), matrix);
        return new Address(segments, String.join("/", encoded), parameters);
    }
}
