package io.holdfast.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.HostEvent;
import io.holdfast.protocol.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The corners of the protocol, probed byte by byte.
class StompProbeTest {
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"Host.ping2\"}";
    private final TestAgent agent = TestAgent.inClear();

    @AfterEach
    void closeAgent() {
        agent.close();
    }

    private Probe probe() throws IOException {
        return Probe.inClear(agent.port());
    }

    @Test
    void everyFrameHasAContentLengthAlsoWithoutABody() throws IOException {
        try (Probe probe = probe()) {
            Frame connected = probe.connect().frame();
            assertThat(connected.command()).isEqualTo("CONNECTED");
            assertThat(connected.headers())
                    .containsEntry("version", "1.2")
                    .containsEntry("heart-beat", "0,0")
                    .containsEntry("content-length", "0");
            Frame receipt = probe.send("DISCONNECT\nreceipt:r-1\n\n^").frame();
            assertThat(receipt.command()).isEqualTo("RECEIPT");
            assertThat(receipt.headers()).containsEntry("receipt-id", "r-1").containsEntry("content-length", "0");
        }
    }

    @Test
    void heartBeatsOfLessThanASecondAreRaisedAndAbsentOnesKept() throws IOException {
        try (Probe probe = probe()) {
            probe.send("CONNECT\naccept-version:1.2\nheart-beat:0,15000\nhost:null\n\n^");
            assertThat(probe.frame().header("heart-beat")).isEqualTo("15000,0");
            probe.send("CONNECT\naccept-version:1.2\nheart-beat:20000,10\nhost:null\n\n^");
            assertThat(probe.frame().header("heart-beat")).isEqualTo("1000,20000");
        }
    }

    @Test
    void anIdleServerSendsTheHeartBeatsItPromised() throws IOException {
        try (Probe probe = probe()) {
            probe.send("CONNECT\naccept-version:1.2\nheart-beat:0,1000\nhost:null\n\n^");
            assertThat(probe.frame().command()).isEqualTo("CONNECTED");
            assertThat(probe.rawByte()).isEqualTo('\n');
            assertThat(probe.rawByte()).isEqualTo('\n');
        }
    }

    @Test
    void aClientThatPromisedBeatsAndFallsSilentIsClosed() throws IOException {
        try (Probe probe = probe()) {
            probe.send("CONNECT\naccept-version:1.2\nheart-beat:1000,0\nhost:null\n\n^");
            assertThat(probe.frame().command()).isEqualTo("CONNECTED");
            assertThat(probe.closedByServer()).isTrue();
        }
    }

    @Test
    void anotherVersionIsRefusedAndTheConnectionStays() throws IOException {
        try (Probe probe = probe()) {
            Frame error = probe.send("CONNECT\naccept-version:1.1\n\n^").frame();
            assertThat(error.command()).isEqualTo("ERROR");
            assertThat(error.text()).isEqualTo("Version unsupported");
            assertThat(probe.send("CONNECT\naccept-version:1.1,1.2\n\n^")
                            .frame()
                            .command())
                    .isEqualTo("CONNECTED");
        }
    }

    @Test
    void aSessionIsUsableBeforeConnect() throws IOException {
        try (Probe probe = probe()) {
            probe.subscribe("s", "answers").request("answers", PING);
            Frame message = probe.frame();
            assertThat(message.command()).isEqualTo("MESSAGE");
            assertThat(message.headers())
                    .containsEntry("destination", "answers")
                    .containsEntry("content-type", "application/json")
                    .containsEntry("subscription", "s")
                    .containsEntry("content-length", String.valueOf(message.body().length));
            assertThat(Json.parse(message.body()).get("result").booleanValue()).isTrue();
            assertThat(probe.connect().frame().command()).isEqualTo("CONNECTED");
        }
    }

    @Test
    void theOpeningWordStompIsNotKnown() throws IOException {
        try (Probe probe = probe()) {
            assertThat(probe.send("STOMP\naccept-version:1.2\n\n^").closedByServer())
                    .isTrue();
        }
    }

    @Test
    void unknownCommandsAndOtherProtocolsAreClosedAtTheFirstByteThatDiffers() throws IOException {
        for (String opening :
                List.of("GET / HTTP/1.1\r\n", "PUT /", "ACK\n\n^", "\u0016\u0003\u0001", "CONNECTION\n", "^")) {
            try (Probe probe = probe()) {
                assertThat(probe.send(opening).closedByServer()).as(opening).isTrue();
            }
        }
    }

    @Test
    void answersReachEverySubscriberOfTheNameAndOfItsParents() throws IOException {
        try (Probe first = probe();
                Probe second = probe()) {
            first.subscribe("a", "x.y").connect();
            assertThat(first.frame().command()).isEqualTo("CONNECTED");
            second.subscribe("b", "x.y.z").request("x.y.z", PING);
            assertThat(second.frame().header("subscription")).isEqualTo("b");
            Frame copy = first.frame();
            assertThat(copy.header("subscription")).isEqualTo("a");
            assertThat(copy.header("destination")).isEqualTo("x.y.z");
        }
    }

    @Test
    void aSecondSubscriptionOfTheSameIdIsAnErrorAndTheConnectionStays() throws IOException {
        try (Probe probe = probe()) {
            assertThat(probe.subscribe("s", "one").subscribe("s", "two").frame().command())
                    .isEqualTo("ERROR");
            assertThat(probe.send("SUBSCRIBE\nid:t\n\n^").frame().command()).isEqualTo("ERROR");
            assertThat(probe.send("UNSUBSCRIBE\nid:unknown\n\n^")
                            .request("one", PING)
                            .frame()
                            .command())
                    .isEqualTo("MESSAGE");
        }
    }

    @Test
    void whatWasUnsubscribedGetsNothingMore() throws IOException {
        try (Probe probe = probe()) {
            probe.subscribe("s", "one").subscribe("t", "two").send("UNSUBSCRIBE\nid:s\n\n^");
            probe.request("one", PING).request("two", "{\"jsonrpc\":\"2.0\",\"id\":\"2\",\"method\":\"Host.ping2\"}");
            assertThat(probe.json().get("id").stringValue()).isEqualTo("2");
        }
    }

    @Test
    void theServerForwardsWhatSubscribersSendEachOther() throws IOException {
        try (Probe one = probe();
                Probe other = probe()) {
            one.subscribe("s", "mine").connect().frame();
            other.send("SEND\ndestination:mine\nkey:value\n\nhello^");
            Frame message = one.frame();
            assertThat(message.text()).isEqualTo("hello");
            assertThat(message.headers()).containsEntry("key", "value").containsEntry("subscription", "s");
            Frame error = other.send("SEND\ndestination:nobody\n\nhello^").frame();
            assertThat(error.command()).isEqualTo("ERROR");
            assertThat(error.text()).isEqualTo("Subscription not available");
        }
    }

    @Test
    void withoutReplyToTheAnswerGoesToTheUsualQueue() throws IOException {
        try (Probe probe = probe()) {
            probe.subscribe("s", "jms.topic.vdsm_responses");
            probe.send("SEND\ndestination:jms.topic.vdsm_requests\n\n" + PING + "^");
            assertThat(probe.json().get("id").stringValue()).isEqualTo("1");
        }
    }

    @Test
    void badJsonAndBadRequestsAreAnsweredWithTheirCodes() throws IOException {
        try (Probe probe = probe()) {
            probe.subscribe("s", "r");
            assertThat(errorOf(probe, "{not json")).isEqualTo(-32700);
            assertThat(errorOf(probe, "")).isEqualTo(-32700);
            assertThat(errorOf(probe, PING + PING)).isEqualTo(-32700);
            assertThat(errorOf(probe, "[".repeat(5000))).isEqualTo(-32700);
            assertThat(errorOf(probe, "{\"id\":\"1\",\"method\":\"Host.ping2\"}"))
                    .isEqualTo(-32600);
            assertThat(errorOf(probe, "[]")).isEqualTo(-32600);
            assertThat(errorOf(probe, "42")).isEqualTo(-32600);
            assertThat(errorOf(probe, "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"Host.ping2\"}"))
                    .isEqualTo(-32600);
            assertThat(errorOf(probe, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Host.nothing\"}"))
                    .isEqualTo(-32601);
            assertThat(errorOf(probe, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Host.ping2\",\"params\":3}"))
                    .isEqualTo(-32602);
            assertThat(errorOf(probe, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Task.clear\",\"params\":{}}"))
                    .isEqualTo(-32603);
            assertThat(
                            errorOf(
                                    probe,
                                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Task.clear\",\"params\":{\"taskID\":\"../etc\"}}"))
                    .isEqualTo(1000);
        }
    }

    private static int errorOf(Probe probe, String request) throws IOException {
        return probe.request("r", request).json().get("error").get("code").asInt();
    }

    @Test
    void paramsMayBeNullAbsentOrByPositionAndIdsAreEchoedInKind() throws IOException {
        try (Probe probe = probe()) {
            probe.subscribe("s", "r");
            probe.request("r", "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"Test.echo\",\"params\":null}");
            JsonNode answer = probe.json();
            assertThat(answer.get("id").isIntegralNumber()).isTrue();
            assertThat(answer.get("result").isEmpty()).isTrue();
            probe.request("r", "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"Test.echo\",\"params\":[1,\"b\"]}");
            assertThat(probe.json().get("result").toString()).isEqualTo("{\"first\":1,\"second\":\"b\"}");
            assertThat(errorOf(probe, "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"Test.echo\",\"params\":[1,2,3]}"))
                    .isEqualTo(-32602);
        }
    }

    @Test
    void aBatchIsAnsweredByOneArrayAndNotificationsByNothing() throws IOException {
        try (Probe probe = probe()) {
            probe.subscribe("s", "r");
            probe.request("r", "[{\"jsonrpc\":\"2.0\",\"method\":\"Host.ping2\"}]");
            probe.request(
                    "r",
                    "[" + PING + ",{\"jsonrpc\":\"2.0\",\"method\":\"Host.ping2\"},3,"
                            + "{\"jsonrpc\":\"2.0\",\"id\":\"2\",\"method\":\"Host.nothing\"}]");
            JsonNode answers = probe.json();
            assertThat(answers.isArray()).isTrue();
            List<String> ids = new ArrayList<>();
            answers.forEach(answer -> ids.add(answer.get("id").toString()));
            assertThat(ids).containsExactlyInAnyOrder("\"1\"", "\"2\"", "null");
            assertThat(errorOf(probe, "[" + String.join(",", Collections.nCopies(101, PING)) + "]"))
                    .isEqualTo(-32600);
        }
    }

    @Test
    void headersMayBeEscapedAndEndInCarriageReturns() throws IOException {
        try (Probe probe = probe()) {
            probe.send("SUBSCRIBE\r\nid:s\r\ndestination:a\\cb\r\n\r\n^\r\n\n");
            probe.send("SEND\ndestination:a\\cb\n\nx^");
            Frame message = probe.frame();
            assertThat(message.header("destination")).isEqualTo("a:b");
        }
    }

    @Test
    void disconnectWithoutReceiptEndsTheConnection() throws IOException {
        try (Probe probe = probe()) {
            assertThat(probe.connect().frame().command()).isEqualTo("CONNECTED");
            assertThat(probe.send("DISCONNECT\n\n^").closedByServer()).isTrue();
        }
    }

    @Test
    void everyVerbIsRefusedAndNoEventSentUntilTheAgentIsReady() throws IOException {
        agent.notReady("recovering from crash");
        try (Probe probe = probe()) {
            probe.subscribe("s", "r").subscribe("e", "jms.queue.events");
            assertThat(errorOf(probe, PING)).isEqualTo(99);
            agent.server().publish(new HostEvent("net", "host_conn", "no_id", Json.object(), 1));
            agent.notReady(null);
            agent.server().publish(new HostEvent("net", "host_conn", "no_id", Json.object(), 2));
            JsonNode event = probe.json();
            assertThat(event.get("method").stringValue()).isEqualTo("|net|host_conn|no_id");
            assertThat(event.get("params").get("notify_time").asInt()).isEqualTo(2);
            assertThat(event.has("id")).isFalse();
        }
    }

    @Test
    void callsBeyondTheLimitOfAConnectionAreRefusedAndOthersServed() throws IOException {
        try (Probe greedy = probe();
                Probe modest = probe()) {
            greedy.subscribe("s", "g");
            for (int i = 0; i < 128; i++) {
                greedy.request("g", "{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"Test.wait\"}");
            }
            assertThat(errorOf(greedy.request("g", PING), PING)).isEqualTo(1100);
            assertThat(modest.subscribe("s", "m")
                            .request("m", PING)
                            .json()
                            .get("result")
                            .booleanValue())
                    .isTrue();
        }
    }

    @Test
    void partialAndHostileFramesKeepNobodyElseWaiting() throws IOException {
        List<Probe> hostile = new ArrayList<>();
        try {
            for (String opening : List.of(
                    "SE",
                    "SEND\ndestination",
                    "SEND\ndestination:jms.topic.vdsm_requests\ncontent-length:8000000\n\n{",
                    "SEND\ncontent-length:99999999999\n\n",
                    "SEND\ncontent-length:-1\n\n",
                    "SEND\ncontent-length:3\n\nabcd",
                    "SEND\n:x\n\n^",
                    "SEND\nno colon\n\n^",
                    "SEND\nname:" + "v".repeat(20_000),
                    "SEND\n" + "a:b\n".repeat(100) + "\n^")) {
                hostile.add(probe().send(opening));
            }
            try (Probe probe = probe()) {
                assertThat(probe.subscribe("s", "r").request("r", PING).frame().command())
                        .isEqualTo("MESSAGE");
            }
            for (Probe probe : hostile.subList(3, hostile.size())) {
                assertThat(probe.closedByServer()).isTrue();
            }
        } finally {
            for (Probe probe : hostile) {
                probe.close();
            }
        }
    }

    @Test
    void aReaderThatNeverReadsKeepsNobodyElseWaiting() throws IOException {
        try (Probe lazy = probe();
                Probe probe = probe()) {
            lazy.subscribe("s", "lazy");
            String fill = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Test.fill\",\"params\":{\"length\":4000000}}";
            for (int i = 0; i < 30; i++) {
                lazy.request("lazy", fill);
            }
            assertThat(probe.subscribe("s", "r").request("r", PING).frame().command())
                    .isEqualTo("MESSAGE");
        }
    }

    @Test
    void randomBytesNeverStopTheServer() throws IOException {
        Random random = new Random(20261124);
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder();
            String[] pieces = {
                "SEND", "\n", "^", ":", "CONNECT", "content-length:", "5", "\n\n", "SUBSCRIBE", "id:x", "\\", "é"
            };
            for (int n = random.nextInt(20); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            try (Probe probe = probe()) {
                probe.send(text.toString());
            }
        }
        try (Probe probe = probe()) {
            assertThat(probe.subscribe("s", "r").request("r", PING).frame().command())
                    .isEqualTo("MESSAGE");
        }
    }

    @Test
    void aRunningCallGoesOnWhenItsConnectionIsLost() throws IOException {
        try (Probe probe = probe()) {
            probe.subscribe("s", "r").request("r", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Test.wait\"}");
            probe.request("r", PING).frame();
        }
        assertThat(agent.waits).hasValue(1);
        agent.release.countDown();
        try (Probe probe = probe()) {
            assertThat(probe.subscribe("s", "r").request("r", PING).frame().command())
                    .isEqualTo("MESSAGE");
        }
    }
}
