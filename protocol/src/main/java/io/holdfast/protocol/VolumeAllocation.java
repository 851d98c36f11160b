package io.holdfast.protocol;

/// Whether a volume takes its space at once.
public enum VolumeAllocation {
    PREALLOCATED(1),
    SPARSE(2);

    private final int number;

    VolumeAllocation(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public static VolumeAllocation of(int number) {
        return Words.find(values(), VolumeAllocation::number, number, "volume allocation");
    }
}
