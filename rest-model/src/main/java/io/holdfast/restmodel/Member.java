package io.holdfast.restmodel;

import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A member of a type.
public final class Member {
    private final Field field;
    private final String tag;
    private final String item;
    private final boolean list;
    private final Class<?> element;

    Member(Field field) {
        Tag named = field.getAnnotation(Tag.class);
        this.field = field;
        this.tag = named.value();
        this.list = field.getType() == List.class;
        this.element = list
                ? (Class<?>) ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0]
                : field.getType();
        this.item = named.item().isEmpty()
                ? element.isAnnotationPresent(Tag.class) ? Schema.tag(element) : tag
                : named.item();
    }

    /// Its tag in XML, its key in JSON.
    public String tag() {
        return tag;
    }

    /// The tag of one item, if it is a list.
    String item() {
        return item;
    }

    public boolean list() {
        return list;
    }

    /// Its type, or that of its items.
    public Class<?> element() {
        return element;
    }

    /// Whether it, or each item, has members itself.
    public boolean struct() {
        return Representation.class.isAssignableFrom(element);
    }

    /// Whether XML has it as an attribute.
    boolean attribute() {
        return tag.equals("id") && !list;
    }

    public @Nullable Object get(Representation of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public void set(Representation of, @Nullable Object value) {
        try {
            field.set(of, value);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return tag;
    }
}
