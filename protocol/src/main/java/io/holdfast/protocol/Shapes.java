package io.holdfast.protocol;

import io.holdfast.protocol.Verb.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Shapes that several verbs share.
final class Shapes {
    /// All zeros: "no parent", "no pool".
    static final UUID BLANK = new UUID(0, 0);

    static final Shape<UUID> UUID_TEXT = new Shape<>(Shapes::uuid, uuid -> StringNode.valueOf(uuid.toString()));
    static final Shape<List<UUID>> UUID_LIST = listOf(UUID_TEXT);

    private Shapes() {}

    /// An object with one UUID in it.
    static Shape<UUID> only(String member) {
        return new Shape<>(node -> Fields.of(node, "params").uuid(member), uuid -> Json.object()
                .put(member, uuid.toString()));
    }

    static <T> Shape<List<T>> listOf(Shape<T> element) {
        return new Shape<>(
                node -> {
                    if (!node.isArray()) {
                        throw new MalformedMessage("the result is not an array");
                    }
                    List<T> values = new ArrayList<>(node.size());
                    node.forEach(each -> values.add(element.parse().apply(each)));
                    return List.copyOf(values);
                },
                values -> {
                    ArrayNode array = Json.array();
                    values.forEach(value -> array.add(element.format().apply(value)));
                    return array;
                });
    }

    /// An object whose keys are UUIDs.
    static <T> Shape<Map<UUID, T>> mapOf(Shape<T> element) {
        return new Shape<>(
                node -> Fields.map(node, "result", Fields::uuidOf, element.parse()), values -> tree(values, element));
    }

    static <T> ObjectNode tree(Map<UUID, T> values, Shape<T> element) {
        ObjectNode object = Json.object();
        values.forEach(
                (key, value) -> object.set(key.toString(), element.format().apply(value)));
        return object;
    }

    /// Reads a value of a known type from the members of an object.
    static <T> Shape<T> object(String name, Function<Fields, T> parse, Function<T, ObjectNode> format) {
        return new Shape<>(node -> parse.apply(Fields.of(node, name)), format::apply);
    }

    static ObjectNode texts(Map<String, String> values) {
        ObjectNode object = Json.object();
        new LinkedHashMap<>(values).forEach(object::put);
        return object;
    }

    static ArrayNode uuids(List<UUID> values) {
        ArrayNode array = Json.array();
        values.forEach(value -> array.add(value.toString()));
        return array;
    }

    /// A whole number, also one that came as text.
    static long number(JsonNode node) {
        return Fields.of(Json.object().set("number", node), "value").number("number");
    }

    private static UUID uuid(JsonNode node) {
        if (!node.isString()) {
            throw new MalformedMessage("not a UUID: " + node);
        }
        return Fields.uuidOf(node.stringValue());
    }
}
