package io.holdfast.protocol.wire;

import io.holdfast.protocol.CallContext;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.Json;
import io.holdfast.protocol.MalformedMessage;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.protocol.VerbRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Carries requests out, each on a virtual thread, and gives every one of them exactly one answer.
final class RequestRunner {
    private static final Logger LOG = LoggerFactory.getLogger(RequestRunner.class);

    /// Calls at once, of all connections together.
    private static final int CALLS = 512;

    private static final long SLOW_MILLIS = 1000;

    private final VerbRegistry registry;
    private final Semaphore permits = new Semaphore(CALLS);
    private volatile boolean closed;

    RequestRunner(VerbRegistry registry) {
        this.registry = registry;
    }

    /// From now on, every request is refused.
    void close() {
        closed = true;
    }

    /// Whether no call runs any more, within the time given.
    boolean awaitIdle(Duration time) {
        try {
            return permits.tryAcquire(CALLS, time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Begins what a body asks for.
    ///
    /// @param mine how many calls the same connection may still begin
    /// @param answer takes the answer, an object or an array; called once, or never if there is none
    void run(byte[] body, CallContext context, Semaphore mine, Consumer<JsonNode> answer) {
        JsonRpc.Incoming incoming;
        try {
            incoming = JsonRpc.read(Json.parse(body));
        } catch (MalformedMessage e) {
            answer.accept(JsonRpc.error(null, ErrorCode.PARSE_ERROR.code(), String.valueOf(e.getMessage())));
            return;
        }
        Answers answers = new Answers(incoming.batch(), incoming.requests().size(), answer);
        incoming.refused().forEach(answers::extra);
        incoming.requests().forEach(request -> begin(request, context, mine, answers));
        answers.finishIfNothingRuns();
    }

    private void begin(JsonRpc.Request request, CallContext context, Semaphore mine, Answers answers) {
        if (closed) {
            answers.done(refusal(request, ErrorCode.SHUTTING_DOWN, "the agent is shutting down"));
        } else if (!mine.tryAcquire()) {
            answers.done(
                    refusal(request, ErrorCode.RESOURCES_EXHAUSTED, "too many calls of this connection are running"));
        } else if (!permits.tryAcquire()) {
            mine.release();
            answers.done(refusal(request, ErrorCode.RESOURCES_EXHAUSTED, "too many calls are running"));
        } else {
            Thread.ofVirtual().name(request.method()).start(() -> {
                try {
                    answers.done(call(request, context));
                } finally {
                    permits.release();
                    mine.release();
                }
            });
        }
    }

    private static @Nullable ObjectNode refusal(JsonRpc.Request request, ErrorCode code, String message) {
        return request.id() == null ? null : JsonRpc.error(request.id(), code.code(), message);
    }

    private @Nullable ObjectNode call(JsonRpc.Request request, CallContext context) {
        long begun = System.nanoTime();
        JsonNode id = request.id();
        try {
            JsonNode result = registry.call(request.method(), request.params(), context);
            return id == null ? null : JsonRpc.result(id, result);
        } catch (VerbFailed e) {
            LOG.debug("{} refused with {}: {}", request.method(), e.code(), e.getMessage());
            return id == null ? null : JsonRpc.error(id, e.code(), String.valueOf(e.getMessage()));
        } finally {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            if (millis >= SLOW_MILLIS) {
                LOG.info("{} took {} ms (flow {})", request.method(), millis, context.flowId());
            }
        }
    }

    /// Gathers the answers to one body and hands them over when the last is there.
    private static final class Answers {
        private final boolean batch;
        private final AtomicInteger running;
        private final Consumer<JsonNode> receiver;
        private final List<ObjectNode> collected = Collections.synchronizedList(new ArrayList<>());

        Answers(boolean batch, int requests, Consumer<JsonNode> receiver) {
            this.batch = batch;
            this.running = new AtomicInteger(requests + 1);
            this.receiver = receiver;
        }

        void extra(ObjectNode answer) {
            collected.add(answer);
        }

        void done(@Nullable ObjectNode answer) {
            if (answer != null) {
                collected.add(answer);
            }
            finishIfNothingRuns();
        }

        void finishIfNothingRuns() {
            if (running.decrementAndGet() == 0 && !collected.isEmpty()) {
                if (batch) {
                    ArrayNode array = Json.array();
                    collected.forEach(array::add);
                    receiver.accept(array);
                } else {
                    receiver.accept(collected.getFirst());
                }
            }
        }
    }
}
