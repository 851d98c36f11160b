package io.holdfast.rest;

import io.holdfast.manager.SiteView;
import io.holdfast.manager.inventory.Cluster;
import io.holdfast.manager.inventory.Event;
import io.holdfast.manager.inventory.FencePlan;
import io.holdfast.manager.inventory.FenceStage;
import io.holdfast.manager.inventory.FenceStep;
import io.holdfast.manager.inventory.Host;
import io.holdfast.manager.inventory.HostState;
import io.holdfast.manager.inventory.Vm;
import io.holdfast.manager.inventory.VmState;
import io.holdfast.manager.inventory.VmStatus;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The messages of the console's stream, as JSON:
///
///     hosts  [{id, name, address, cluster, status, spm, why}]
///     vms    [{id, name, status, host, highlyAvailable, lease, why}]
///     plans  [{id, host, title, state, started, steps: [{name, state, detail, time}]}]
///     event  {id, code, severity, time, description}
///
/// Words are lower case, times ISO 8601 in UTC, `why` and `detail` sentences or empty. A plan is `running`, `done` or
/// `stopped`; a step `waiting`, `running`, `done` or `skipped`.
final class ConsoleNews {
    private static final JsonFactory JSON = new JsonFactory();

    private ConsoleNews() {}

    static String hosts(SiteView view) {
        return list(out -> view.hosts().values().stream()
                .sorted(Comparator.comparing(Host::name))
                .forEach(each -> host(out, each, view)));
    }

    static String vms(SiteView view) {
        return list(out -> view.vms().values().stream()
                .sorted(Comparator.comparing(Vm::name))
                .forEach(each -> vm(out, each, view)));
    }

    static String plans(SiteView view) {
        return list(out -> view.fencePlans().values().stream()
                .sorted(Comparator.comparing(FencePlan::begun).reversed())
                .forEach(each -> plan(out, each, view)));
    }

    static String event(Event event) {
        return text(out -> {
            out.writeStartObject();
            out.writeNumberProperty("id", event.id());
            out.writeNumberProperty("code", event.code());
            out.writeStringProperty("severity", word(event.severity()));
            out.writeStringProperty("time", event.at().toString());
            out.writeStringProperty("description", event.message());
            out.writeEndObject();
        });
    }

    private static void host(JsonGenerator out, Host host, SiteView view) {
        HostState state = Hosts.state(host, view);
        Cluster cluster = view.clusters().get(host.cluster());
        out.writeStartObject();
        out.writeStringProperty("id", host.id().toString());
        out.writeStringProperty("name", host.name());
        out.writeStringProperty("address", host.address());
        out.writeStringProperty("cluster", cluster == null ? "" : cluster.name());
        out.writeStringProperty("status", word(state.status()));
        out.writeBooleanProperty("spm", view.spm(host.id()));
        out.writeStringProperty("why", why(state.detail(), state.nextTry()));
        out.writeEndObject();
    }

    private static void vm(JsonGenerator out, Vm vm, SiteView view) {
        VmState state = Vms.state(vm, view);
        UUID at = state.status() == VmStatus.DOWN ? null : state.host();
        Host host = at == null ? null : view.hosts().get(at);
        out.writeStartObject();
        out.writeStringProperty("id", vm.id().toString());
        out.writeStringProperty("name", vm.name());
        out.writeStringProperty("status", word(state.status()));
        out.writeStringProperty("host", host == null ? "" : host.name());
        out.writeBooleanProperty("highlyAvailable", vm.highlyAvailable());
        out.writeBooleanProperty("lease", vm.leaseDomain() != null);
        out.writeStringProperty("why", why(state.detail(), state.nextTry()));
        out.writeEndObject();
    }

    private static void plan(JsonGenerator out, FencePlan plan, SiteView view) {
        Host host = view.hosts().get(plan.host());
        String name = host == null ? plan.host().toString() : host.name();
        out.writeStartObject();
        out.writeStringProperty("id", plan.id().toString());
        out.writeStringProperty("host", name);
        out.writeStringProperty("title", title(plan, name));
        out.writeStringProperty(
                "state",
                plan.stage() == FenceStage.DONE ? "done" : plan.stage() == FenceStage.STOPPED ? "stopped" : "running");
        out.writeStringProperty("started", plan.begun().toString());
        out.writeStringProperty("explanation", plan.explanation());
        out.writeName("steps");
        out.writeStartArray();
        plan.steps().forEach(each -> step(out, each));
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void step(JsonGenerator out, FenceStep step) {
        Instant time =
                Objects.requireNonNullElse(step.ended(), Objects.requireNonNullElse(step.begun(), Instant.EPOCH));
        out.writeStartObject();
        out.writeStringProperty("name", what(step));
        out.writeStringProperty("state", word(step.state()));
        out.writeStringProperty(
                "detail", why(step.outcome().isEmpty() ? step.reason() : step.outcome(), step.nextTry()));
        out.writeStringProperty("time", time.equals(Instant.EPOCH) ? "" : time.toString());
        out.writeEndObject();
    }

    private static String title(FencePlan plan, String host) {
        return switch (plan.trigger()) {
            case SILENCE -> host + " stopped answering";
            case RESTART -> "Restart of " + host;
            case STOP -> "Power off of " + host;
            case START -> "Power on of " + host;
            case CONFIRMATION -> host + " was confirmed to be off";
        };
    }

    private static String what(FenceStep step) {
        return switch (step.kind()) {
            case POWER_OFF -> "Power off by " + step.name();
            case CONFIRM_OFF -> "Confirm off by " + step.name();
            case WATCH_LEASE -> "Watch the lease on " + step.name();
            case FREE_LEASE -> "Free the lease on " + step.name();
            case RELEASE_HOST -> "Release machines and roles of " + step.name();
            case POWER_ON -> "Power on by " + step.name();
            case CONFIRM_ON -> "Confirm on by " + step.name();
            case AWAIT_HOST -> "Wait for " + step.name() + " to be Up";
        };
    }

    private static String why(String detail, @Nullable Instant nextTry) {
        if (nextTry == null) {
            return detail;
        }
        String next = "Next try at " + nextTry.toString().substring(11, 19) + " UTC.";
        return detail.isEmpty() ? next : detail.endsWith(".") ? detail + " " + next : detail + ". " + next;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String list(Consumer<JsonGenerator> items) {
        return text(out -> {
            out.writeStartArray();
            items.accept(out);
            out.writeEndArray();
        });
    }

    private static String text(Consumer<JsonGenerator> content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            content.accept(out);
        }
        return text.toString();
    }

    /// A message of the stream.
    ///
    /// @param id of the event, null for what is no event
    record Message(String name, String data, @Nullable String id) {
        static List<Message> pictures(SiteView view) {
            return List.of(
                    new Message("hosts", hosts(view), null),
                    new Message("vms", vms(view), null),
                    new Message("plans", plans(view), null));
        }

        static Message of(Event event) {
            return new Message("event", ConsoleNews.event(event), Long.toString(event.id()));
        }
    }
}
