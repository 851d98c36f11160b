package io.holdfast.manager.inventory;

/// The state of a data center's storage pool.
public enum DataCenterStatus {
    /// No storage domain was ever attached.
    UNINITIALIZED,
    /// A host acts as SPM and the master domain answers.
    UP,
    MAINTENANCE,
    NOT_OPERATIONAL,
    /// No host acts as SPM at the moment; one is being looked for.
    NON_RESPONSIVE,
    /// A host was asked to become SPM and has not finished.
    CONTEND
}
