package io.holdfast.leasedaemon;

import io.holdfast.lease.HostStatus;
import io.holdfast.lease.LeaseGeometry;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.ResourceAddress;
import io.holdfast.lease.socket.ResultCode;
import io.holdfast.lease.socket.StateRecord;
import io.holdfast.lease.socket.StateRecord.Kind;
import io.holdfast.leasedaemon.Lockspace.Stage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The records of a status answer. The texts have the keys of `sanlock` 3.8.5 in its order; keys of our own, and of
/// later versions, stand at the end.
final class StatusRecords {
    private final DaemonState state;
    private final DaemonOptions options;
    private final String hostName;
    private final boolean realWatchdog;
    private final long ownPid;

    /// @param hostName as written into delta leases
    StatusRecords(DaemonState state, DaemonOptions options, String hostName, boolean realWatchdog, long ownPid) {
        this.state = state;
        this.options = options;
        this.hostName = hostName;
        this.realWatchdog = realWatchdog;
        this.ownPid = ownPid;
    }

    static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    ByteBuffer daemon() {
        String text = "our_host_name=" + hostName + " use_watchdog=" + (realWatchdog ? 1 : 0)
                + " high_priority=0 mlock_level=" + (options.lockMemory() ? 1 : 0)
                + " quiet_fail=1 debug_renew=0 debug_clients=0 debug_cmds=0xfffffffffe06ffff"
                + " renewal_history_size=0 gid=0 uid=0 sh_retries=8 max_sectors_kb_ignore=1 max_sectors_kb_align=0"
                + " max_sectors_kb_num=0 max_worker_threads=0 write_init_io_timeout=" + options.formatTimeout()
                + " use_aio=0 kill_grace_seconds=" + options.killGrace() + " helper_pid=" + ownPid
                + " helper_kill_fd=-1 helper_full_count=0 helper_last_status=0 monotime=" + state.now()
                + " version_str=3.8.5 version_num=3.8.5 version_hex=03080500 smproto_hex=00000001 io_timeout="
                + options.ioTimeout() + " watchdog_fire_timeout=60 daemon=holdfast";
        return record(new StateRecord(Kind.DAEMON, 0, 0, cut(hostName), text), 0)
                .flip();
    }

    List<ByteBuffer> clients() {
        List<ByteBuffer> parts = new ArrayList<>();
        parts.add(client(0, -1, ownPid, "helper", "", 0));
        parts.add(client(1, -1, -1, "listener", "", 0));
        for (Client each : state.clients().all()) {
            Holder holder = each.holder();
            parts.add(client(
                    each.index(),
                    each.connection().fd(),
                    holder == null ? -1 : holder.pid(),
                    each.name(),
                    Integer.toHexString(each.restriction()),
                    each.lastCommand()));
        }
        return parts;
    }

    private static ByteBuffer client(int index, int fd, long pid, String name, String restriction, int lastCommand) {
        String text = "ci=" + index + " fd=" + fd + " pid=" + pid + " flags=0 restricted="
                + (restriction.isEmpty() ? "0" : restriction) + " cmd_active=0 cmd_last=" + lastCommand
                + " pid_dead=0 kill_count=0 kill_last=0 suspend=0 need_free=0";
        return record(new StateRecord(Kind.CLIENT, (int) pid, 0, name, text), 0).flip();
    }

    List<ByteBuffer> lockspaces() {
        List<ByteBuffer> parts = new ArrayList<>();
        for (Stage stage : List.of(Stage.JOINED, Stage.ADDING, Stage.REMOVING)) {
            state.lockspaces().shownIn(stage).forEach(each -> parts.add(lockspace(each)));
        }
        return parts;
    }

    private ByteBuffer lockspace(Lockspace lockspace) {
        LockspaceFacts facts = lockspace.thread().facts();
        LeaseGeometry geometry = facts.area().geometry();
        String text = "list=" + lockspace.label() + " space_id=" + lockspace.number() + " io_timeout="
                + lockspace.ioTimeout() + " sector_size=" + geometry.sectorSize() + " align_size="
                + geometry.areaSize() + " host_generation=" + facts.generation() + " renew_fail="
                + (facts.lastResult() == ResultCode.SUCCESS ? 0 : 1) + " space_dead="
                + (lockspace.lost() == null ? 0 : 1) + " killing_pids=" + (lockspace.lost() == null ? 0 : 1)
                + " used_retries=0 external_used=" + (lockspace.isUsed() ? 1 : 0) + " used_by_orphans="
                + (lockspace.isUsedByOrphans() ? 1 : 0) + " renewal_read_extend_sec=" + lockspace.ioTimeout()
                + " set_max_sectors_kb=0 corrupt_result=" + facts.corruption() + " acquire_last_result="
                + facts.joinResult() + " renewal_last_result=" + facts.lastResult() + " acquire_last_attempt="
                + facts.joinEnded() + " acquire_last_success="
                + (facts.joinResult() == ResultCode.SUCCESS ? facts.joinEnded() : 0) + " renewal_last_attempt="
                + facts.lastAttempt() + " renewal_last_success=" + facts.lastSuccess() + " watchdog_armed="
                + (lockspace.thread().isWatchdogArmed() ? 1 : 0) + " kill_list="
                + lockspace.holders().all().size();
        StateRecord head =
                new StateRecord(Kind.LOCKSPACE, 0, lockspace.address().hostId(), lockspace.name(), text);
        ByteBuffer part = record(head, LockspaceAddress.SIZE);
        lockspace.address().write(part, geometry.sectorSize(), -1);
        return part.flip();
    }

    List<ByteBuffer> resources() {
        List<ByteBuffer> parts = new ArrayList<>();
        for (HeldLease.Stage stage : List.of(HeldLease.Stage.HELD, HeldLease.Stage.ADDING, HeldLease.Stage.REMOVING)) {
            state.leases().in(stage).forEach(each -> parts.add(resource(each)));
        }
        return parts;
    }

    private static ByteBuffer resource(HeldLease lease) {
        ResourceAddress address = lease.address();
        LeaseGeometry geometry = lease.lockspace().thread().facts().area().geometry();
        Holder holder = lease.client().holder();
        String text = "list=" + lease.stage().label() + " flags=0 sector_size=" + geometry.sectorSize()
                + " align_size=" + geometry.areaSize() + " lver=" + Long.toUnsignedString(address.lver())
                + " reused=0 res_id=" + lease.number() + " token_id=" + lease.number();
        int pid = holder == null ? -1 : holder.pid();
        ByteBuffer part = record(
                new StateRecord(Kind.RESOURCE, pid, address.lver(), address.name(), text), address.sizeWithDisks());
        address.write(part);
        address.disks().forEach(each -> each.write(part, geometry.sectorSize(), -1));
        return part.flip();
    }

    /// The hosts that have ever been seen in a lockspace.
    List<ByteBuffer> hosts(Lockspace lockspace) {
        List<ByteBuffer> parts = new ArrayList<>();
        LockspaceFacts facts = lockspace.thread().facts();
        for (long id = 1; id <= facts.area().geometry().maxHosts(); id++) {
            facts.hosts()
                    .status(id)
                    .filter(each -> each.ownerId() != 0 || each.lastChange() != 0)
                    .ifPresent(each -> parts.add(host(each)));
        }
        return parts;
    }

    private static ByteBuffer host(HostStatus host) {
        String text = "last_check=" + host.lastCheck() + " last_live=" + host.lastChange() + " last_req=0 owner_id="
                + host.ownerId() + " owner_generation=" + host.generation() + " timestamp="
                + Long.toUnsignedString(host.timestamp()) + " io_timeout=" + host.ioTimeout() + " owner_name="
                + host.ownerName();
        StateRecord head = new StateRecord(Kind.HOST, (int) host.hostId(), host.timestamp(), "", text);
        return record(head, 0).flip();
    }

    private static ByteBuffer record(StateRecord record, int behind) {
        ByteBuffer part = buffer(record.size() + behind);
        record.write(part);
        return part;
    }

    /// Cut to the field, at a character's boundary.
    private static String cut(String name) {
        String text = name;
        while (text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LockspaceAddress.NAME_SIZE) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }
}
