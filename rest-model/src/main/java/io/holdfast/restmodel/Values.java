package io.holdfast.restmodel;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Simple values as text: strict on input, one form on output.
///
/// Integers are signed and have 64 bits. Dates have exactly three digits of a second's fraction and end with `Z`;
/// on input any fraction and any offset. Enums are their constants in lower case.
final class Values {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,19}");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?");

    private Values() {}

    static String print(Object value) {
        return switch (value) {
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            case Instant date -> DATE.format(date.truncatedTo(ChronoUnit.MILLIS));
            case BigDecimal decimal -> decimal.toPlainString();
            default -> value.toString();
        };
    }

    /// @param where the member, for the message
    /// @throws InvalidDocument if the type has no such value
    static Object parse(Class<?> type, String text, String where) throws InvalidDocument {
        if (type == String.class) {
            return text;
        }
        String trimmed = text.strip();
        if (type == Boolean.class) {
            return bool(trimmed, where);
        }
        if (type == Long.class) {
            return integer(trimmed, where);
        }
        if (type == BigDecimal.class) {
            if (!DECIMAL.matcher(trimmed).matches()) {
                throw invalid(where, text, "a decimal number");
            }
            return new BigDecimal(trimmed);
        }
        if (type == Instant.class) {
            return date(trimmed, where);
        }
        return constant(type, trimmed, where);
    }

    private static Boolean bool(String text, String where) throws InvalidDocument {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw invalid(where, text, "true or false");
        };
    }

    private static Long integer(String text, String where) throws InvalidDocument {
        if (INTEGER.matcher(text).matches()) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException tooLarge) {
                throw invalid(where, text, "an integer of 64 bits");
            }
        }
        throw invalid(where, text, "an integer");
    }

    private static Instant date(String text, String where) throws InvalidDocument {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException malformed) {
            throw invalid(where, text, "a date like 2026-01-02T03:04:05.678Z");
        }
    }

    private static Object constant(Class<?> type, String text, String where) throws InvalidDocument {
        Object[] constants = type.getEnumConstants();
        if (constants == null) {
            throw new IllegalArgumentException(type + " is not a simple type of the API");
        }
        for (Object constant : constants) {
            if (((Enum<?>) constant).name().equalsIgnoreCase(text)) {
                return constant;
            }
        }
        String known = Arrays.stream(constants).map(Values::print).collect(Collectors.joining(", "));
        throw invalid(where, text, "one of " + known);
    }

    private static InvalidDocument invalid(String where, String text, String expected) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return new InvalidDocument(
                InvalidDocument.Kind.VALUE, "Invalid value '" + shown + "' for " + where + ": expected " + expected);
    }
}
