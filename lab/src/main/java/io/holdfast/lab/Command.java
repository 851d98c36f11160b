package io.holdfast.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs short programs of the system to their end.
final class Command {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Command() {}

    /// Runs a program that must succeed.
    ///
    /// @return what it printed
    /// @throws LabException if it cannot start, fails (with its words), or takes longer than 30 s
    static String run(String... command) {
        Result result = attempt(command);
        if (result.status() != 0) {
            throw new LabException("`" + String.join(" ", command) + "` failed with status " + result.status() + ": "
                    + result.output().strip());
        }
        return result.output();
    }

    record Result(int status, String output) {}

    /// Runs a program that may fail.
    static Result attempt(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new LabException(
                        "`" + String.join(" ", command) + "` did not end in " + LIMIT.toSeconds() + " s");
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new LabException("Cannot run `" + String.join(" ", command) + "`: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("Interrupted while running `" + String.join(" ", command) + "`", e);
        }
    }
}
