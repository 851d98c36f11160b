package io.holdfast.protocol.wire;

import io.holdfast.protocol.DomainVitals;
import io.holdfast.protocol.Done;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.HostStatistics;
import io.holdfast.protocol.HostVerbs;
import io.holdfast.protocol.Json;
import io.holdfast.protocol.SpmStatus;
import io.holdfast.protocol.StoragePoolVerbs;
import io.holdfast.protocol.TaskVerbs;
import io.holdfast.protocol.Verb;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.protocol.VerbRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A server with a few real verbs, and some that do what a test needs.
final class TestAgent implements AutoCloseable {
    static final UUID POOL = UUID.fromString("0c0f6e2e-5f51-4f61-9a3b-2a6f0b4f3e10");
    static final UUID DOMAIN = UUID.fromString("5f6a0b9e-1111-4222-8333-444444444444");
    private static final Verb.Shape<JsonNode> TREE = new Verb.Shape<>(node -> node, node -> node);

    /// Answers its parameters.
    static final Verb<JsonNode, JsonNode> ECHO =
            new Verb<>("Test.echo", false, List.of("first", "second"), TREE, TREE, ErrorCode.INTERNAL_ERROR);

    /// Answers a text of the length asked for.
    static final Verb<JsonNode, JsonNode> FILL =
            new Verb<>("Test.fill", false, List.of("length"), TREE, TREE, ErrorCode.INTERNAL_ERROR);

    /// Answers when the test says so.
    static final Verb<JsonNode, JsonNode> WAIT =
            new Verb<>("Test.wait", true, List.of(), TREE, TREE, ErrorCode.INTERNAL_ERROR);

    final CountDownLatch release = new CountDownLatch(1);
    final AtomicInteger waits = new AtomicInteger();
    private final HostServer server;
    private volatile Optional<String> notReady = Optional.empty();

    private TestAgent(boolean secure, int port) {
        VerbRegistry registry = VerbRegistry.builder()
                .add(HostVerbs.PING, (none, context) -> Done.DONE)
                .add(HostVerbs.GET_STATISTICS, (none, context) -> statistics())
                .add(StoragePoolVerbs.GET_SPM_STATUS, (pool, context) -> {
                    if (!pool.equals(POOL)) {
                        throw new VerbFailed(ErrorCode.POOL_UNKNOWN, "pool " + pool + " is not connected");
                    }
                    return new SpmStatus(SpmStatus.Role.SPM, 14, 2);
                })
                .add(StoragePoolVerbs.SPM_START, (start, context) -> {
                    throw new IllegalStateException("a surprise");
                })
                .add(TaskVerbs.CLEAR, (task, context) -> Done.DONE)
                .add(ECHO, (params, context) -> params)
                .add(FILL, (params, context) -> Json.object()
                        .put("text", "x".repeat(params.get("length").asInt())))
                .add(WAIT, (params, context) -> {
                    waits.incrementAndGet();
                    release.await();
                    return Json.object();
                })
                .guard((verb, context) -> {
                    if (context.epoch().orElse(7) < 7) {
                        throw new VerbFailed(ErrorCode.STALE_EPOCH, "epoch 7 is in force");
                    }
                })
                .notReady(() -> notReady)
                .build();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        server = HostServer.start(address, secure ? TestPki.host() : null, registry);
    }

    static TestAgent secure() {
        return new TestAgent(true, 0);
    }

    static TestAgent inClear() {
        return new TestAgent(false, 0);
    }

    static TestAgent secureAt(int port) {
        return new TestAgent(true, port);
    }

    int port() {
        return server.port();
    }

    HostServer server() {
        return server;
    }

    void notReady(@Nullable String reason) {
        notReady = Optional.ofNullable(reason);
    }

    static HostStatistics statistics() {
        return new HostStatistics(
                new HostStatistics.Processor(2.1, 0.7, 97.2, 0.31),
                new HostStatistics.Memory(128_000, 120_311, 121_000, 4095, 4095),
                new HostStatistics.Machines(1, 1, 0, 0),
                Instant.parse("2026-08-20T10:11:12Z"),
                99_120,
                Instant.ofEpochSecond(1_787_212_345),
                Map.of("eth0", new HostStatistics.Interface("eth0", true, 1000, 1, 1, "52:54:00:00:00:01")),
                Map.of(DOMAIN, new DomainVitals(0, 4.2, 0.00041, true, 5, true, true)),
                null);
    }

    @Override
    public void close() {
        release.countDown();
        server.close();
    }
}
