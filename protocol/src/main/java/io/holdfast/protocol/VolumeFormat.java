package io.holdfast.protocol;

/// How a volume's content is laid out.
public enum VolumeFormat {
    /// qcow2.
    COW(4),
    RAW(5);

    private final int number;

    VolumeFormat(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public static VolumeFormat of(int number) {
        return Words.find(values(), VolumeFormat::number, number, "volume format");
    }
}
