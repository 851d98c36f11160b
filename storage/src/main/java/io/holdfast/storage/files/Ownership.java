package io.holdfast.storage.files;

/// Who owns what a store makes.
///
/// @param uid -1 to leave it as it comes
/// @param gid -1 to leave it as it comes
public record Ownership(int uid, int gid) {
    /// User `vdsm` and group `kvm`, as on every host of an oVirt site.
    public static final Ownership VDSM = new Ownership(36, 36);

    /// As it comes: of this process's user, or whom the server puts in its place.
    public static final Ownership UNCHANGED = new Ownership(-1, -1);
}
