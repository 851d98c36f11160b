package io.holdfast.lab;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How Holdfast's own programs are started: on the JDK and the class path that this one runs on.
final class JavaProgram {
    private JavaProgram() {}

    /// Returns the command for a program, with the options that its own module says it needs.
    ///
    /// @param optionsFile an argument file of the JVM, unpacked from a resource by [HostPlans#unpack]
    static List<String> command(Path optionsFile, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + optionsFile);
        command.add("-cp");
        command.add(classPath());
        command.add(mainClass);
        command.addAll(arguments);
        return List.copyOf(command);
    }

    /// Under Maven's test runner the JVM's own class path is one jar that points to the real one.
    static String classPath() {
        return Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElseGet(() -> System.getProperty("java.class.path"));
    }

    /// Returns the folders and jars that programs must be able to see.
    static List<String> visible() {
        List<String> all = new ArrayList<>();
        all.add(System.getProperty("java.home"));
        all.add(LabFolders.home().toString());
        for (String each : classPath().split(File.pathSeparator, -1)) {
            String folder = Path.of(each.endsWith("*") ? each.substring(0, each.length() - 1) : each)
                    .toAbsolutePath()
                    .toString();
            // A jar is seen through its folder.
            all.add(each.endsWith(".jar") ? new File(folder).getParent() : folder);
        }
        return all.stream().distinct().sorted().toList();
    }
}
