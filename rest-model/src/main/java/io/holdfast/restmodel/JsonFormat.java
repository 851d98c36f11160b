package io.holdfast.restmodel;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Objects as JSON objects. A list is an object with one key, the item's tag, and without it when empty.
///
/// On input numbers, booleans and strings are accepted for each other where the value is the same.
final class JsonFormat implements Format {
    private final JsonFactory factory = new JsonFactory();

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public byte[] write(Representation one) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = factory.createGenerator(ObjectWriteContext.empty(), bytes)) {
            struct(out, one);
        }
        return bytes.toByteArray();
    }

    @Override
    public byte[] writeAll(
            Class<? extends Representation> type, List<? extends Representation> all, List<Link> actions) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = factory.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            actions(out, actions);
            items(out, Schema.tag(type), all);
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    @Override
    public <T extends Representation> T read(InputStream from, Class<T> type) throws InvalidDocument {
        try (JsonParser in = factory.createParser(ObjectReadContext.empty(), from)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidDocument(InvalidDocument.Kind.SYNTAX, "Expected a JSON object");
            }
            T read = type.cast(struct(in, Schema.of(type), Schema.tag(type), 0));
            if (in.nextToken() != null) {
                throw new InvalidDocument(InvalidDocument.Kind.SYNTAX, "Unexpected text after the JSON object");
            }
            return read;
        } catch (JacksonException malformed) {
            throw new InvalidDocument(
                    InvalidDocument.Kind.SYNTAX,
                    "Cannot read the JSON document: " + malformed.getOriginalMessage(),
                    malformed);
        }
    }

    private static void struct(JsonGenerator out, Representation object) {
        out.writeStartObject();
        actions(out, object.actions);
        for (Member member : Schema.of(object.getClass()).members()) {
            Object value = member.get(object);
            if (value instanceof List<?> list) {
                out.writeName(member.tag());
                out.writeStartObject();
                items(out, member.item(), list);
                out.writeEndObject();
            } else if (value != null) {
                out.writeName(member.tag());
                value(out, value);
            }
        }
        if (!object.links.isEmpty()) {
            links(out, object.links);
        }
        if (object.href != null) {
            out.writeStringProperty("href", object.href);
        }
        out.writeEndObject();
    }

    private static void items(JsonGenerator out, String tag, List<?> list) {
        if (list.isEmpty()) {
            return;
        }
        out.writeName(tag);
        out.writeStartArray();
        for (Object each : list) {
            value(out, Objects.requireNonNull(each));
        }
        out.writeEndArray();
    }

    private static void value(JsonGenerator out, Object value) {
        switch (value) {
            case Representation struct -> struct(out, struct);
            case BigDecimal decimal -> out.writeNumber(decimal);
            case Instant date -> out.writeNumber(date.toEpochMilli());
            default -> out.writeString(Values.print(value));
        }
    }

    private static void actions(JsonGenerator out, List<Link> actions) {
        if (!actions.isEmpty()) {
            out.writeName("actions");
            out.writeStartObject();
            links(out, actions);
            out.writeEndObject();
        }
    }

    private static void links(JsonGenerator out, List<Link> links) {
        out.writeName("link");
        out.writeStartArray();
        for (Link link : links) {
            out.writeStartObject();
            out.writeStringProperty("href", link.href());
            out.writeStringProperty("rel", link.rel());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static Representation struct(JsonParser in, Schema schema, String where, int depth) throws InvalidDocument {
        if (depth > DEEPEST) {
            throw new InvalidDocument(InvalidDocument.Kind.SYNTAX, "The document is nested too deeply at " + where);
        }
        Representation object = schema.create();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            JsonToken token = in.nextToken();
            Member member = schema.member(name);
            if (token == JsonToken.VALUE_NULL) {
                continue;
            }
            if (name.equals("href") && token == JsonToken.VALUE_STRING) {
                object.href = in.getString();
            } else if (member == null) {
                in.skipChildren();
            } else if (member.list()) {
                member.set(object, items(in, member, where + "." + name, depth));
            } else {
                member.set(object, one(in, member, where + "." + name, depth));
            }
        }
        return object;
    }

    /// Items in an object around them, or as a bare array.
    private static List<Object> items(JsonParser in, Member member, String where, int depth) throws InvalidDocument {
        if (in.currentToken() == JsonToken.START_ARRAY) {
            return array(in, member, where, depth);
        }
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw wrong(where, "a list");
        }
        List<Object> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            JsonToken token = in.nextToken();
            if (!name.equals(member.item())) {
                in.skipChildren();
            } else if (token == JsonToken.START_ARRAY) {
                items.addAll(array(in, member, where, depth));
            } else {
                items.add(one(in, member, where, depth));
            }
        }
        return items;
    }

    private static List<Object> array(JsonParser in, Member member, String where, int depth) throws InvalidDocument {
        List<Object> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            items.add(one(in, member, where, depth));
        }
        return items;
    }

    private static Object one(JsonParser in, Member member, String where, int depth) throws InvalidDocument {
        JsonToken token = in.currentToken();
        if (member.struct()) {
            if (token != JsonToken.START_OBJECT) {
                throw wrong(where, "an object");
            }
            return struct(in, Schema.of(member.element()), where, depth + 1);
        }
        if (token == null || !token.isScalarValue()) {
            throw wrong(where, "a simple value");
        }
        if (member.element() == Instant.class && token == JsonToken.VALUE_NUMBER_INT) {
            return Instant.ofEpochMilli(in.getLongValue());
        }
        return Values.parse(member.element(), in.getString(), where);
    }

    private static InvalidDocument wrong(String where, String expected) {
        return new InvalidDocument(InvalidDocument.Kind.VALUE, "Invalid value for " + where + ": expected " + expected);
    }
}
