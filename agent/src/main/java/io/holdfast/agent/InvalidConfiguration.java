package io.holdfast.agent;

import java.util.List;

/// A configuration that cannot be used, with everything that is wrong about it.
public final class InvalidConfiguration extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvalidConfiguration(List<String> problems) {
        super(String.join("\n", problems));
    }
}
