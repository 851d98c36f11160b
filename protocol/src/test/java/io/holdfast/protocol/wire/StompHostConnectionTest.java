package io.holdfast.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.CallFailed;
import io.holdfast.protocol.ConnectionState;
import io.holdfast.protocol.Done;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.HostConnection;
import io.holdfast.protocol.HostEvent;
import io.holdfast.protocol.HostVerbs;
import io.holdfast.protocol.Json;
import io.holdfast.protocol.Reply;
import io.holdfast.protocol.SpmStatus;
import io.holdfast.protocol.StoragePoolVerbs;
import io.holdfast.protocol.TaskVerbs;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The manager's connection against our server over TLS, and against hosts that misbehave.
class StompHostConnectionTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);
    private final RecordingListener listener = new RecordingListener();
    private final List<AutoCloseable> toClose = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : toClose.reversed()) {
            each.close();
        }
    }

    private <C extends AutoCloseable> C closing(C closeable) {
        toClose.add(closeable);
        return closeable;
    }

    private HostConnection connect(int port, @Nullable SSLContext tls) {
        ConnectionOptions options = new ConnectionOptions(
                "localhost", port, tls, Duration.ofSeconds(10), Duration.ofSeconds(1), SHORT, Duration.ofMillis(200));
        return closing(StompHostConnection.open(options, listener));
    }

    private HostConnection connect(FakeHost.Script script) throws IOException {
        return connect(closing(new FakeHost(script)).port(), null);
    }

    @Test
    void callsAreAnsweredOverMutualTls() {
        TestAgent agent = closing(TestAgent.secure());
        HostConnection host = connect(agent.port(), TestPki.manager());
        assertThat(host.call(HostVerbs.PING, Done.DONE, LONG)).isEqualTo(new Reply.Result<>(Done.DONE));
        assertThat(host.call(StoragePoolVerbs.GET_SPM_STATUS, TestAgent.POOL, LONG)
                        .orThrow("status"))
                .isEqualTo(new SpmStatus(SpmStatus.Role.SPM, 14, 2));
        assertThat(host.call(HostVerbs.GET_STATISTICS, Done.DONE, LONG).orThrow("statistics"))
                .isEqualTo(TestAgent.statistics());
    }

    @Test
    void theStateTellsTheHostsCertificate() throws InterruptedException {
        TestAgent agent = closing(TestAgent.secure());
        connect(agent.port(), TestPki.manager());
        ConnectionState.Up up = listener.await(ConnectionState.Up.class);
        assertThat(up.subject()).isEqualTo("CN=host-1,O=Holdfast");
        assertThat(up.certificate()).hasSize(64);
    }

    @Test
    void refusalsAndSurprisesComeWithTheirCodes() {
        TestAgent agent = closing(TestAgent.secure());
        HostConnection host = connect(agent.port(), TestPki.manager());
        Reply<SpmStatus> unknown = host.call(StoragePoolVerbs.GET_SPM_STATUS, new UUID(0, 1), LONG);
        assertThat(unknown)
                .isInstanceOfSatisfying(Reply.RemoteError.class, error -> assertThat(error.is(ErrorCode.POOL_UNKNOWN))
                        .isTrue());
        assertThatThrownBy(() -> unknown.orThrow("Cannot find the SPM"))
                .isInstanceOf(CallFailed.class)
                .hasMessageContaining("Cannot find the SPM: refused with code 309");
        assertThat(host.call(
                        StoragePoolVerbs.SPM_START,
                        new StoragePoolVerbs.SpmStart(TestAgent.POOL, -1, -1, 250, 5),
                        LONG))
                .isInstanceOfSatisfying(Reply.RemoteError.class, error -> assertThat(error.code())
                        .isEqualTo(650));
    }

    @Test
    void theEpochTravelsWithACallAndAnOldOneIsRefused() {
        TestAgent agent = closing(TestAgent.secure());
        HostConnection host = connect(agent.port(), TestPki.manager());
        UUID task = new UUID(1, 1);
        assertThat(host.call(TaskVerbs.CLEAR, task, 7, LONG)).isInstanceOf(Reply.Result.class);
        assertThat(host.call(TaskVerbs.CLEAR, task, 6, LONG))
                .isInstanceOfSatisfying(Reply.RemoteError.class, error -> assertThat(error.is(ErrorCode.STALE_EPOCH))
                        .isTrue());
    }

    @Test
    void eventsArriveInOrder() throws InterruptedException {
        TestAgent agent = closing(TestAgent.secure());
        HostConnection host = connect(agent.port(), TestPki.manager());
        host.call(HostVerbs.PING, Done.DONE, LONG).orThrow("ping");
        for (int i = 0; i < 100; i++) {
            agent.server().publish(new HostEvent("virt", "VM_status", "vm-" + i, Json.object(), i));
        }
        for (int i = 0; i < 100; i++) {
            HostEvent event = listener.events.poll(30, TimeUnit.SECONDS);
            assertThat(event).isNotNull().isEqualTo(new HostEvent("virt", "VM_status", "vm-" + i, Json.object(), i));
        }
    }

    @Test
    void aCallThatIsNotAnsweredInTimeHasAnUnknownOutcome() {
        TestAgent agent = closing(TestAgent.secure());
        HostConnection host = connect(agent.port(), TestPki.manager());
        host.call(HostVerbs.PING, Done.DONE, LONG).orThrow("ping");
        assertThat(host.call("Test.wait", Json.object(), Duration.ofMillis(500)))
                .isInstanceOfSatisfying(Reply.OutcomeUnknown.class, unknown -> assertThat(unknown.timedOut())
                        .isTrue());
        assertThat(agent.waits).hasValue(1);
    }

    @Test
    void aCallCutOffByALostConnectionHasAnUnknownOutcome() throws Exception {
        HostConnection host = connect((fake, frames, socket) -> {
            FakeHost.greet(frames, socket, "0,0");
            FakeHost.await(frames, "SEND");
        });
        Reply<JsonNode> reply = host.call("VM.create", Json.object(), LONG);
        assertThat(reply).isInstanceOfSatisfying(Reply.OutcomeUnknown.class, unknown -> assertThat(unknown.timedOut())
                .isFalse());
    }

    @Test
    void aCallWithoutAConnectionWasCertainlyNotSent() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        HostConnection host = connect(port, null);
        assertThat(host.call("VM.create", Json.object(), LONG))
                .isInstanceOfSatisfying(Reply.NotSent.class, missed -> assertThat(missed.timedOut())
                        .isFalse());
        ConnectionState.BackingOff first = listener.await(ConnectionState.BackingOff.class);
        ConnectionState.BackingOff second = listener.await(ConnectionState.BackingOff.class);
        assertThat(first.failures()).isEqualTo(1);
        assertThat(second.failures()).isEqualTo(2);
        assertThat(first.reason()).contains("refused");
        assertThat(second.pause()).isGreaterThanOrEqualTo(SHORT.multipliedBy(2));
    }

    @Test
    void aCallWhoseConnectTakesTooLongWasCertainlyNotSent() throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        HostConnection host = connect((fake, frames, socket) -> end.join());
        assertThat(host.call("VM.create", Json.object(), SHORT))
                .isInstanceOfSatisfying(Reply.NotSent.class, missed -> assertThat(missed.timedOut())
                        .isTrue());
        end.complete(null);
    }

    @Test
    void aSilentHostIsLostAfterTwiceTheBeatItPromised() throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        HostConnection host = connect((fake, frames, socket) -> {
            FakeHost.greet(frames, socket, "1000,1000");
            end.join();
        });
        assertThat(host.call("Host.ping2", Json.object(), LONG))
                .isInstanceOfSatisfying(Reply.OutcomeUnknown.class, unknown -> assertThat(unknown.reason())
                        .contains("silent"));
        end.complete(null);
    }

    @Test
    void beatsKeepAnIdleConnectionUp() throws Exception {
        TestAgent agent = closing(TestAgent.secure());
        HostConnection host = connect(agent.port(), TestPki.manager());
        listener.await(ConnectionState.Up.class);
        // Each side would end the connection after 2 s of silence.
        assertThat(host.call("Test.wait", Json.object(), Duration.ofSeconds(4)))
                .isInstanceOfSatisfying(Reply.OutcomeUnknown.class, unknown -> assertThat(unknown.timedOut())
                        .isTrue());
        assertThat(host.state()).isInstanceOf(ConnectionState.Up.class);
    }

    @Test
    void itConnectsAgainWhenTheHostComesBack() throws Exception {
        TestAgent agent = TestAgent.secure();
        int port = agent.port();
        HostConnection host = connect(port, TestPki.manager());
        listener.await(ConnectionState.Up.class);
        agent.close();
        assertThat(listener.await(ConnectionState.BackingOff.class).failures()).isEqualTo(1);
        TestAgent next = closing(TestAgent.secureAt(port));
        host.retryNow();
        listener.await(ConnectionState.Up.class);
        assertThat(host.call(HostVerbs.PING, Done.DONE, LONG)).isInstanceOf(Reply.Result.class);
        next.server().publish(new HostEvent("net", "host_conn", "no_id", Json.object(), 1));
        assertThat(listener.events.poll(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void answersThatCannotBeReadLeaveTheOutcomeUnknown() throws Exception {
        for (String answer : List.of(
                "{\"jsonrpc\":\"2.0\",\"id\":\"ID\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"ID\",\"error\":\"no\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"ID\",\"error\":{\"message\":\"no code\"}}",
                "this is not JSON")) {
            HostConnection host = connect((fake, frames, socket) -> {
                FakeHost.greet(frames, socket, "0,0");
                String id = Json.parse(FakeHost.await(frames, "SEND").body())
                        .get("id")
                        .stringValue();
                FakeHost.write(socket, "MESSAGE\n\n" + answer.replace("ID", id) + "^");
                frames.next();
            });
            assertThat(host.call("VM.create", Json.object(), LONG)).as(answer).isInstanceOf(Reply.OutcomeUnknown.class);
        }
        HostConnection strange = connect((fake, frames, socket) -> {
            FakeHost.greet(frames, socket, "0,0");
            String id =
                    Json.parse(FakeHost.await(frames, "SEND").body()).get("id").stringValue();
            FakeHost.write(
                    socket, "MESSAGE\n\n[{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"result\":{\"spmStatus\":3}}]^");
            frames.next();
        });
        assertThat(strange.call(StoragePoolVerbs.GET_SPM_STATUS, TestAgent.POOL, LONG))
                .isInstanceOf(Reply.OutcomeUnknown.class);
    }

    @Test
    void anErrorFrameEndsTheConnection() throws Exception {
        connect((fake, frames, socket) -> {
            FakeHost.greet(frames, socket, "0,0");
            FakeHost.write(socket, "ERROR\n\nbroken^");
            frames.next();
            frames.next();
            frames.next();
        });
        assertThat(listener.await(ConnectionState.BackingOff.class).reason()).contains("broken");
    }

    @Test
    void closingEndsPendingCallsAndRefusesLaterOnes() {
        TestAgent agent = closing(TestAgent.secure());
        HostConnection host = connect(agent.port(), TestPki.manager());
        host.call(HostVerbs.PING, Done.DONE, LONG).orThrow("ping");
        CompletableFuture<Reply<JsonNode>> pending = host.send("Test.wait", Json.object(), LONG);
        host.call(HostVerbs.PING, Done.DONE, LONG).orThrow("ping");
        host.close();
        assertThat(pending.join()).isInstanceOf(Reply.OutcomeUnknown.class);
        assertThat(host.call(HostVerbs.PING, Done.DONE, LONG)).isInstanceOf(Reply.NotSent.class);
        assertThat(host.state()).isEqualTo(new ConnectionState.Closed());
    }

    @Test
    void aStrangersCertificateIsRefused() throws InterruptedException {
        TestAgent agent = closing(TestAgent.secure());
        HostConnection host = connect(agent.port(), TestPki.context("stranger"));
        assertThat(listener.await(ConnectionState.BackingOff.class).failures()).isEqualTo(1);
        assertThat(host.state()).isNotInstanceOf(ConnectionState.Up.class);
    }

    @Test
    void aCallInFlightWhileTheAgentShutsDownIsAnsweredIfItEndsSoon() throws Exception {
        TestAgent agent = closing(TestAgent.secure());
        HostConnection host = connect(agent.port(), TestPki.manager());
        CompletableFuture<Reply<JsonNode>> pending = host.send("Test.wait", Json.object(), LONG);
        host.call(HostVerbs.PING, Done.DONE, LONG).orThrow("ping");
        agent.release.countDown();
        agent.close();
        assertThat(pending.join()).isInstanceOf(Reply.Result.class);
    }
}
