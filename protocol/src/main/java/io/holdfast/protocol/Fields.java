package io.holdfast.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the members of one JSON object, as leniently as the field's programs do: a number may come as text, a
/// text as a number, a truth value as `"true"`; `null` counts as absent; unknown members are ignored. What is
/// required and absent, or cannot be converted, is a [MalformedMessage] that names the member.
public final class Fields {
    private final JsonNode object;
    private final String name;

    private Fields(JsonNode object, String name) {
        this.object = object;
        this.name = name;
    }

    /// The members of `node`.
    ///
    /// @param name what the object is, for error texts
    public static Fields of(@Nullable JsonNode node, String name) {
        if (node == null || !node.isObject()) {
            throw new MalformedMessage(name + " is not an object");
        }
        return new Fields(node, name);
    }

    public boolean has(String member) {
        return value(member).isPresent();
    }

    /// The member as it came; absent when missing or `null`.
    public Optional<JsonNode> value(String member) {
        return Optional.ofNullable(object.get(member)).filter(node -> !node.isNull());
    }

    public String text(String member) {
        return asText(required(member), member);
    }

    public String text(String member, String otherwise) {
        return value(member).map(node -> asText(node, member)).orElse(otherwise);
    }

    public UUID uuid(String member) {
        return asUuid(required(member), member);
    }

    public Optional<UUID> optionalUuid(String member) {
        return value(member).filter(node -> !asText(node, member).isEmpty()).map(node -> asUuid(node, member));
    }

    public int integer(String member) {
        return toInt(number(member), member);
    }

    public int integer(String member, int otherwise) {
        return toInt(number(member, otherwise), member);
    }

    /// A whole number of 64 bits.
    public long number(String member) {
        return asNumber(required(member), member);
    }

    /// A whole number of 64 bits; an empty text counts as absent, as `"port":""` is sent.
    public long number(String member, long otherwise) {
        return optionalNumber(member).orElse(otherwise);
    }

    public OptionalLong optionalNumber(String member) {
        JsonNode node = object.get(member);
        if (node == null
                || node.isNull()
                || (node.isString() && node.stringValue().isBlank())) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(asNumber(node, member));
    }

    /// A figure with a fraction, for example seconds.
    public double fraction(String member, double otherwise) {
        return value(member).map(node -> asFraction(node, member)).orElse(otherwise);
    }

    public boolean truth(String member) {
        return asTruth(required(member), member);
    }

    /// An empty text counts as absent, as `"secure":""` is sent.
    public boolean truth(String member, boolean otherwise) {
        return value(member)
                .filter(node -> !(node.isString() && node.stringValue().isEmpty()))
                .map(node -> asTruth(node, member))
                .orElse(otherwise);
    }

    public Fields object(String member) {
        return of(required(member), label(member));
    }

    public Optional<Fields> optionalObject(String member) {
        return value(member).map(node -> of(node, label(member)));
    }

    /// The tree of an object member, empty when absent.
    public ObjectNode tree(String member) {
        JsonNode node = value(member).orElseGet(Json::object);
        if (node instanceof ObjectNode tree) {
            return tree;
        }
        throw new MalformedMessage(label(member) + " is not an object");
    }

    /// Every element of an array member, read as `element` says; an absent array is empty.
    public <T> List<T> list(String member, Function<JsonNode, T> element) {
        JsonNode node = value(member).orElseGet(Json::array);
        if (!node.isArray()) {
            throw new MalformedMessage(label(member) + " is not an array");
        }
        List<T> values = new ArrayList<>(node.size());
        node.forEach(each -> values.add(element.apply(each)));
        return List.copyOf(values);
    }

    public List<String> texts(String member) {
        return list(member, node -> asText(node, member));
    }

    public List<UUID> uuids(String member) {
        return list(member, node -> asUuid(node, member));
    }

    /// An object member as a map in its order; an absent one is empty.
    public <K, V> Map<K, V> map(String member, Function<String, K> key, Function<JsonNode, V> value) {
        return map(value(member).orElseGet(Json::object), label(member), key, value);
    }

    /// An object as a map in its order.
    public static <K, V> Map<K, V> map(
            JsonNode node, String name, Function<String, K> key, Function<JsonNode, V> value) {
        if (!node.isObject()) {
            throw new MalformedMessage(name + " is not an object");
        }
        Map<K, V> values = new LinkedHashMap<>();
        node.properties().forEach(entry -> values.put(key.apply(entry.getKey()), value.apply(entry.getValue())));
        return values;
    }

    /// A UUID from its usual form of 36 characters.
    ///
    /// @throws MalformedMessage if it is not in that form
    public static UUID uuidOf(String text) {
        if (text.length() == 36) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw new MalformedMessage("\"" + text + "\" is not a UUID", e);
            }
        }
        throw new MalformedMessage("\"" + abbreviated(text) + "\" is not a UUID");
    }

    private JsonNode required(String member) {
        return value(member).orElseThrow(() -> new MalformedMessage(label(member) + " is missing", true));
    }

    private String label(String member) {
        return name + "." + member;
    }

    private String asText(JsonNode node, String member) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isValueNode() && !node.isNull()) {
            return node.asString();
        }
        throw unusable(node, member, "text");
    }

    private UUID asUuid(JsonNode node, String member) {
        if (node.isString() && node.stringValue().length() == 36) {
            try {
                return UUID.fromString(node.stringValue());
            } catch (IllegalArgumentException e) {
                throw new MalformedMessage(label(member) + " is not a UUID: " + node.stringValue(), e);
            }
        }
        throw unusable(node, member, "a UUID");
    }

    private long asNumber(JsonNode node, String member) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isString()) {
            try {
                return Long.parseLong(node.stringValue().strip());
            } catch (NumberFormatException e) {
                throw new MalformedMessage(
                        label(member) + " is not a whole number: " + abbreviated(node.stringValue()), e);
            }
        }
        throw unusable(node, member, "a whole number");
    }

    private int toInt(long value, String member) {
        if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
            throw new MalformedMessage(label(member) + " is out of range: " + value);
        }
        return (int) value;
    }

    private double asFraction(JsonNode node, String member) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isString()) {
            try {
                return Double.parseDouble(node.stringValue().strip());
            } catch (NumberFormatException e) {
                throw new MalformedMessage(label(member) + " is not a number: " + abbreviated(node.stringValue()), e);
            }
        }
        throw unusable(node, member, "a number");
    }

    private boolean asTruth(JsonNode node, String member) {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isString()) {
            String text = node.stringValue().strip();
            if (text.equalsIgnoreCase("true") || text.equals("1")) {
                return true;
            }
            if (text.equalsIgnoreCase("false") || text.equals("0")) {
                return false;
            }
        }
        if (node.isIntegralNumber()
                && (node.asString().equals("0") || node.asString().equals("1"))) {
            return node.asString().equals("1");
        }
        throw unusable(node, member, "true or false");
    }

    private MalformedMessage unusable(JsonNode node, String member, String wanted) {
        return new MalformedMessage(label(member) + " is not " + wanted + ": " + abbreviated(node.toString()));
    }

    private static String abbreviated(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
