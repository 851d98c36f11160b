package io.holdfast.rest;

import io.holdfast.restmodel.types.ClusterLevel;
import io.holdfast.restmodel.types.Domain;
import io.holdfast.restmodel.types.Template;
import io.holdfast.restmodel.types.TemplateStatus;
import io.holdfast.restmodel.types.User;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What every site has and nobody can change: the blank template, the administrator and his domain, cluster levels.
final class BuiltIns {
    private static final UUID DOMAIN = UUID.nameUUIDFromBytes(new byte[] {1});
    private static final List<String> LEVELS = List.of("4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8");

    private static final Fields<Template> TEMPLATES = new Fields<Template>("template")
            .with((each, view) -> each.name, "name")
            .with((each, view) -> each.id, "id");
    private static final Fields<User> USERS = new Fields<User>("user")
            .with((each, view) -> each.name, "name")
            .with((each, view) -> each.userName, "usrname");

    private BuiltIns() {}

    static void serve(Endpoints endpoints) {
        endpoints.on(
                "GET",
                "templates",
                call -> new Answer.Many<>(
                        new Listing<>(Template.class, List.of(blank()), each -> each, TEMPLATES, null)));
        endpoints.on("GET", "templates/{}", call -> {
            if (!call.id(0).equals(Ids.BLANK)) {
                throw Refusal.notFound(call.ids().getFirst());
            }
            return new Answer.One(blank());
        });
        endpoints.on(
                "GET",
                "users",
                call -> new Answer.Many<>(new Listing<>(User.class, List.of(admin()), each -> each, USERS, null)));
        endpoints.on("GET", "users/{}", call -> {
            if (!call.id(0).equals(Ids.ADMIN)) {
                throw Refusal.notFound(call.ids().getFirst());
            }
            return new Answer.One(admin());
        });
        endpoints.on(
                "GET",
                "domains",
                call -> new Answer.Many<>(new Listing<>(Domain.class, List.of(domain()), each -> each)));
        endpoints.on("GET", "domains/{}", call -> {
            if (!call.id(0).equals(DOMAIN)) {
                throw Refusal.notFound(call.ids().getFirst());
            }
            return new Answer.One(domain());
        });
        endpoints.on(
                "GET",
                "clusterlevels",
                call -> new Answer.Many<>(new Listing<>(ClusterLevel.class, LEVELS, BuiltIns::level)));
        endpoints.on("GET", "clusterlevels/{}", call -> {
            String id = call.ids().getFirst();
            if (!LEVELS.contains(id)) {
                throw Refusal.notFound(id);
            }
            return new Answer.One(level(id));
        });
    }

    /// A machine can be made from the blank template only.
    static void checkBlank(@Nullable Template wanted) throws Refusal {
        if (wanted == null || (wanted.id == null && wanted.name == null)) {
            return;
        }
        boolean blank =
                wanted.id != null ? Ids.parse(wanted.id).equals(Ids.BLANK) : "Blank".equalsIgnoreCase(wanted.name);
        if (!blank) {
            throw Refusal.notFound("template " + (wanted.id != null ? wanted.id : wanted.name));
        }
    }

    private static Template blank() {
        Template blank = Ids.template(Ids.BLANK);
        blank.name = "Blank";
        blank.description = "Blank template";
        blank.status = TemplateStatus.OK;
        return blank;
    }

    private static User admin() {
        User admin = Ids.user(Ids.ADMIN);
        admin.name = "admin";
        admin.userName = "admin@internal-authz";
        admin.principal = "admin";
        admin.namespace = "*";
        admin.domain = domain();
        return admin;
    }

    private static Domain domain() {
        Domain domain = Ids.at(new Domain(), "domains", DOMAIN);
        domain.name = "internal-authz";
        return domain;
    }

    private static ClusterLevel level(String id) {
        ClusterLevel level = new ClusterLevel();
        level.id = id;
        level.href = Ids.ROOT + "/clusterlevels/" + id;
        return level;
    }
}
