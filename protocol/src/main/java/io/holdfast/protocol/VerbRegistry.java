package io.holdfast.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The verbs that an agent answers, each with what carries it out. Immutable once built; used from many threads.
public final class VerbRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(VerbRegistry.class);

    /// Collects handlers.
    public static final class Builder {
        private final Map<String, Entry<?, ?>> entries = new HashMap<>();
        private BiConsumer<Verb<?, ?>, CallContext> guard = (verb, context) -> {};
        private Supplier<Optional<String>> notReady = Optional::empty;

        private Builder() {}

        public <P, R> Builder add(Verb<P, R> verb, VerbHandler<P, R> handler) {
            if (entries.putIfAbsent(verb.name(), new Entry<>(verb, handler)) != null) {
                throw new IllegalArgumentException(verb.name() + " has a handler already");
            }
            return this;
        }

        /// Asked before every verb that changes something; refuses by throwing [VerbFailed]. Here epochs are
        /// checked.
        public Builder guard(BiConsumer<Verb<?, ?>, CallContext> check) {
            guard = check;
            return this;
        }

        /// While the supplier gives a reason, every verb is answered with [ErrorCode#RECOVERING] and that reason.
        public Builder notReady(Supplier<Optional<String>> reason) {
            notReady = reason;
            return this;
        }

        public VerbRegistry build() {
            return new VerbRegistry(this);
        }
    }

    private record Entry<P, R>(Verb<P, R> verb, VerbHandler<P, R> handler) {
        JsonNode call(ObjectNode params, CallContext context) throws Exception {
            P arguments = verb.arguments().parse().apply(params);
            return verb.result().format().apply(handler.handle(arguments, context));
        }
    }

    private final Map<String, Entry<?, ?>> entries;
    private final BiConsumer<Verb<?, ?>, CallContext> guard;
    private final Supplier<Optional<String>> notReady;

    private VerbRegistry(Builder builder) {
        entries = Map.copyOf(builder.entries);
        guard = builder.guard;
        notReady = builder.notReady;
    }

    public static Builder builder() {
        return new Builder();
    }

    /// The names of all verbs that have a handler.
    public Set<String> names() {
        return entries.keySet();
    }

    /// Whether calls are carried out and events sent.
    public boolean ready() {
        return notReady.get().isEmpty();
    }

    /// Carries one call out, on the calling thread.
    ///
    /// @param params an object, an array in the order of [Verb#parameters], or nothing
    /// @return the bare result
    /// @throws VerbFailed with the code to answer with, and nothing else
    public JsonNode call(String method, @Nullable JsonNode params, CallContext context) {
        Optional<String> recovering = notReady.get();
        if (recovering.isPresent()) {
            throw new VerbFailed(ErrorCode.RECOVERING, recovering.get());
        }
        Entry<?, ?> entry = entries.get(method);
        if (entry == null) {
            throw new VerbFailed(ErrorCode.METHOD_NOT_FOUND, "no such verb: " + method);
        }
        Verb<?, ?> verb = entry.verb();
        try {
            ObjectNode named = byName(verb, params);
            CallContext caller = context.reading(named);
            if (verb.changes()) {
                guard.accept(verb, caller);
            }
            return entry.call(named, caller);
        } catch (VerbFailed e) {
            throw e;
        } catch (MalformedMessage e) {
            ErrorCode code = e.missing() ? ErrorCode.INTERNAL_ERROR : ErrorCode.INVALID_PARAMETER;
            throw new VerbFailed(code, verb.name() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VerbFailed(ErrorCode.SHUTTING_DOWN, verb.name() + " was interrupted", e);
        } catch (Exception | Error e) {
            LOG.error("{} failed by surprise", verb.name(), e);
            throw new VerbFailed(verb.surprise(), verb.name() + ": " + e, e);
        }
    }

    private static ObjectNode byName(Verb<?, ?> verb, @Nullable JsonNode params) {
        if (params == null || params.isNull()) {
            return Json.object();
        }
        if (params instanceof ObjectNode named) {
            return named;
        }
        if (!params.isArray()) {
            throw new VerbFailed(ErrorCode.INVALID_PARAMETERS, verb.name() + ": params is neither object nor array");
        }
        if (params.size() > verb.parameters().size()) {
            throw new VerbFailed(
                    ErrorCode.INVALID_PARAMETERS,
                    verb.name() + " has " + verb.parameters().size() + " parameters, not " + params.size());
        }
        ObjectNode named = Json.object();
        for (int i = 0; i < params.size(); i++) {
            named.set(verb.parameters().get(i), params.get(i));
        }
        return named;
    }
}
