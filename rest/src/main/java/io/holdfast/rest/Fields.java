package io.holdfast.rest;

import io.holdfast.manager.SiteView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// By what the members of a collection can be searched and ordered: values of their own, and those of related things
/// (`host.name`, `vms.status`). Names are read without regard to case.
final class Fields<S> {
    private final String noun;
    private final Map<String, Value<S>> own = new HashMap<>();
    private final Map<String, Related<S, ?>> related = new HashMap<>();

    /// A value of a thing: text, a number, a date, a boolean, an enum or an id; null if it has none.
    @FunctionalInterface
    interface Value<S> {
        @Nullable Object of(S thing, SiteView view);
    }

    private record Related<S, R>(Supplier<Fields<R>> fields, BiFunction<S, SiteView, List<R>> things) {
        BiPredicate<S, SiteView> where(@Nullable String field, Comparison comparison) throws Refusal {
            BiPredicate<R, SiteView> each = fields.get().own(field == null ? "name" : field, comparison);
            return (thing, view) -> things.apply(thing, view).stream().anyMatch(one -> each.test(one, view));
        }
    }

    /// @param noun for messages
    Fields(String noun) {
        this.noun = noun;
    }

    /// Adds a value under one or more names.
    Fields<S> with(Value<S> value, String... names) {
        for (String name : names) {
            own.put(name, value);
        }
        return this;
    }

    /// Adds related things under one or more names; a comparison holds if it holds for any of them.
    <R> Fields<S> related(Supplier<Fields<R>> fields, BiFunction<S, SiteView, List<R>> things, String... names) {
        for (String name : names) {
            related.put(name, new Related<>(fields, things));
        }
        return this;
    }

    /// @throws Refusal if there is no such field or it has no such value
    BiPredicate<S, SiteView> where(Search.Term term, boolean caseSensitive) throws Refusal {
        Comparison comparison = new Comparison(term.operator(), term.value(), caseSensitive);
        String field = term.field();
        if (field == null) {
            return text(comparison);
        }
        int dot = field.indexOf('.');
        if (dot < 0) {
            Related<S, ?> things = own.containsKey(lower(field)) ? null : related.get(lower(field));
            return things == null ? own(field, comparison) : things.where(null, comparison);
        }
        Related<S, ?> things = related.get(lower(field.substring(0, dot)));
        if (things == null) {
            throw unknown(field);
        }
        return things.where(field.substring(dot + 1), comparison);
    }

    /// @throws Refusal if there is no such field
    Comparator<S> by(String field, SiteView view) throws Refusal {
        Value<S> value = value(field);
        return Comparator.comparing(thing -> value.of(thing, view), Comparator.nullsFirst(Comparison::order));
    }

    private BiPredicate<S, SiteView> own(String field, Comparison comparison) throws Refusal {
        Value<S> value = value(field);
        comparison.check(field);
        return (thing, view) -> comparison.holds(value.of(thing, view));
    }

    private BiPredicate<S, SiteView> text(Comparison comparison) {
        List<Value<S>> values = new ArrayList<>(own.values());
        return (thing, view) -> values.stream()
                .map(each -> each.of(thing, view))
                .anyMatch(each -> each instanceof String text && comparison.within(text));
    }

    private Value<S> value(String field) throws Refusal {
        Value<S> value = own.get(lower(field));
        if (value == null) {
            throw unknown(field);
        }
        return value;
    }

    private Refusal unknown(String field) {
        return Refusal.invalid("A " + noun + " has no field '" + field + "' to search by");
    }

    private static String lower(String field) {
        return field.toLowerCase(Locale.ROOT);
    }
}
