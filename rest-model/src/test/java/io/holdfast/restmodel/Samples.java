package io.holdfast.restmodel;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Objects with every member filled, the same ones for the same seed.
final class Samples {
    private final Random random;
    private final BiPredicate<Class<?>, Member> wanted;
    private final BiPredicate<Class<?>, String> known;

    /// @param wanted whether to fill a member of a type
    /// @param known whether to use a constant (in lower case) of an enum
    Samples(long seed, BiPredicate<Class<?>, Member> wanted, BiPredicate<Class<?>, String> known) {
        this.random = new Random(seed);
        this.wanted = wanted;
        this.known = known;
    }

    /// @param depth how many levels of objects within the object are filled
    Representation of(Class<?> type, int depth) {
        Schema schema = Schema.of(type);
        Representation object = schema.create();
        for (Member member : schema.members()) {
            if (wanted.test(type, member)) {
                member.set(object, value(member, depth));
            }
        }
        return object;
    }

    private @Nullable Object value(Member member, int depth) {
        if (member.struct() && depth == 0) {
            return null;
        }
        if (!member.list()) {
            return one(member.element(), depth);
        }
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Object item = one(member.element(), depth);
            if (item != null) {
                items.add(item);
            }
        }
        return items.isEmpty() ? null : items;
    }

    private @Nullable Object one(Class<?> type, int depth) {
        if (type == String.class) {
            return "text <&\"' é " + random.nextInt(1000);
        }
        if (type == Long.class) {
            return random.nextLong(1L << 40);
        }
        if (type == Boolean.class) {
            return random.nextBoolean();
        }
        if (type == BigDecimal.class) {
            return BigDecimal.valueOf(10L * random.nextInt(10_000) + 1, 2);
        }
        if (type == Instant.class) {
            return Instant.ofEpochMilli(random.nextLong(1L << 41));
        }
        Object[] constants = type.getEnumConstants();
        if (constants != null) {
            List<Object> usable = new ArrayList<>();
            for (Object each : constants) {
                if (known.test(type, ((Enum<?>) each).name().toLowerCase(Locale.ROOT))) {
                    usable.add(each);
                }
            }
            return usable.isEmpty() ? null : usable.get(random.nextInt(usable.size()));
        }
        return of(type, depth - 1);
    }
}
