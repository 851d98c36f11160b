package io.holdfast.leasedaemon;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/// Programs that others wrote and that these tests measure us by.
final class Oracle {
    private Oracle() {}

    /// Goes on only if the program is installed. A build that is meant to have it (`CI=true`) fails without.
    static void require(String program, String debianPackage) {
        for (String directory : new String[] {"/usr/sbin", "/usr/bin", "/sbin", "/bin"}) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return;
            }
        }
        String missing = "ORACLE MISSING: " + program + " (Debian package " + debianPackage + ")";
        System.err.println(missing);
        if ("true".equals(System.getenv("CI"))) {
            fail(missing);
        }
        abort(missing);
    }
}
