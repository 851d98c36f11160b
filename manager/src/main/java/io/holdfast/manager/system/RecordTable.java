package io.holdfast.manager.system;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The table of one type of records: a column for each component, named like it in snake case, and a primary key
/// `record_key`.
///
///     Java type              column
///     UUID, String, enum     text
///     int, long              bigint
///     boolean                smallint, 0 or 1
///     Instant                bigint, nanoseconds since 1970
///     anything else          text, as JSON
final class RecordTable<R extends Record> {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long NANOS = 1_000_000_000L;

    private final Class<R> type;
    private final String name;
    private final RecordComponent[] components;
    private final Constructor<R> constructor;
    private final String upsert;

    RecordTable(Class<R> type) {
        this.type = type;
        name = snake(type.getSimpleName());
        components = type.getRecordComponents();
        Arrays.stream(components).forEach(each -> each.getAccessor().setAccessible(true));
        try {
            constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
            constructor.setAccessible(true);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record without its constructor: " + type, e);
        }
        List<String> columns = columns();
        upsert = "INSERT INTO " + quoted(name) + " (\"record_key\", "
                + columns.stream().map(RecordTable::quoted).collect(Collectors.joining(", "))
                + ") VALUES (:key"
                + IntStream.range(0, components.length)
                        .mapToObj(each -> ", :c" + each)
                        .collect(Collectors.joining())
                + ") ON CONFLICT (\"record_key\") DO UPDATE SET "
                + columns.stream()
                        .map(each -> quoted(each) + " = excluded." + quoted(each))
                        .collect(Collectors.joining(", "));
    }

    String name() {
        return name;
    }

    /// The columns that the table must have, besides `record_key`.
    List<String> columns() {
        return Arrays.stream(components).map(each -> snake(each.getName())).toList();
    }

    void put(Handle handle, String key, Record record) {
        try (Update update = handle.createUpdate(upsert)) {
            update.bind("key", key);
            for (int at = 0; at < components.length; at++) {
                update.bind("c" + at, toColumn(components[at], value(components[at], record)));
            }
            update.execute();
        }
    }

    void remove(Handle handle, String key) {
        try (Update update = handle.createUpdate("DELETE FROM " + quoted(name) + " WHERE \"record_key\" = :key")) {
            update.bind("key", key).execute();
        }
    }

    List<R> all(Handle handle) {
        return select(handle, "", Map.of());
    }

    /// Records that a condition picks, given as the rest of a SELECT.
    List<R> select(Handle handle, String rest, Map<String, ?> parameters) {
        try (var query = handle.createQuery("SELECT * FROM " + quoted(name) + " " + rest)) {
            return query.bindMap(parameters).map((row, _) -> read(row)).list();
        }
    }

    private R read(ResultSet row) throws SQLException {
        Object[] values = new Object[components.length];
        for (int at = 0; at < components.length; at++) {
            values[at] = fromColumn(components[at], row.getObject(snake(components[at].getName())));
        }
        try {
            return constructor.newInstance(values);
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new SQLException("a row of " + name + " is not a " + type.getSimpleName(), e);
        }
    }

    private static @Nullable Object value(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static @Nullable Object toColumn(RecordComponent component, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case UUID uuid -> uuid.toString();
            case String text -> text;
            case Enum<?> constant -> constant.name();
            case Boolean truth -> truth ? 1 : 0;
            case Integer number -> number.longValue();
            case Long number -> number;
            case Instant instant ->
                Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS), instant.getNano());
            default ->
                JSON.writerFor(JSON.constructType(component.getGenericType())).writeValueAsString(value);
        };
    }

    private static @Nullable Object fromColumn(RecordComponent component, @Nullable Object column) {
        if (column == null) {
            return null;
        }
        Class<?> type = component.getType();
        if (type == UUID.class) {
            return UUID.fromString((String) column);
        }
        if (type == String.class) {
            return column;
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(each -> ((Enum<?>) each).name().equals(column))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no " + type.getSimpleName() + " " + column));
        }
        if (type == boolean.class) {
            return ((Number) column).intValue() != 0;
        }
        if (type == int.class) {
            return Math.toIntExact(((Number) column).longValue());
        }
        if (type == long.class) {
            return ((Number) column).longValue();
        }
        if (type == Instant.class) {
            long nanos = ((Number) column).longValue();
            return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
        }
        return JSON.readValue((String) column, JSON.constructType(component.getGenericType()));
    }

    private static String quoted(String identifier) {
        return "\"" + identifier + "\"";
    }

    private static String snake(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
