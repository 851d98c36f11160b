package io.holdfast.lab.demo;

import io.holdfast.lab.LabException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the independent checker says about a disk.
///
/// @param exactlyOnce true if everything holds
/// @param words       its lines, for people; the last one is the verdict
public record Verdict(boolean exactlyOnce, List<String> words) {

    /// Runs the checker, a program of its own.
    ///
    /// @param home    Holdfast's own folder
    /// @param disk    the guest's raw disk, on which nobody writes any more
    /// @param serials logs of its serial lines, of all hosts
    /// @param boots   how many boots there must have been at least
    public static Verdict of(Path home, Path disk, List<Path> serials, int boots) {
        List<String> command = new ArrayList<>(List.of(
                "python3",
                home.resolve("lab/checker/check-exactly-once").toString(),
                disk.toString(),
                "--boots",
                Integer.toString(boots)));
        serials.forEach(each -> command.addAll(List.of("--serial", each.toString())));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Verdict(process.waitFor() == 0, words.lines().toList());
        } catch (IOException e) {
            throw new LabException("Cannot run the checker: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("Interrupted", e);
        }
    }
}
