package io.holdfast.rest;

import io.holdfast.restmodel.Representation;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The members of a collection: what they are inside, and how they are shown.
///
/// @param type of what is shown
/// @param fields by which the collection can be searched, null if it cannot
/// @param order when the search asks for none, null = as given
record Listing<S>(
        Class<? extends Representation> type,
        List<S> all,
        Function<S, ? extends Representation> shown,
        @Nullable Fields<S> fields,
        @Nullable Comparator<S> order) {
    Listing {
        all = List.copyOf(all);
    }

    /// A collection without search.
    Listing(Class<? extends Representation> type, List<S> all, Function<S, ? extends Representation> shown) {
        this(type, all, shown, null, null);
    }

    Listing<S> with(List<S> others) {
        return new Listing<>(type, others, shown, fields, order);
    }

    List<? extends Representation> representations() {
        return all.stream().map(shown).toList();
    }
}
