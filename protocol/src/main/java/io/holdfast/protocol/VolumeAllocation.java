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
        for (VolumeAllocation allocation : values()) {
            if (allocation.number == number) {
                return allocation;
            }
        }
        throw new MalformedMessage("unknown volume allocation: " + number);
    }
}
