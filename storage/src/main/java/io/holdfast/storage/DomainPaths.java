package io.holdfast.storage;

import java.nio.file.Path;
import java.util.UUID;

/// Where everything of a file domain is.
///
///     <mount point>/<domain>/            0755
///       dom_md/                          0755
///         ids inbox leases outbox xleases   0660
///         metadata                       0644
///       images/                          0755
///         <image>/                       0755
///           <volume>  <volume>.lease     0660
///           <volume>.meta                0644
///         _remove_me_<image>/            deleted, waits to be purged
///       master/tasks/ master/vms/        on masters
public record DomainPaths(Path mountPoint, UUID id) {
    static final String REMOVED = "_remove_me_";
    static final String META = ".meta";
    static final String LEASE = ".lease";
    static final String NEW = ".new";

    public Path domain() {
        return mountPoint.resolve(id.toString());
    }

    public Path domainMetadata() {
        return domain().resolve("dom_md");
    }

    public Path metadata() {
        return domainMetadata().resolve("metadata");
    }

    /// The lockspace.
    public Path ids() {
        return domainMetadata().resolve("ids");
    }

    /// The lease of the SPM.
    public Path leases() {
        return domainMetadata().resolve("leases");
    }

    public Path xleases() {
        return domainMetadata().resolve("xleases");
    }

    public Path inbox() {
        return domainMetadata().resolve("inbox");
    }

    public Path outbox() {
        return domainMetadata().resolve("outbox");
    }

    public Path images() {
        return domain().resolve("images");
    }

    public Path image(UUID image) {
        return images().resolve(image.toString());
    }

    Path removedImage(UUID image) {
        return images().resolve(REMOVED + image);
    }

    /// A volume's data.
    public Path volume(UUID image, UUID volume) {
        return image(image).resolve(volume.toString());
    }

    public Path volumeMetadata(UUID image, UUID volume) {
        return image(image).resolve(volume + META);
    }

    public Path volumeLease(UUID image, UUID volume) {
        return image(image).resolve(volume + LEASE);
    }

    public Path master() {
        return domain().resolve("master");
    }
}
