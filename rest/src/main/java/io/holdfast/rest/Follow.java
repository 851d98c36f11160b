package io.holdfast.rest;

import io.holdfast.restmodel.Member;
import io.holdfast.restmodel.Representation;
import io.holdfast.restmodel.Resource;
import io.holdfast.restmodel.Routes;
import io.holdfast.restmodel.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Puts what a representation only links to into it: `follow=disk_attachments.disk,host`.
///
/// A step names a member, without regard to case and `_`. A list member is the collection of that name below the
/// entity, any other a reference to another entity.
final class Follow {
    private static final int DEEPEST = 6;

    private final Endpoints endpoints;
    private final Links links;

    Follow(Endpoints endpoints, Links links) {
        this.endpoints = endpoints;
        this.links = links;
    }

    /// @param paths comma separated, each dotted; may be empty
    /// @throws Refusal if a step names nothing that can be followed
    void apply(String paths, Representation entity, Call call) throws Refusal {
        for (String path : paths.split(",", -1)) {
            if (!path.isBlank()) {
                List<String> steps = Arrays.stream(path.strip().split("\\.", -1))
                        .map(each -> each.replace("_", "").toLowerCase(Locale.ROOT))
                        .toList();
                if (steps.size() > DEEPEST) {
                    throw Refusal.invalid("Cannot follow '" + path + "': it has more than " + DEEPEST + " steps");
                }
                follow(entity, steps, path, call);
            }
        }
    }

    private void follow(Representation entity, List<String> steps, String path, Call call) throws Refusal {
        if (steps.isEmpty()) {
            return;
        }
        Member member = member(entity, steps.getFirst());
        if (member == null || !member.struct()) {
            throw Refusal.invalid("Cannot follow '" + path + "': a " + Schema.tag(entity.getClass())
                    + " has no member '" + steps.getFirst() + "' that can be followed");
        }
        List<String> rest = steps.subList(1, steps.size());
        if (member.list()) {
            List<? extends Representation> members = list(entity, member, call);
            if (members == null) {
                members = present(entity, member);
            }
            for (Representation each : members) {
                follow(each, rest, path, call);
            }
            member.set(entity, members);
        } else if (member.get(entity) instanceof Representation reference) {
            Representation whole = whole(reference, call);
            follow(whole, rest, path, call);
            member.set(entity, whole);
        }
    }

    private static @Nullable Member member(Representation entity, String step) {
        return Schema.of(entity.getClass()).members().stream()
                .filter(each -> each.tag().replace("_", "").equals(step))
                .findFirst()
                .orElse(null);
    }

    private static List<Representation> present(Representation entity, Member member) {
        if (!(member.get(entity) instanceof List<?> items)) {
            return List.of();
        }
        return items.stream().map(Representation.class::cast).toList();
    }

    /// The collection below the entity, null if it has none of that name.
    private @Nullable List<? extends Representation> list(Representation entity, Member member, Call call)
            throws Refusal {
        Routes.Found found = find(entity.href);
        if (found == null) {
            return null;
        }
        Resource collection = found.resource().child(member.tag().replace("_", ""));
        if (collection == null) {
            return null;
        }
        Endpoint endpoint = endpoints.find("GET", collection);
        if (endpoint == null) {
            return List.of();
        }
        if (!(endpoint.answer(call.at(found.ids())) instanceof Answer.Many<?> many)) {
            return null;
        }
        List<? extends Representation> members = many.listing().representations();
        links.completeAll(members, collection, entity.href + "/" + collection.name());
        return members;
    }

    /// What a reference stands for; the reference itself if that is gone or not served.
    private Representation whole(Representation reference, Call call) throws Refusal {
        Routes.Found found = find(reference.href);
        Endpoint endpoint = found == null ? null : endpoints.find("GET", found.resource());
        if (found == null || endpoint == null || reference.href == null) {
            return reference;
        }
        try {
            if (endpoint.answer(call.at(found.ids())) instanceof Answer.One one) {
                links.complete(one.entity(), found.resource(), reference.href);
                return one.entity();
            }
            return reference;
        } catch (Refusal gone) {
            if (gone.status() == 404) {
                return reference;
            }
            throw gone;
        }
    }

    private Routes.@Nullable Found find(@Nullable String href) {
        if (href == null || !href.startsWith(Ids.ROOT + "/")) {
            return null;
        }
        return endpoints
                .routes()
                .find(List.of(href.substring(Ids.ROOT.length() + 1).split("/", -1)));
    }
}
