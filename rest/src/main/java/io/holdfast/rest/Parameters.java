package io.holdfast.rest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parameters of a request's address: those of the query, then matrix parameters of the last segment.
///
/// A parameter without a value is empty text, and true as a boolean. Text that is no boolean or no number is as if
/// it were not there.
final class Parameters {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    private final Map<String, String> values = new LinkedHashMap<>();

    /// @param query what stands behind `?`, encoded
    /// @param matrix what stands behind the first `;` of the last segment, encoded
    /// @throws Refusal if an escape is malformed
    Parameters(String query, String matrix) throws Refusal {
        add(query, "&");
        add(matrix, ";");
    }

    @Nullable String text(String name) {
        return values.get(name);
    }

    boolean flag(String name, boolean otherwise) {
        Boolean value = flag(name);
        return value == null ? otherwise : value;
    }

    @Nullable Boolean flag(String name) {
        String value = values.get(name);
        if (value == null) {
            return null;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "", "true", "t", "yes", "y", "1" -> true;
            case "false", "f", "no", "n", "0" -> false;
            default -> null;
        };
    }

    long number(String name, long otherwise) {
        String value = values.get(name);
        return value == null || !NUMBER.matcher(value.strip()).matches() ? otherwise : Long.parseLong(value.strip());
    }

    static String decode(String text) throws Refusal {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(400, "Request syntactically incorrect.", "The address has a malformed escape: " + text);
        }
    }

    private void add(String text, String separator) throws Refusal {
        for (String pair : text.split(separator, -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                values.putIfAbsent(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
    }
}
