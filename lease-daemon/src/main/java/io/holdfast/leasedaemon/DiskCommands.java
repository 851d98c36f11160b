package io.holdfast.leasedaemon;

import io.holdfast.base.Clock;
import io.holdfast.base.DiskException;
import io.holdfast.base.DiskResult;
import io.holdfast.lease.DeltaRead;
import io.holdfast.lease.LeaderRecord;
import io.holdfast.lease.LeaseDisk;
import io.holdfast.lease.LeaseException;
import io.holdfast.lease.LeaseGeometry;
import io.holdfast.lease.LeaseName;
import io.holdfast.lease.LeaseRunner;
import io.holdfast.lease.LockspaceArea;
import io.holdfast.lease.LockspaceDiscovery;
import io.holdfast.lease.LockspaceInit;
import io.holdfast.lease.ResourceArea;
import io.holdfast.lease.ResourceInit;
import io.holdfast.lease.ResourceRead;
import io.holdfast.lease.UnsettledWrites;
import io.holdfast.lease.socket.AreaSize;
import io.holdfast.lease.socket.Command;
import io.holdfast.lease.socket.DiskAddress;
import io.holdfast.lease.socket.HostEntry;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.ResourceAddress;
import io.holdfast.lease.socket.ResultCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/// The commands that read and format areas on behalf of nobody, each on a virtual thread.
final class DiskCommands {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int LOOK_BYTES = 4096;

    /// The first word of a resource's area.
    private static final int LEADER_MAGIC = 0x06152010;

    private final DaemonState state;
    private final Clock clock;
    private final UnsettledWrites unsettled;
    private final int ioTimeout;
    private final Duration formatPatience;
    private final DiskCache disks = new DiskCache();

    /// What a command answers.
    ///
    /// @param body sent even when the result is an error
    private record Answer(int result, int count, ByteBuffer body) {
        static Answer of(int result) {
            return new Answer(result, 0, NOTHING);
        }
    }

    /// One command's work on a disk.
    private interface Work {
        Answer run(LeaseRunner runner, LeaseDisk disk) throws LeaseException, InterruptedException;
    }

    DiskCommands(DaemonState state, Clock clock, UnsettledWrites unsettled, int ioTimeout, int formatTimeout) {
        this.state = state;
        this.clock = clock;
        this.unsettled = unsettled;
        this.ioTimeout = ioTimeout;
        this.formatPatience = Duration.ofSeconds(formatTimeout);
    }

    /// Serves a command and then runs `served`, both on the loop.
    void serve(Client client, Request request, Runnable served) {
        Reader reader = reader(request);
        Thread.ofVirtual().name(request.command().label()).start(() -> {
            Answer answer = reader.run();
            state.loop().execute(() -> {
                client.reply(request.header(), answer.result, answer.count, answer.body.duplicate());
                served.run();
            });
        });
    }

    /// A command understood, ready to be run on any thread.
    private interface Reader {
        Answer run();
    }

    private Reader reader(Request request) {
        return switch (request.command()) {
            case ALIGN -> {
                DiskAddress place = DiskAddress.read(request.payload());
                yield () -> align(place);
            }
            case READ_LOCKSPACE -> {
                LockspaceAddress address = LockspaceAddress.read(request.payload());
                yield () -> readLockspace(address);
            }
            case WRITE_LOCKSPACE -> {
                LockspaceAddress address = LockspaceAddress.read(request.payload());
                int seconds = request.header().data2();
                yield () -> writeLockspace(address, seconds);
            }
            case READ_RESOURCE, READ_RESOURCE_OWNERS -> {
                ResourceAddress address = resource(request);
                boolean owners = request.command() == Command.READ_RESOURCE_OWNERS;
                yield () -> readResource(address, owners);
            }
            case WRITE_RESOURCE -> {
                ResourceAddress address = resource(request);
                int hosts = request.header().data();
                boolean clear = request.hasFlag(Command.FLAG_WRITE_CLEAR);
                yield () -> writeResource(address, hosts, clear);
            }
            default -> throw new IllegalStateException("Not about a disk: " + request.command());
        };
    }

    private static ResourceAddress resource(Request request) {
        int disks = (int) ResourceAddress.announcedDisks(request.payload());
        return ResourceAddress.read(request.payload(), disks);
    }

    private Duration patience() {
        return Duration.ofSeconds(ioTimeout);
    }

    /// @param failure what to answer instead of the errno if the disk cannot be opened, 0 for the errno
    /// @param body what follows an error
    private Answer on(DiskAddress place, int alignment, int failure, ByteBuffer body, Work work) {
        if (place.path().isEmpty()) {
            return new Answer(ResultCode.ENODEV, 0, body);
        }
        try (DiskCache.Use disk = disks.open(place.path(), alignment, patience())) {
            return work.run(new LeaseRunner(clock, disk.disk(), unsettled), disk.disk());
        } catch (LeaseException e) {
            state.log().debug(e.getMessage());
            return new Answer(e.code(), 0, body);
        } catch (DiskException e) {
            state.log().debug(e.getMessage());
            return new Answer(failure == 0 ? -e.errno() : failure, 0, body);
        } catch (NoLease e) {
            return new Answer(e.code, 0, body);
        } catch (IllegalArgumentException e) {
            // A name or an offset that no lease can have.
            state.log().debug(e.getMessage());
            return new Answer(ResultCode.EINVAL, 0, body);
        } catch (InterruptedException | RuntimeException e) {
            state.log().error("Cannot use " + place.path(), e);
            return new Answer(ResultCode.ERROR, 0, body);
        }
    }

    /// The area size that fits the smallest sector in which the disk can be read.
    private Answer align(DiskAddress place) {
        return on(place, 512, ResultCode.ENODEV, NOTHING, (runner, disk) -> Answer.of(1 << 20));
    }

    private Answer readLockspace(LockspaceAddress address) {
        ByteBuffer unchanged = body(address);
        return on(address.disk(), 512, ResultCode.ENODEV, unchanged, (runner, disk) -> {
            LockspaceArea found =
                    runner.run(new LockspaceDiscovery(address.disk().offset(), patience()));
            LeaseName name = address.name().isEmpty() ? found.name() : LeaseName.of(address.name());
            LockspaceArea area =
                    new LockspaceArea(name, found.geometry(), address.disk().offset());
            long hostId = address.hostId() == 0 ? 1 : address.hostId();
            DeltaRead.Seen seen = runner.run(new DeltaRead(area, hostId, patience()));
            LockspaceAddress told =
                    new LockspaceAddress(name.toString(), hostId, flags(found.geometry()), address.disk());
            return new Answer(ResultCode.SUCCESS, seen.record().ioTimeout(), body(told));
        });
    }

    private Answer writeLockspace(LockspaceAddress address, int seconds) {
        Optional<LeaseGeometry> geometry = geometry(address.flags());
        if (geometry.isEmpty()) {
            return Answer.of(ResultCode.FAILED);
        }
        int told = seconds == 0 ? ioTimeout : seconds;
        return on(address.disk(), geometry.get().sectorSize(), ResultCode.ENODEV, NOTHING, (runner, disk) -> {
            LockspaceArea area = new LockspaceArea(
                    LeaseName.of(address.name()), geometry.get(), address.disk().offset());
            var _ = runner.run(new LockspaceInit(area, told, formatPatience));
            return Answer.of(ResultCode.SUCCESS);
        });
    }

    private Answer readResource(ResourceAddress address, boolean owners) {
        DiskAddress place = address.disks().getFirst();
        return on(place, 512, 0, body(address), (runner, disk) -> {
            Names names = names(address, disk, place.offset());
            ResourceRead.Holders found =
                    runner.run(new ResourceRead(names.lockspace, names.resource, place.offset(), patience()));
            LeaseGeometry geometry = found.area().geometry();
            if (owners && !agrees(address.flags(), geometry)) {
                return new Answer(ResultCode.EINVAL, 0, body(address));
            }
            boolean shared = owners && found.holders().stream().anyMatch(ResourceRead.Holder::shared);
            ResourceAddress told = address.named(names.lockspace.toString(), names.resource.toString())
                    .withVersion(found.leader().leaseVersion())
                    .withFlags(flags(geometry) | (shared ? ResourceAddress.FLAG_SHARED : 0));
            if (!owners) {
                return new Answer(ResultCode.SUCCESS, 0, body(told));
            }
            ByteBuffer body =
                    StatusRecords.buffer(ResourceAddress.SIZE + found.holders().size() * HostEntry.SIZE);
            told.write(body);
            found.holders().forEach(each -> new HostEntry(each.hostId(), each.generation(), each.timestamp(), 0, 0)
                    .write(body));
            return new Answer(ResultCode.SUCCESS, found.holders().size(), body.flip());
        });
    }

    private record Names(LeaseName lockspace, LeaseName resource) {}

    /// The names that are asked for, or those on the disk where none are.
    ///
    /// @throws NoLease if there is nothing whose names could be told
    private Names names(ResourceAddress address, LeaseDisk disk, long offset) throws InterruptedException {
        if (!address.lockspace().isEmpty() && !address.name().isEmpty()) {
            return new Names(LeaseName.of(address.lockspace()), LeaseName.of(address.name()));
        }
        DiskResult look = disk.disk().read(offset, LOOK_BYTES, patience()).await();
        if (look instanceof DiskResult.Failed failed) {
            throw new DiskException("Cannot read " + disk.name() + " at " + offset, failed.errno());
        }
        if (!(look instanceof DiskResult.Completed read)) {
            throw new NoLease(ResultCode.IO_TIMEOUT);
        }
        LeaderRecord leader = LeaderRecord.read(read.data(), 0);
        if (leader.magic() != LEADER_MAGIC) {
            throw new NoLease(ResultCode.LEADER_MAGIC);
        }
        return new Names(
                address.lockspace().isEmpty() ? leader.lockspaceName() : LeaseName.of(address.lockspace()),
                address.name().isEmpty() ? leader.resourceName() : LeaseName.of(address.name()));
    }

    /// There is no lease to tell the names of.
    private static final class NoLease extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int code;

        NoLease(int code) {
            this.code = code;
        }
    }

    private Answer writeResource(ResourceAddress address, int hosts, boolean clear) {
        Optional<LeaseGeometry> geometry = geometry(address.flags());
        if (geometry.isEmpty()) {
            return Answer.of(ResultCode.FAILED);
        }
        if (address.disks().size() != 1) {
            return Answer.of(ResultCode.EOPNOTSUPP);
        }
        DiskAddress place = address.disks().getFirst();
        return on(place, geometry.get().sectorSize(), 0, NOTHING, (runner, disk) -> {
            ResourceArea area = new ResourceArea(
                    LeaseName.of(address.lockspace()), LeaseName.of(address.name()), geometry.get(), place.offset());
            var _ = runner.run(
                    clear
                            ? ResourceInit.cleared(area, formatPatience)
                            : ResourceInit.free(area, Integer.toUnsignedLong(hosts), formatPatience));
            return Answer.of(ResultCode.SUCCESS);
        });
    }

    /// The geometry that flags ask for: the usual one of a file if they say nothing, none if they say half.
    private static Optional<LeaseGeometry> geometry(int flags) {
        if ((flags & (AreaSize.SECTOR_MASK | AreaSize.ALIGN_MASK)) == 0) {
            return Optional.of(LeaseGeometry.SECTOR_512_AREA_1M);
        }
        return LeaseGeometry.of(AreaSize.sectorSize(flags), AreaSize.alignSize(flags));
    }

    private static boolean agrees(int flags, LeaseGeometry geometry) {
        int sector = AreaSize.sectorSize(flags);
        int align = AreaSize.alignSize(flags);
        return (sector == 0 || sector == geometry.sectorSize()) && (align == 0 || align == geometry.areaSize());
    }

    private static int flags(LeaseGeometry geometry) {
        return AreaSize.flags(geometry.sectorSize(), geometry.areaSize());
    }

    private static ByteBuffer body(LockspaceAddress address) {
        ByteBuffer body = StatusRecords.buffer(LockspaceAddress.SIZE);
        address.write(body);
        return body.flip();
    }

    private static ByteBuffer body(ResourceAddress address) {
        ByteBuffer body = StatusRecords.buffer(ResourceAddress.SIZE);
        address.write(body);
        return body.flip();
    }
}
