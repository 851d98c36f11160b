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
        for (VolumeFormat format : values()) {
            if (format.number == number) {
                return format;
            }
        }
        throw new MalformedMessage("unknown volume format: " + number);
    }
}
