package io.holdfast.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.protocol.HostEvent;
import io.holdfast.protocol.VmStatistics;
import io.holdfast.protocol.VmStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ovirt.vdsm.jsonrpc.client.ClientConnectionException;
import org.ovirt.vdsm.jsonrpc.client.JsonRpcClient;
import org.ovirt.vdsm.jsonrpc.client.JsonRpcRequest;
import org.ovirt.vdsm.jsonrpc.client.JsonRpcResponse;
import org.ovirt.vdsm.jsonrpc.client.RequestBuilder;
import org.ovirt.vdsm.jsonrpc.client.events.EventSubscriber;
import org.ovirt.vdsm.jsonrpc.client.internal.ClientPolicy;
import org.ovirt.vdsm.jsonrpc.client.internal.ResponseWorker;
import org.ovirt.vdsm.jsonrpc.client.reactors.ManagerProvider;
import org.ovirt.vdsm.jsonrpc.client.reactors.ReactorClient;
import org.ovirt.vdsm.jsonrpc.client.reactors.ReactorFactory;
import org.ovirt.vdsm.jsonrpc.client.reactors.ReactorType;
import org.ovirt.vdsm.jsonrpc.client.reactors.stomp.StompClientPolicy;

/// The client library inside the oVirt engine, 1.7.4 and unmodified, against our server over TLS. That client
/// stalls for a second, or until the next heart-beat, after 15 s, where a server does not humour it: such a
/// stall fails a test here.
class EngineClientTest {
    private static final int PATIENCE_SECONDS = 10;
    private static final ResponseWorker WORKER = ReactorFactory.getWorker(2);
    private TestAgent agent = TestAgent.secure();
    private JsonRpcClient client = client(agent.port());

    /// The library keeps one reactor for the whole process, with the first provider that it is given.
    private static JsonRpcClient client(int port) {
        try {
            ReactorClient reactor = ReactorFactory.getReactor(new Certificates(), ReactorType.STOMP)
                    .createClient("127.0.0.1", port);
            StompClientPolicy policy = new StompClientPolicy(
                    20_000, 0, 30_000, 30_000, List.of(), "jms.topic.vdsm_requests", "jms.topic.vdsm_responses");
            policy.setEventQueue("jms.queue.events");
            reactor.setClientPolicy(policy);
            JsonRpcClient client = WORKER.register(reactor);
            client.setRetryPolicy(new ClientPolicy(20_000, 0, 30_000));
            return client;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void connect() throws Exception {
        assertThat(result(new RequestBuilder("Host.ping2").build()).booleanValue())
                .isTrue();
    }

    @AfterEach
    void close() {
        client.close();
        agent.close();
    }

    private JsonNode result(JsonRpcRequest request) throws Exception {
        JsonRpcResponse response = client.call(request).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(response.getError()).isNull();
        return response.getResult();
    }

    @Test
    void itReadsWhatVerbsAnswer() throws Exception {
        JsonNode status = result(new RequestBuilder("StoragePool.getSpmStatus")
                .withParameter("storagepoolID", TestAgent.POOL.toString())
                .build());
        assertThat(status.get("spmStatus").asText()).isEqualTo("SPM");
        assertThat(status.get("spmLver").asInt()).isEqualTo(14);
        assertThat(status.get("spmId").asInt()).isEqualTo(2);
        JsonNode vitals = result(new RequestBuilder("Host.getStats").build())
                .get("storageDomains")
                .get(TestAgent.DOMAIN.toString());
        assertThat(vitals.get("lastCheck").isTextual()).isTrue();
        assertThat(vitals.get("delay").isTextual()).isTrue();
        assertThat(vitals.get("code").isInt()).isTrue();
        assertThat(vitals.get("valid").isBoolean()).isTrue();
    }

    @Test
    void itReadsErrors() throws Exception {
        JsonRpcRequest request = new RequestBuilder("StoragePool.getSpmStatus")
                .withParameter("storagepoolID", UUID.randomUUID().toString())
                .build();
        JsonNode error =
                client.call(request).get(PATIENCE_SECONDS, TimeUnit.SECONDS).getError();
        assertThat(error.get("code").isInt()).isTrue();
        assertThat(error.get("code").asInt()).isEqualTo(309);
        JsonNode unknown = client.call(new RequestBuilder("Host.nothing").build())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .getError();
        assertThat(unknown.get("code").asInt()).isEqualTo(-32601);
    }

    @Test
    void manyCallsInFlightDoNotStall() throws Exception {
        for (int round = 0; round < 50; round++) {
            List<Future<JsonRpcResponse>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(client.call(new RequestBuilder("Host.getStats").build()));
            }
            for (Future<JsonRpcResponse> call : calls) {
                assertThat(call.get(PATIENCE_SECONDS, TimeUnit.SECONDS).getError())
                        .isNull();
            }
        }
    }

    @Test
    void longAnswersDoNotStall() throws Exception {
        for (int length : new int[] {900, 1000, 1024, 1100, 16_000, 64_000, 1_000_000}) {
            JsonNode answer = result(new RequestBuilder("Test.fill")
                    .withParameter("length", Integer.valueOf(length))
                    .build());
            assertThat(answer.get("text").asText()).hasSize(length);
        }
    }

    @Test
    void itReceivesEvents() throws Exception {
        LinkedBlockingQueue<Map<String, Object>> events = new LinkedBlockingQueue<>();
        WORKER.getPublisher().subscribe(new EventSubscriber("127.0.0.1|*|VM_status|*") {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(100);
            }

            @Override
            public void onNext(Map<String, Object> event) {
                events.add(event);
            }

            @Override
            public void onError(Throwable failure) {
                events.add(Map.of("failure", failure));
            }

            @Override
            public void onComplete() {}
        });
        UUID vm = UUID.randomUUID();
        agent.server().publish(HostEvent.vmStatus(VmStatistics.running(vm, VmStatus.UP, 5, 1, null), 4_297_112_345L));
        Map<String, Object> event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(event).isNotNull().containsKeys(vm.toString(), "notify_time");
        assertThat(event.get(vm.toString()))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("status", "Up");
    }

    @Test
    void itConnectsAgainWhenTheAgentWasRestarted() throws Exception {
        int port = agent.port();
        agent.close();
        agent = TestAgent.secureAt(port);
        @Nullable JsonNode result = null;
        for (int attempt = 0; attempt < 20 && result == null; attempt++) {
            result = attempt(new RequestBuilder("Host.ping2").build());
        }
        assertThat(result).isNotNull();
    }

    /// The first call after a lost connection may find out about the loss.
    private @Nullable JsonNode attempt(JsonRpcRequest request) throws Exception {
        try {
            JsonRpcResponse response = client.call(request).get(3, TimeUnit.SECONDS);
            return response.getError() == null ? response.getResult() : null;
        } catch (ExecutionException | TimeoutException | ClientConnectionException e) {
            return null;
        }
    }

    private static final class Certificates extends ManagerProvider {
        @Override
        public KeyManager[] getKeyManagers() {
            throw new UnsupportedOperationException("the whole context is given");
        }

        @Override
        public TrustManager[] getTrustManagers() {
            throw new UnsupportedOperationException("the whole context is given");
        }

        @Override
        public SSLContext getSSLContext() {
            return TestPki.manager();
        }
    }
}
