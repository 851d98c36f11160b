package io.holdfast.manager.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.base.Clock;
import io.holdfast.manager.Action;
import io.holdfast.manager.ManagerCore;
import io.holdfast.manager.Reply;
import io.holdfast.manager.Reply.Failed;
import io.holdfast.manager.inventory.Disk;
import io.holdfast.manager.inventory.DiskStatus;
import io.holdfast.manager.inventory.Placement;
import io.holdfast.manager.inventory.PlacementState;
import io.holdfast.manager.inventory.StorageConnection;
import io.holdfast.manager.inventory.StorageDomain;
import io.holdfast.manager.inventory.StorageDomainStatus;
import io.holdfast.manager.inventory.StorageType;
import io.holdfast.manager.inventory.VmReport;
import io.holdfast.manager.inventory.VmStatus;
import io.holdfast.power.PowerDrivers;
import io.holdfast.protocol.ConnectionState;
import io.holdfast.protocol.HostConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The runner over a connection that answers from a script.
final class WorldRunnerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final UUID HOST = new UUID(1, 1);
    private static final UUID POOL = new UUID(2, 2);
    private static final UUID DOMAIN = new UUID(3, 3);
    private static final UUID VM = new UUID(4, 4);
    private static final UUID TASK = new UUID(5, 5);
    private static final ManagerCore.Door DOOR = new ManagerCore.Door(HOST, "host-1", "h1", 54321, 7);
    private static final StorageConnection STORAGE =
            new StorageConnection(new UUID(6, 6), StorageType.POSIXFS, "", "/storage", "none", "bind");

    private final Script script = new Script();
    private final WorldRunner runner = new WorldRunner(_ -> script, new PowerDrivers(List.of()), Clock.system());

    /// Answers each verb with what was put down for it, the last answer again and again.
    private static final class Script implements HostConnection {
        private final Map<String, Deque<io.holdfast.protocol.Reply<JsonNode>>> answers = new HashMap<>();
        private final List<String> calls = new ArrayList<>();
        private final Map<String, ObjectNode> last = new HashMap<>();

        void on(String verb, String json) {
            add(verb, new io.holdfast.protocol.Reply.Result<>(JSON.readTree(json)));
        }

        void fails(String verb, int code) {
            add(verb, new io.holdfast.protocol.Reply.RemoteError<>(code, "no"));
        }

        void add(String verb, io.holdfast.protocol.Reply<JsonNode> reply) {
            answers.computeIfAbsent(verb, _ -> new ArrayDeque<>()).add(reply);
        }

        @Override
        public CompletableFuture<io.holdfast.protocol.Reply<JsonNode>> send(
                String verb, ObjectNode params, Duration deadline) {
            calls.add(verb);
            last.put(verb, params);
            Deque<io.holdfast.protocol.Reply<JsonNode>> left = answers.getOrDefault(verb, new ArrayDeque<>());
            if (left.isEmpty()) {
                throw new AssertionError("nothing was expected of " + verb);
            }
            return CompletableFuture.completedFuture(left.size() > 1 ? left.removeFirst() : left.getFirst());
        }

        @Override
        public ConnectionState state() {
            return new ConnectionState.Up("", "");
        }

        @Override
        public void close() {}

        ObjectNode sent(String verb) {
            ObjectNode params = last.get(verb);
            if (params == null) {
                throw new AssertionError(verb + " was not called; " + calls);
            }
            return params;
        }
    }

    private Reply run(Action action) throws InterruptedException {
        return runner.run(action, DOOR);
    }

    private void task(String result, int code) {
        script.on("Task.getStatus", """
                {"taskID":"%s","taskState":"running","taskResult":"","code":0,"message":""}""".formatted(TASK));
        script.on("Task.getStatus", """
                {"taskID":"%s","taskState":"finished","taskResult":"%s","code":%d,"message":"m"}""".formatted(TASK, result, code));
        script.on("Task.clear", "true");
    }

    private static Disk disk() {
        return new Disk(
                new UUID(7, 7), new UUID(8, 8), DOMAIN, "data", "", 4096, true, false, DiskStatus.LOCKED, "", NOW);
    }

    private static StorageDomain domain() {
        return new StorageDomain(
                DOMAIN, "gold", "", STORAGE.id(), 5, null, StorageDomainStatus.UNINITIALIZED, "", NOW, 0, 0);
    }

    private static Placement placement() {
        return new Placement(new UUID(9, 9), VM, HOST, "boot", DOMAIN, 3, 7, 12345, PlacementState.INTENDED, NOW, "");
    }

    @Test
    void aPollTellsWhatTheHostSaid() throws Exception {
        script.on("Host.getStats", """
                {"cpuIdle":"90","memTotal":"16384","memAvailable":8192,
                 "storageDomains":{"%s":{"code":0,"lastCheck":"1.5","delay":"0.001","valid":true,"acquired":true,
                 "actual":true,"version":5}},
                 "holdfast":{"bootId":"b","hardwareUuid":"%s","clock":99,"epoch":7,"owner":"%s","lockspaces":[
                 {"domain":"%s","hostId":1,"generation":2,"ioTimeout":10,"watchdogArmed":true,"fireTimeout":60}]}}""".formatted(DOMAIN, HOST, POOL, DOMAIN));
        script.on("Host.getAllVmStats", """
                [{"vmId":"%s","status":"Down","statusTime":"1","exitCode":1,"exitReason":1,"exitMessage":"lost"}]""".formatted(VM));
        Reply reply = run(new Action.Poll(HOST, Duration.ofSeconds(4)));
        assertThat(reply).isInstanceOfSatisfying(Reply.Polled.class, polled -> {
            assertThat(polled.bootId()).isEqualTo("b");
            assertThat(polled.owner()).isEqualTo(POOL);
            assertThat(polled.memoryAvailable()).isEqualTo(8L << 30);
            assertThat(polled.domains().getFirst().usable()).isTrue();
            assertThat(polled.lockspaces().getFirst().generation()).isEqualTo(2);
            assertThat(polled.vms()).containsExactly(new VmReport(VM, VmStatus.DOWN, 1, "lost", "", null));
        });
    }

    @Test
    void aPollThatIsOnlyHalfAnsweredIsNotAnswered() throws Exception {
        script.on("Host.getStats", "{}");
        script.add("Host.getAllVmStats", new io.holdfast.protocol.Reply.OutcomeUnknown<>(true, "silence"));
        assertThat(run(new Action.Poll(HOST, Duration.ofSeconds(4))))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Failed.Kind.UNANSWERED));
    }

    @Test
    void aStartCarriesItsPermitAndEveryErrorRefusesItForGood() throws Exception {
        script.on("VM.create", "{\"vmId\":\"%s\",\"status\":\"WaitForLaunch\"}".formatted(VM));
        assertThat(run(new Action.StartVm(placement(), "<domain/>"))).isEqualTo(new Reply.Done());
        JsonNode ours = script.sent("VM.create").get("holdfast");
        assertThat(ours.get("startId").asString()).isEqualTo(new UUID(9, 9).toString());
        assertThat(ours.get("bootId").asString()).isEqualTo("boot");
        assertThat(ours.get("notAfter").asLong()).isEqualTo(12345);
        assertThat(ours.get("epoch").asLong()).isEqualTo(7);
        for (int code : new int[] {4, 9, 99, 9001, 9002, 9003}) {
            Script refusing = new Script();
            refusing.fails("VM.create", code);
            WorldRunner other = new WorldRunner(_ -> refusing, new PowerDrivers(List.of()), Clock.system());
            assertThat(other.run(new Action.StartVm(placement(), "<domain/>"), DOOR))
                    .isEqualTo(new Failed(Failed.Kind.REFUSED, code, "no"));
        }
    }

    @Test
    void aStartThatMayHaveBeenCarriedOutIsNotARefusal() throws Exception {
        script.add("VM.create", new io.holdfast.protocol.Reply.OutcomeUnknown<>(false, "connection lost"));
        assertThat(run(new Action.StartVm(placement(), "<domain/>")))
                .isEqualTo(new Failed(Failed.Kind.UNANSWERED, 0, "connection lost"));
        Script away = new Script();
        away.add("VM.create", new io.holdfast.protocol.Reply.NotSent<>(false, "no connection"));
        WorldRunner other = new WorldRunner(_ -> away, new PowerDrivers(List.of()), Clock.system());
        assertThat(other.run(new Action.StartVm(placement(), "<domain/>"), DOOR))
                .isEqualTo(new Failed(Failed.Kind.UNREACHABLE, 0, "no connection"));
    }

    @Test
    void aVolumeIsMadeByATaskThatIsClearedAfterwards() throws Exception {
        script.fails("Volume.getInfo", 201);
        script.on("Volume.create", "\"" + TASK + "\"");
        task("success", 0);
        assertThat(run(new Action.CreateVolume(HOST, POOL, disk()))).isEqualTo(new Reply.Done());
        assertThat(script.calls)
                .containsExactly("Volume.getInfo", "Volume.create", "Task.getStatus", "Task.getStatus", "Task.clear");
        assertThat(script.sent("Volume.create").get("holdfast").get("epoch").asLong())
                .isEqualTo(7);
    }

    @Test
    void aVolumeThatIsThereCountsAsMade() throws Exception {
        script.on("Volume.getInfo", """
                {"uuid":"%s","image":"%s","domain":"%s","capacity":"4096","apparentsize":"4096","truesize":"0",
                 "format":"RAW","type":"SPARSE","voltype":"LEAF","legality":"LEGAL"}""".formatted(new UUID(8, 8), new UUID(7, 7), DOMAIN));
        assertThat(run(new Action.CreateVolume(HOST, POOL, disk()))).isEqualTo(new Reply.Done());
        assertThat(script.calls).containsExactly("Volume.getInfo");
    }

    @Test
    void aTaskThatFailedIsClearedAndToldWithItsCode() throws Exception {
        script.fails("Volume.getInfo", 201);
        script.on("Volume.create", "\"" + TASK + "\"");
        task("cleanSuccess", 205);
        assertThat(run(new Action.CreateVolume(HOST, POOL, disk()))).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(Failed.Kind.REFUSED);
            assertThat(failed.code()).isEqualTo(205);
        });
        assertThat(script.calls).endsWith("Task.clear");
    }

    @Test
    void aHostThatIsNotSpmAnyMoreHasNotRefusedForGood() throws Exception {
        script.fails("Volume.getInfo", 201);
        script.fails("Volume.create", 654);
        assertThat(run(new Action.CreateVolume(HOST, POOL, disk())))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Failed.Kind.UNREACHABLE));
    }

    @Test
    void aConnectionThatFailedFailsTheAction() throws Exception {
        script.on("StoragePool.connectStorageServer", "[{\"id\":\"%s\",\"status\":477}]".formatted(STORAGE.id()));
        assertThat(run(new Action.ConnectStorage(HOST, POOL, List.of(STORAGE))))
                .isInstanceOfSatisfying(Failed.class, failed -> {
                    assertThat(failed.code()).isEqualTo(477);
                    assertThat(failed.message()).contains("/storage");
                });
    }

    @Test
    void aDomainIsMadeOnceItsStorageIsConnected() throws Exception {
        script.on("StoragePool.connectStorageServer", "[{\"id\":\"%s\",\"status\":0}]".formatted(STORAGE.id()));
        script.fails("StorageDomain.getInfo", 358);
        script.on("StorageDomain.create", "true");
        assertThat(run(new Action.CreateDomain(HOST, domain(), STORAGE))).isEqualTo(new Reply.Done());
        ObjectNode sent = script.sent("StorageDomain.create");
        assertThat(sent.get("typeArgs").asString()).isEqualTo("/storage");
        assertThat(sent.get("domainType").asInt()).isEqualTo(6);
        assertThat(sent.get("version").asString()).isEqualTo("5");
        assertThat(sent.get("maxHosts").asInt()).isEqualTo(250);
    }

    @Test
    void becomingSpmEndsWithTheHostsOwnWord() throws Exception {
        script.on("StoragePool.spmStart", "\"" + TASK + "\"");
        task("success", 0);
        script.on("StoragePool.getSpmStatus", "{\"spmStatus\":\"SPM\",\"spmLver\":4,\"spmId\":1}");
        assertThat(run(new Action.StartSpm(HOST, POOL, -1, -1, 5))).isEqualTo(new Reply.Spm(Reply.Spm.Role.SPM, 1, 4));
        Script already = new Script();
        already.fails("StoragePool.spmStart", 656);
        already.on("StoragePool.getSpmStatus", "{\"spmStatus\":\"SPM\",\"spmLver\":4,\"spmId\":1}");
        WorldRunner other = new WorldRunner(_ -> already, new PowerDrivers(List.of()), Clock.system());
        assertThat(other.run(new Action.StartSpm(HOST, POOL, -1, -1, 5), DOOR))
                .isEqualTo(new Reply.Spm(Reply.Spm.Role.SPM, 1, 4));
    }

    @Test
    void theSpmRoleIsNotGivenUpWhileATaskRunsAndFinishedOnesAreCleared() throws Exception {
        String finished = """
                {"%s":{"taskID":"%s","taskState":"finished","taskResult":"success","code":0,"message":""}}""".formatted(TASK, TASK);
        script.on("Host.getAllTasksStatuses", finished);
        script.on("Task.clear", "true");
        script.on("StoragePool.spmStop", "true");
        assertThat(run(new Action.StopSpm(HOST, POOL))).isEqualTo(new Reply.Done());
        assertThat(script.calls).containsExactly("Host.getAllTasksStatuses", "Task.clear", "StoragePool.spmStop");
        Script busy = new Script();
        busy.on("Host.getAllTasksStatuses", finished.replace("finished", "running"));
        WorldRunner other = new WorldRunner(_ -> busy, new PowerDrivers(List.of()), Clock.system());
        assertThat(other.run(new Action.StopSpm(HOST, POOL), DOOR)).isInstanceOf(Failed.class);
        assertThat(busy.calls).containsExactly("Host.getAllTasksStatuses");
    }

    @Test
    void whatIsGoneAlreadyCountsAsEnded() throws Exception {
        script.fails("VM.destroy", 1);
        assertThat(run(new Action.DestroyVm(HOST, VM))).isEqualTo(new Reply.Done());
        script.fails("Image.delete", 268);
        assertThat(run(new Action.RemoveImage(HOST, POOL, disk()))).isEqualTo(new Reply.Done());
    }

    @Test
    void anotherHostsLeaseIsToldAsItWasSeen() throws Exception {
        script.on("Holdfast.hostLease", """
                {"state":"FAIL","ownerName":"n","generation":2,"timestamp":50,"ioTimeout":10,"secondsUnchanged":90,
                 "freshRead":true,"observerHostId":2,"observerGeneration":1,"observerLive":true,"interval":"i",
                 "observedSince":1}""");
        assertThat(run(new Action.ReadHostLease(HOST, DOMAIN, 3, new UUID(1, 3), null)))
                .isEqualTo(new Reply.Lease("FAIL", "n", 2, 50, 10, 90, true, true, "i"));
        script.fails("Holdfast.freeHostLease", 9004);
        assertThat(run(new Action.FreeHostLease(HOST, DOMAIN, 3, 2, 7, new UUID(0, 1), NOW)))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Failed.Kind.REFUSED));
        assertThat(script.sent("Holdfast.freeHostLease").get("generation").asLong())
                .isEqualTo(2);
    }

    @Test
    void aHostThatWasRemovedMeanwhileIsNotCalled() throws Exception {
        assertThat(runner.run(new Action.DestroyVm(HOST, VM), null))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Failed.Kind.UNREACHABLE));
        assertThat(script.calls).isEmpty();
    }
}
