package io.holdfast.agent.pool;

import static io.holdfast.agent.pool.Refusals.numbered;

import io.holdfast.agent.system.Links;
import io.holdfast.agent.task.UndoNote;
import io.holdfast.protocol.Done;
import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.LeaseVerbs;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.protocol.VerbRegistry;
import io.holdfast.protocol.VolumeAddress;
import io.holdfast.protocol.VolumeAllocation;
import io.holdfast.protocol.VolumeFormat;
import io.holdfast.protocol.VolumeInformation;
import io.holdfast.protocol.VolumeVerbs;
import io.holdfast.storage.FileDomain;
import io.holdfast.storage.OwnerJudge;
import io.holdfast.storage.VolumeInfo;
import io.holdfast.storage.VolumeMetadata;
import io.holdfast.storage.VolumeSpecification;
import io.holdfast.storage.Xleases;
import java.nio.file.Path;
import java.util.UUID;

/// Answers the verbs about volumes, images and external leases. What changes a domain is a task of the SPM.
final class VolumeHandlers {
    private final StorageService parts;
    private final PoolMembership membership;
    private final OwnerJudge owners;

    VolumeHandlers(StorageService parts, PoolMembership membership, OwnerJudge owners) {
        this.parts = parts;
        this.membership = membership;
        this.owners = owners;
    }

    void register(VerbRegistry.Builder verbs) {
        verbs.add(VolumeVerbs.CREATE, numbered((wanted, context) -> create(wanted)))
                .add(VolumeVerbs.GET_INFORMATION, numbered((address, context) -> information(address)))
                .add(VolumeVerbs.DELETE_IMAGE, numbered((wanted, context) -> delete(wanted)))
                .add(VolumeVerbs.PREPARE_IMAGE, numbered((address, context) -> prepare(address)))
                .add(VolumeVerbs.TEAR_DOWN_IMAGE, numbered((image, context) -> {
                    Links.remove(runLink(image.domain(), image.image()));
                    return Done.DONE;
                }))
                .add(LeaseVerbs.CREATE, numbered((lease, context) -> {
                    FileDomain domain = active(lease.domain());
                    return parts.spm()
                            .begin(
                                    "create_lease",
                                    new UndoNote.Nothing(),
                                    () -> domain.xleases().create(lease.lease().toString(), owners),
                                    note -> {});
                }))
                .add(LeaseVerbs.DELETE, numbered((lease, context) -> {
                    FileDomain domain = active(lease.domain());
                    return parts.spm()
                            .begin(
                                    "delete_lease",
                                    new UndoNote.Nothing(),
                                    () -> domain.xleases().delete(lease.lease().toString(), owners),
                                    note -> {});
                }))
                .add(LeaseVerbs.GET_INFORMATION, numbered((lease, context) -> lease(lease)));
    }

    /// @throws VerbFailed (369) if the domain is not active in the pool
    private FileDomain active(UUID domain) {
        boolean isActive =
                membership.current().filter(pool -> pool.isActive(domain)).isPresent();
        if (!isActive) {
            throw new VerbFailed(
                    ErrorCode.DOMAIN_NOT_ACTIVE, "Domain " + domain + " is not active in this host's pool");
        }
        return parts.storage().domain(domain);
    }

    private UUID create(VolumeVerbs.Create wanted) {
        membership.require(wanted.address().pool());
        if (wanted.format() != VolumeFormat.RAW || wanted.hasParent()) {
            throw new VerbFailed(
                    ErrorCode.UNSUPPORTED_OPERATION, "Only raw volumes without a parent are made by this host");
        }
        if (wanted.initialBytes().isPresent()) {
            throw new VerbFailed(ErrorCode.INVALID_PARAMETER, "A volume of a file domain takes no initial size");
        }
        VolumeAddress address = wanted.address();
        FileDomain domain = active(address.domain());
        VolumeSpecification specification = new VolumeSpecification(
                address.image(),
                address.volume(),
                wanted.capacityBytes(),
                wanted.allocation() == VolumeAllocation.SPARSE
                        ? VolumeMetadata.Allocation.SPARSE
                        : VolumeMetadata.Allocation.PREALLOCATED,
                wanted.diskType(),
                wanted.description(),
                1,
                true);
        return parts.spm()
                .begin(
                        "createVolume",
                        new UndoNote.VolumeCreation(address.domain(), address.image(), address.volume()),
                        () -> domain.volumes()
                                .create(specification, parts.clock().wall()),
                        note -> domain.volumes().undo(address.image(), address.volume()));
    }

    private UUID delete(VolumeVerbs.DeleteImage wanted) {
        membership.require(wanted.pool());
        if (wanted.zero()) {
            throw new VerbFailed(ErrorCode.UNSUPPORTED_OPERATION, "This host does not wipe images");
        }
        FileDomain domain = active(wanted.domain());
        domain.volumes().volumes(wanted.image());
        return parts.spm()
                .begin(
                        "deleteImage",
                        new UndoNote.ImageDeletion(wanted.domain(), wanted.image()),
                        () -> domain.volumes().delete(wanted.image(), owners),
                        note -> domain.volumes().purge());
    }

    private VolumeInformation information(VolumeAddress address) {
        FileDomain domain = parts.storage().domain(address.domain());
        VolumeInfo info = domain.volumes().info(address.image(), address.volume());
        VolumeMetadata metadata = info.metadata();
        return new VolumeInformation(
                address.volume(),
                address.image(),
                address.domain(),
                metadata.parent(),
                metadata.capacity(),
                info.apparentSize(),
                info.trueSize(),
                VolumeFormat.valueOf(metadata.format().name()),
                metadata.allocation() == VolumeMetadata.Allocation.SPARSE
                        ? VolumeAllocation.SPARSE
                        : VolumeAllocation.PREALLOCATED,
                metadata.role().name(),
                metadata.diskType(),
                metadata.legality() != VolumeMetadata.Legality.ILLEGAL,
                metadata.generation(),
                (int) metadata.sequence(),
                metadata.description(),
                metadata.created(),
                new VolumeInformation.LeasePlace(
                        domain.paths()
                                .volumeLease(address.image(), address.volume())
                                .toString(),
                        0));
    }

    /// A file image is ready once a link in the run directory leads to it.
    private String prepare(VolumeAddress address) {
        FileDomain domain = parts.storage().domain(address.domain());
        VolumeInfo info = domain.volumes().info(address.image(), address.volume());
        if (info.metadata().legality() == VolumeMetadata.Legality.ILLEGAL) {
            throw new VerbFailed(227, "Volume " + address.volume() + " is ILLEGAL", null);
        }
        Links.set(runLink(address.domain(), address.image()), domain.paths().image(address.image()));
        return info.path().toString();
    }

    private Path runLink(UUID domain, UUID image) {
        return parts.runDirectory().resolve(domain.toString()).resolve(image.toString());
    }

    private LeaseVerbs.LeaseInformation lease(LeaseVerbs.LeaseAddress lease) {
        Xleases.Location location = parts.storage()
                .domain(lease.domain())
                .xleases()
                .lookup(lease.lease().toString())
                .orElseThrow(() -> new VerbFailed(
                        ErrorCode.NO_SUCH_LEASE, "Domain %s has no lease %s".formatted(lease.domain(), lease.lease())));
        return new LeaseVerbs.LeaseInformation(
                lease.domain(), lease.lease(), location.path().toString(), location.offset());
    }
}
