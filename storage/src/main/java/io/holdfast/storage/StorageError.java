package io.holdfast.storage;

/// What can be wrong with storage, with the number and the name that clients of the host protocol know it by.
public enum StorageError {
    STORAGE(200, "StorageException"),
    VOLUME_MISSING(201, "VolumeDoesNotExist"),
    VOLUME_FORMAT(202, "IncorrectFormat"),
    VOLUME_CREATION(205, "VolumeCreationError"),
    VOLUME_METADATA_READ(207, "VolumeMetadataReadError"),
    VOLUME_METADATA_WRITE(208, "VolumeMetadataWriteError"),
    VOLUME_EXISTS(212, "VolumeAlreadyExists"),
    VOLUME_SHARED(223, "CannotDeleteSharedVolume"),
    IMAGE_PATH(254, "ImagePathError"),
    IMAGE_MISSING(268, "ImageDoesNotExistInSD"),
    POOL_CREATION(301, "StoragePoolCreationError"),
    MASTER_MISSING(304, "StoragePoolMasterNotFound"),
    POOL_UNKNOWN(309, "StoragePoolUnknown"),
    WRONG_MASTER(324, "StoragePoolWrongMaster"),
    DOMAIN_STATE(347, "StorageDomainIllegalStateError"),
    BLOCK_SIZE_MISMATCH(348, "StorageDomainBlockSizeMismatch"),
    DOMAIN_NOT_IN_POOL(353, "StorageDomainNotInPool"),
    MASTER(355, "StorageDomainMasterError"),
    DOMAIN_MISSING(358, "StorageDomainDoesNotExist"),
    NOT_MOUNTED(360, "StorageDomainFSNotMounted"),
    DOMAIN_NOT_EMPTY(361, "StorageDomainNotEmpty"),
    DOMAIN_METADATA_MISSING(364, "StorageDomainMetadataNotFound"),
    DOMAIN_EXISTS(365, "StorageDomainAlreadyExists"),
    DOMAIN_LAYOUT(371, "StorageDomainLayoutError"),
    DOMAIN_TYPE(372, "StorageDomainTypeError"),
    DOMAIN_NOT_MEMBER(375, "StorageDomainNotMemberOfPool"),
    DOMAIN_ACCESS(379, "StorageDomainAccessError"),
    DOMAIN_ALREADY_ATTACHED(380, "StorageDomainAlreadyAttached"),
    STALE_HANDLE(384, "FileStorageDomainStaleNFSHandle"),
    DOMAIN_PERMISSIONS(385, "StorageDomainInsufficientPermissions"),
    DOMAIN_CLASS(386, "StorageDomainClassError"),
    DESCRIPTION_TOO_LONG(387, "StorageDomainDescriptionTooLongError"),
    REMOTE_PATH(390, "StorageDomainIllegalRemotePath"),
    DOMAIN_ATTACHED(391, "CannotFormatAttachedStorageDomain"),
    DOMAIN_VERSION(394, "UnsupportedDomainVersion"),
    MASTER_VERSION_TOO_HIGH(395, "CurrentVersionTooAdvancedError"),
    NO_SPACE(397, "NoSpaceLeftOnDomain"),
    MIXED_VERSIONS(398, "MixedSDVersionError"),
    STORAGE_UNSUPPORTED(399, "StorageDomainTargetUnsupported"),
    SPM_START(650, "SpmStartError"),
    ACQUIRE_LOCK(651, "AcquireLockFailure"),
    SPM_STOP(653, "SpmStopError"),
    NOT_SPM(654, "SpmStatusError"),
    IS_SPM(656, "IsSpm"),
    RELEASE_LOCK(660, "ReleaseLockFailure"),
    ACQUIRE_HOST_ID(661, "AcquireHostIdFailure"),
    RELEASE_HOST_ID(662, "ReleaseHostIdFailure"),
    LEASE_FORMAT(701, "ClusterLockInitError"),
    LEASE_INQUIRY(704, "SanlockInquireError"),
    METADATA_INVALID(751, "InvalidMetadata"),
    METADATA_SEAL(752, "MetaDataSealIsBroken"),
    METADATA_VALUE(753, "MetaDataValidationError"),
    METADATA_TOO_LARGE(756, "MetadataOverflowError"),
    DOMAIN_GARBAGE(910, "DomainHasGarbage"),
    LEASE_MISSING(936, "NoSuchLease"),
    PARAMETER(1000, "InvalidParameterException"),
    READ(2001, "MiscFileReadException"),
    WRITE(2002, "MiscFileWriteException"),
    IN_PROGRESS(2005, "MiscOperationInProgress"),
    UNSUPPORTED(2009, "UnsupportedOperation");

    private final int code;
    private final String wireName;

    StorageError(int code, String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    /// The number in answers of the host protocol.
    public int code() {
        return code;
    }

    /// The name in answers of the host protocol.
    public String wireName() {
        return wireName;
    }
}
