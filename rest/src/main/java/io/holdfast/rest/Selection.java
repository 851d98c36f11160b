package io.holdfast.rest;

import io.holdfast.manager.SiteView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;

/// Applies `search`, `case_sensitive` and `max` of a request to a collection.
final class Selection {
    private Selection() {}

    static <S> Listing<S> of(Listing<S> all, Parameters parameters, SiteView view) throws Refusal {
        List<S> chosen = new ArrayList<>(all.all());
        Comparator<S> order = all.order();
        int page = 1;
        Fields<S> fields = all.fields();
        String text = parameters.text("search");
        if (fields != null && text != null) {
            Search search = Search.parse(text);
            if (!search.alternatives().isEmpty()) {
                BiPredicate<S, SiteView> condition =
                        condition(search, fields, parameters.flag("case_sensitive", false));
                chosen.removeIf(each -> !condition.test(each, view));
            }
            if (search.sortBy() != null) {
                Comparator<S> wanted = fields.by(search.sortBy(), view);
                order = search.ascending() ? wanted : wanted.reversed();
            }
            page = search.page();
        }
        if (order != null) {
            chosen.sort(order);
        }
        long max = parameters.number("max", -1);
        if (max < 0) {
            return all.with(page == 1 ? chosen : List.of());
        }
        long from = Math.min((page - 1) * max, chosen.size());
        return all.with(chosen.subList((int) from, (int) Math.min(from + max, chosen.size())));
    }

    private static <S> BiPredicate<S, SiteView> condition(Search search, Fields<S> fields, boolean caseSensitive)
            throws Refusal {
        BiPredicate<S, SiteView> any = (thing, view) -> false;
        for (List<Search.Term> terms : search.alternatives()) {
            BiPredicate<S, SiteView> all = (thing, view) -> true;
            for (Search.Term term : terms) {
                all = all.and(fields.where(term, caseSensitive));
            }
            any = any.or(all);
        }
        return any;
    }
}
