package io.holdfast.rest;

import static java.util.Comparator.comparingInt;

import io.holdfast.manager.Command;
import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.FenceAgent;
import io.holdfast.manager.inventory.Host;
import io.holdfast.restmodel.types.Agent;
import io.holdfast.restmodel.types.Option;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Power devices of hosts in the API. A password can be set and never be read.
final class FenceAgents {
    private FenceAgents() {}

    static void serve(Endpoints endpoints) {
        endpoints.on("GET", "hosts/{}/fenceagents", FenceAgents::list);
        endpoints.on("POST", "hosts/{}/fenceagents", FenceAgents::add);
        endpoints.on("GET", "hosts/{}/fenceagents/{}", call -> new Answer.One(shown(find(call, call.view()))));
        endpoints.on("PUT", "hosts/{}/fenceagents/{}", FenceAgents::update);
        endpoints.on("DELETE", "hosts/{}/fenceagents/{}", call -> {
            call.execute(new Command.RemoveFenceAgent(find(call, call.view()).id()));
            return new Answer.Removed();
        });
    }

    private static Answer list(Call call) throws Refusal {
        Host host = Hosts.find(call);
        List<FenceAgent> agents = call.view().fenceAgents().values().stream()
                .filter(each -> each.host().equals(host.id()))
                .toList();
        return new Answer.Many<>(
                new Listing<>(Agent.class, agents, FenceAgents::shown, null, comparingInt(FenceAgent::order)));
    }

    private static FenceAgent find(Call call, SiteView view) throws Refusal {
        Host host = Hosts.find(call);
        FenceAgent found = view.fenceAgents().get(call.id(1));
        if (found == null || !found.host().equals(host.id())) {
            throw Refusal.notFound(call.ids().get(1));
        }
        return found;
    }

    private static Answer add(Call call) throws Refusal {
        Host host = Hosts.find(call);
        UUID id = call.execute(added(call.read(Agent.class), host.id())).subject();
        return new Answer.Created(
                shown(Objects.requireNonNull(call.now().fenceAgents().get(id))), false);
    }

    static Command.AddFenceAgent added(Agent wanted, UUID host) throws Refusal {
        if (wanted.address == null || wanted.type == null) {
            throw Refusal.incomplete("Agent", "address, type", "add");
        }
        return new Command.AddFenceAgent(
                null,
                host,
                Numbers.within(Objects.requireNonNullElse(wanted.order, 1L), 1, 100, "agent.order"),
                wanted.type,
                wanted.address,
                Numbers.within(Objects.requireNonNullElse(wanted.port, 0L), 0, 65535, "agent.port"),
                Objects.requireNonNullElse(wanted.username, ""),
                Objects.requireNonNullElse(wanted.password, ""),
                Objects.requireNonNullElse(options(wanted.options), Map.of()));
    }

    private static Answer update(Call call) throws Refusal {
        FenceAgent before = find(call, call.view());
        Agent wanted = call.read(Agent.class);
        call.execute(new Command.UpdateFenceAgent(
                before.id(), wanted.address, wanted.username, wanted.password, options(wanted.options)));
        return new Answer.One(shown(find(call, call.now())));
    }

    private static @Nullable Map<String, String> options(@Nullable List<Option> wanted) throws Refusal {
        if (wanted == null) {
            return null;
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (Option option : wanted) {
            if (option.name == null) {
                throw Refusal.incomplete("Option", "name", "add");
            }
            options.put(option.name, Objects.requireNonNullElse(option.value, ""));
        }
        return options;
    }

    private static Agent shown(FenceAgent agent) {
        Agent shown = Ids.at(new Agent(), "hosts/" + agent.host() + "/fenceagents", agent.id());
        shown.type = agent.type();
        shown.address = agent.address();
        shown.username = agent.username();
        shown.order = (long) agent.order();
        shown.concurrent = false;
        shown.encryptOptions = false;
        shown.host = Ids.host(agent.host());
        if (agent.port() != 0) {
            shown.port = (long) agent.port();
        }
        shown.options = agent.options().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> option(each.getKey(), each.getValue()))
                .toList();
        return shown;
    }

    private static Option option(String name, String value) {
        Option option = new Option();
        option.name = name;
        option.value = value;
        return option;
    }
}
