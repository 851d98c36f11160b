package io.holdfast.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A comparison of a value with the text in a search.
///
/// Text and ids are compared whole, with `*` for anything; enums by their names in any case, and by their order with
/// `<` and `>`; numbers and dates by value. A value that a thing does not have equals nothing.
final class Comparison {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    private final Search.Operator operator;
    private final String text;
    private final boolean caseSensitive;
    private final Pattern pattern;

    Comparison(Search.Operator operator, String text, boolean caseSensitive) {
        this.operator = operator;
        this.text = text;
        this.caseSensitive = caseSensitive;
        this.pattern = pattern(text, caseSensitive);
    }

    /// @throws Refusal if the operator cannot be used with this text
    void check(String field) throws Refusal {
        boolean equality = operator == Search.Operator.EQUAL || operator == Search.Operator.NOT_EQUAL;
        if (!equality && text.contains("*")) {
            throw Refusal.invalid(
                    "In a search, '*' goes with = and != only, not as in " + field + operator.sign() + text);
        }
    }

    boolean holds(@Nullable Object value) {
        if (value == null) {
            return operator == Search.Operator.NOT_EQUAL;
        }
        if (operator == Search.Operator.EQUAL || operator == Search.Operator.NOT_EQUAL) {
            return equal(value) == (operator == Search.Operator.EQUAL);
        }
        Object other = same(value);
        return other != null && operator.holds(order(value, other));
    }

    /// Whether the text occurs in a value.
    boolean within(String value) {
        return pattern("*" + text + "*", caseSensitive).matcher(value).matches();
    }

    /// Orders two values of one kind; text without regard to case.
    @SuppressWarnings({"unchecked", "rawtypes"}) // values of one field are of one kind
    static int order(Object one, Object other) {
        if (one instanceof String a && other instanceof String b) {
            int ignoringCase = a.compareToIgnoreCase(b);
            return ignoringCase != 0 ? ignoringCase : a.compareTo(b);
        }
        return ((Comparable) one).compareTo(other);
    }

    private boolean equal(Object value) {
        return switch (value) {
            case Number number -> {
                Object other = same(number);
                yield other != null && order(number, other) == 0;
            }
            case Instant date -> {
                Object other = same(date);
                yield other != null && order(date, other) == 0;
            }
            case Enum<?> constant ->
                pattern(text.replace("_", ""), false)
                        .matcher(constant.name().replace("_", ""))
                        .matches();
            default -> pattern.matcher(value.toString()).matches();
        };
    }

    /// The search's text as a value of the same kind, null if it is none.
    private @Nullable Object same(Object value) {
        return switch (value) {
            case Long number -> NUMBER.matcher(text).matches() ? Long.valueOf(text) : null;
            case Integer number -> NUMBER.matcher(text).matches() ? Integer.valueOf((int) Long.parseLong(text)) : null;
            case Instant date -> date(text);
            case Enum<?> constant -> constant(constant.getDeclaringClass());
            default -> value instanceof String ? text : null;
        };
    }

    private @Nullable Object constant(Class<?> type) {
        for (Object each : type.getEnumConstants()) {
            if (((Enum<?>) each).name().equalsIgnoreCase(text)) {
                return each;
            }
        }
        return null;
    }

    private static @Nullable Instant date(String text) {
        try {
            return text.length() <= 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException none) {
            return null;
        }
    }

    private static Pattern pattern(String text, boolean caseSensitive) {
        String pattern =
                Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        int flags = caseSensitive ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
        return Pattern.compile(pattern, flags | Pattern.DOTALL);
    }
}
