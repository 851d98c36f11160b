package io.holdfast.protocol.wire;

import io.holdfast.protocol.Reply;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A call that has not ended. Knows whether its first byte may have left this process: before that it can be
/// taken back, after that its outcome is the host's.
final class PendingCall {
    private enum Stage {
        WAITING,
        SENT,
        ENDED
    }

    private static final Executor VIRTUAL = action -> Thread.ofVirtual().start(action);

    private final String id = UUID.randomUUID().toString();
    private final String verb;
    private final ObjectNode params;
    private final CompletableFuture<Reply<JsonNode>> reply = new CompletableFuture<>();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private volatile @Nullable Future<?> timer;

    PendingCall(String verb, ObjectNode params) {
        this.verb = verb;
        this.params = params;
    }

    String id() {
        return id;
    }

    String verb() {
        return verb;
    }

    ObjectNode request() {
        return JsonRpc.request(id, verb, params);
    }

    CompletableFuture<Reply<JsonNode>> reply() {
        return reply;
    }

    /// Lets the call end at its deadline.
    ///
    /// @param forget called when it does, so that nobody keeps it
    void limit(Duration deadline, Runnable forget) {
        timer = Deadlines.after(deadline, () -> {
            forget.run();
            String text = verb + " was not answered within " + deadline.toMillis() + " ms";
            abandon(true, text);
        });
        if (stage.get() == Stage.ENDED) {
            cancelTimer();
        }
    }

    /// Asked by the writer just before the first byte.
    boolean claim() {
        return stage.compareAndSet(Stage.WAITING, Stage.SENT);
    }

    /// The host has answered.
    void answer(Reply<JsonNode> answer) {
        if (stage.getAndSet(Stage.ENDED) != Stage.ENDED) {
            complete(answer);
        }
    }

    /// No answer will come.
    void abandon(boolean timedOut, String reason) {
        Stage before = stage.getAndSet(Stage.ENDED);
        if (before != Stage.ENDED) {
            complete(
                    before == Stage.WAITING
                            ? new Reply.NotSent<>(timedOut, reason)
                            : new Reply.OutcomeUnknown<>(timedOut, reason));
        }
    }

    /// What depends on the reply runs on a thread of its own: it may block.
    private void complete(Reply<JsonNode> answer) {
        cancelTimer();
        reply.completeAsync(() -> answer, VIRTUAL);
    }

    private void cancelTimer() {
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
    }
}
