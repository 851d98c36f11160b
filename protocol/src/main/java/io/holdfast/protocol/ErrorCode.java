package io.holdfast.protocol;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The error numbers of the host protocol that our programs raise or act upon. Others may arrive: carry them as
/// numbers.
///
/// The field's managers fail the SPM over when an SPM verb answers with a number they do not expect: refuse
/// with the numbers named here for the case, never with an invented one.
public enum ErrorCode {
    PARSE_ERROR(-32700),
    INVALID_REQUEST(-32600),
    METHOD_NOT_FOUND(-32601),
    INVALID_PARAMETERS(-32602),
    INTERNAL_ERROR(-32603),

    NO_SUCH_VM(1),
    VM_EXISTS(4),
    VM_IS_DOWN(6),
    CANNOT_CREATE_VM(9),
    MISSING_PARAMETER(11),
    MIGRATION_ERROR(12),
    UNEXPECTED(16),
    RESOURCE_UNAVAILABLE(40),
    VM_DESTROY_FAILED(42),
    UNKNOWN_FENCE_AGENT(43),
    NOT_IMPLEMENTED(44),
    NO_SUCH_JOB(66),
    JOB_EXISTS(69),
    UNSUPPORTED_OPERATION(75),
    INVALID_VM_PARAMETER(91),
    /// Not ready yet: every verb answers so until the agent has found its VMs again.
    RECOVERING(99),
    GENERAL(100),
    /// The agent has too many calls waiting.
    RESOURCES_EXHAUSTED(1100),

    STORAGE_EXCEPTION(200),
    VOLUME_DOES_NOT_EXIST(201),
    VOLUME_BUSY(203),
    VOLUME_HAS_CHILDREN(204),
    VOLUME_CREATION_ERROR(205),
    VOLUME_ALREADY_EXISTS(212),
    ILLEGAL_PARENT(226),
    CREATE_VOLUME_SIZE_ERROR(229),
    IMAGE_ACTION_ERROR(250),
    IMAGE_PATH_ERROR(254),
    IMAGE_DELETE_ERROR(256),
    IMAGE_NOT_IN_DOMAIN(268),

    POOL_ACTION_ERROR(300),
    POOL_CREATION_ERROR(301),
    POOL_CONNECTION_ERROR(302),
    POOL_DISCONNECTION_ERROR(303),
    MASTER_NOT_FOUND(304),
    RECONSTRUCT_MASTER_ERROR(306),
    /// This host is not connected to the pool.
    POOL_UNKNOWN(309),
    POOL_ALREADY_EXISTS(316),
    CANNOT_CONNECT_MULTIPLE_POOLS(323),
    WRONG_MASTER(324),
    /// Connected already, with another host id or without a map of domains.
    POOL_CONNECTED(325),
    BLOCK_SIZE_MISMATCH(348),

    DOMAIN_ACTION_ERROR(350),
    DOMAIN_CREATION_ERROR(351),
    DOMAIN_NOT_IN_POOL(353),
    DOMAIN_ATTACH_ERROR(354),
    DOMAIN_MASTER_ERROR(355),
    DOMAIN_DETACH_ERROR(356),
    DOMAIN_DOES_NOT_EXIST(358),
    DOMAIN_ACTIVATE_ERROR(359),
    DOMAIN_ALREADY_EXISTS(365),
    DOMAIN_NOT_ACTIVE(369),
    DOMAIN_LAYOUT_ERROR(371),
    DOMAIN_TYPE_ERROR(372),
    DOMAIN_ACCESS_ERROR(379),
    DOMAIN_ALREADY_ATTACHED(380),
    STALE_FILE_HANDLE(384),
    DOMAIN_DESCRIPTION_TOO_LONG(387),
    CANNOT_FORMAT_ATTACHED_DOMAIN(391),
    UNSUPPORTED_DOMAIN_VERSION(394),
    MASTER_VERSION_TOO_HIGH(395),
    NO_SPACE_LEFT(397),
    MIXED_DOMAIN_VERSIONS(398),

    UNKNOWN_TASK(401),
    TASK_NOT_FINISHED(403),
    ADD_TASK_ERROR(405),
    TASK_IN_PROGRESS(406),
    TASK_ABORTED(411),

    STORAGE_SERVER_ACTION_ERROR(450),
    STORAGE_SERVER_CONNECTION_ERROR(451),
    STORAGE_SERVER_DISCONNECTION_ERROR(452),
    STORAGE_SERVER_VALIDATION_ERROR(453),
    STORAGE_SERVER_NOT_PERMITTED(469),
    MOUNT_TYPE_ERROR(470),
    INVALID_ADDRESS(472),
    MOUNT_ERROR(477),

    SPM_START_ERROR(650),
    LOCK_NOT_ACQUIRED(651),
    SPM_STOP_ERROR(653),
    /// The verb needs the SPM, and this host is not it.
    NOT_SPM(654),
    IS_SPM(656),
    LOCK_NOT_RELEASED(660),
    HOST_ID_NOT_ACQUIRED(661),
    HOST_ID_NOT_RELEASED(662),
    LOCKSPACE_INITIALISATION_ERROR(701),
    INVALID_METADATA(751),
    RESOURCE_TIMEOUT(851),
    DOMAIN_HAS_GARBAGE(910),
    GENERATION_MISMATCH(911),
    NO_SUCH_LEASE(936),
    INVALID_PARAMETER(1000),
    FILE_READ_ERROR(2001),
    OPERATION_IN_PROGRESS(2005),
    SHUTTING_DOWN(3001),

    /// Ours: the call's epoch is older than the agent's, or another owner has the same one.
    STALE_EPOCH(9001),
    /// Ours: a start that came after its expiry, and was not carried out.
    START_EXPIRED(9002),
    /// Ours: a command meant for another boot of this host.
    WRONG_BOOT(9003),
    /// Ours: the host lease to be freed was renewed, or could not be watched long enough.
    HOST_LEASE_NOT_DEAD(9004);

    private static final Map<Integer, ErrorCode> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::code, Function.identity()));

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /// The number on the wire.
    public int code() {
        return code;
    }

    public static Optional<ErrorCode> of(int code) {
        return Optional.ofNullable(BY_NUMBER.get(code));
    }
}
