package io.holdfast.restmodel;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of a type: its tags and its members, those of its base first. Read from the class once.
public final class Schema {
    private static final ClassValue<Schema> SCHEMAS = new ClassValue<>() {
        @Override
        protected Schema computeValue(Class<?> type) {
            return new Schema(type);
        }
    };

    private final Class<?> type;
    private final List<Member> members;
    private final Map<String, Member> byTag;

    private Schema(Class<?> type) {
        this.type = type;
        List<Member> collected = new ArrayList<>();
        collect(type, collected);
        this.members = List.copyOf(collected);
        this.byTag = new HashMap<>();
        members.forEach(each -> byTag.put(each.tag(), each));
    }

    /// The schema of a type.
    ///
    /// @param type a subtype of [Representation]
    public static Schema of(Class<?> type) {
        return SCHEMAS.get(type);
    }

    /// The tag of one object of a type, or of a value of an enum.
    public static String tag(Class<?> type) {
        return annotation(type).value();
    }

    /// The tag of many objects of a type.
    public static String pluralTag(Class<?> type) {
        return annotation(type).plural();
    }

    public List<Member> members() {
        return members;
    }

    public @Nullable Member member(String tag) {
        return byTag.get(tag);
    }

    Representation create() {
        try {
            return (Representation) type.getConstructor().newInstance();
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("Cannot create a " + type, impossible);
        }
    }

    private static void collect(Class<?> type, List<Member> into) {
        Class<?> base = type.getSuperclass();
        if (base != null && base != Representation.class && base != Object.class) {
            collect(base, into);
        }
        for (Field field : type.getDeclaredFields()) {
            if (field.isAnnotationPresent(Tag.class)) {
                into.add(new Member(field));
            }
        }
    }

    private static Tag annotation(Class<?> type) {
        Tag tag = type.getAnnotation(Tag.class);
        if (tag == null) {
            throw new IllegalArgumentException(type + " is not a type of the API");
        }
        return tag;
    }
}
