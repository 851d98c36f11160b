package io.holdfast.cli;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The rules of `ARCHITECTURE.md` that class files can show: which module may use which, and that only the
/// door packages reach the clock, threads' sleep, sockets, files and processes.
final class ArchitectureTest {
    /// The packages that touch the world. Everything else is handed what it needs, and the time, as arguments.
    private static final String[] DOORS = {
        "io.holdfast.base..",
        "io.holdfast.lease.socket..",
        "io.holdfast.leasedaemon.system..",
        "io.holdfast.storage.files..",
        "io.holdfast.hypervisor..",
        "io.holdfast.protocol.wire..",
        "io.holdfast.power.redfish..",
        "io.holdfast.agent.system..",
        "io.holdfast.manager.system..",
        "io.holdfast.rest..",
        "io.holdfast.lab..",
        "io.holdfast.cli.."
    };

    private static final Set<Class<?>> WALL_CLOCKS =
            Set.of(Instant.class, Clock.class, LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class);

    private static JavaClasses holdfast = new ClassFileImporter().importClasses();

    @BeforeAll
    static void readTheClassFiles() {
        holdfast = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.holdfast");
    }

    @Test
    void everyModuleIsSeen() {
        for (String module : new String[] {
            "base",
            "lease",
            "leasedaemon",
            "storage",
            "hypervisor",
            "protocol",
            "power",
            "agent",
            "manager",
            "rest",
            "simulation",
            "lab",
            "cli"
        }) {
            assertThat(holdfast.stream().anyMatch(each -> each.getPackageName().startsWith("io.holdfast." + module)))
                    .as("classes of module %s", module)
                    .isTrue();
        }
    }

    @Test
    void theCoreOfALeaseDependsOnTheJdkAlone() {
        check(classes()
                .that()
                .resideInAnyPackage("io.holdfast.base..", "io.holdfast.lease..", "io.holdfast.leasedaemon..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax..",
                        "jdk..",
                        "sun.misc..",
                        "org.jspecify..",
                        "io.holdfast.base..",
                        "io.holdfast.lease..",
                        "io.holdfast.leasedaemon.."));
    }

    @Test
    void aModuleUsesOnlyWhatStandsBelowIt() {
        mayUse("base");
        mayUse("lease", "base");
        mayUse("leasedaemon", "lease", "base");
        mayUse("storage", "lease", "base");
        mayUse("hypervisor", "base");
        mayUse("protocol", "base");
        mayUse("power", "base");
        mayUse("agent", "protocol", "hypervisor", "storage", "lease", "power", "base");
        mayUse("manager", "power", "protocol", "base");
        mayUse("restmodel");
        mayUse("rest", "restmodel", "manager", "power", "protocol", "base");
    }

    @Test
    void theAgentReachesTheLeaseDaemonThroughItsSocketOnly() {
        check(noClasses()
                .that()
                .resideInAPackage("io.holdfast.agent..")
                .should()
                .dependOnClassesThat(belongToPackage("io.holdfast.leasedaemon")));
    }

    @Test
    void noPackagesFormACircle() {
        check(slices().matching("io.holdfast.(**)").should().beFreeOfCycles());
    }

    @Test
    void onlyDoorsReadAClock() {
        check(noClasses()
                .that(areNotDoors())
                .should(callMethodWhere(target(owner(belongToAnyOf(System.class)))
                        .and(target(com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching(
                                "currentTimeMillis|nanoTime"))))));
        check(noClasses()
                .that(areNotDoors())
                .should(callMethodWhere(target(owner(belongToAnyOf(WALL_CLOCKS.toArray(Class<?>[]::new))))
                        .and(target(com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching(
                                "now|systemUTC|systemDefaultZone|tick.*"))))));
    }

    @Test
    void onlyDoorsSleep() {
        check(noClasses()
                .that(areNotDoors())
                .should(callMethodWhere(target(owner(belongToAnyOf(Thread.class)))
                        .and(target(com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching(
                                "sleep"))))));
    }

    @Test
    void onlyDoorsReachFilesSocketsAndProcesses() {
        check(noClasses()
                .that(areNotDoors())
                .should()
                .dependOnClassesThat(belongToAnyOf(
                                Files.class,
                                File.class,
                                FileChannel.class,
                                ProcessBuilder.class,
                                Process.class,
                                ProcessHandle.class,
                                Runtime.class)
                        .or(assignableTo(java.io.FileInputStream.class))
                        .or(assignableTo(java.io.FileOutputStream.class))
                        .or(assignableTo(java.io.RandomAccessFile.class))
                        .or(assignableTo(java.net.Socket.class))
                        .or(assignableTo(java.net.ServerSocket.class))
                        .or(belongToPackage("java.nio.channels"))
                        .or(belongToPackage("java.net.http"))));
    }

    private static DescribedPredicate<JavaClass> areNotDoors() {
        return DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(DOORS))
                .and(DescribedPredicate.describe(
                        "are not a program's entrance",
                        each -> !outermost(each).getSimpleName().endsWith("Main")))
                .as("classes outside the doors");
    }

    private static JavaClass outermost(JavaClass each) {
        return each.getEnclosingClass().map(ArchitectureTest::outermost).orElse(each);
    }

    private static DescribedPredicate<JavaClass> belongToPackage(String name) {
        return JavaClass.Predicates.resideInAPackage(name + "..");
    }

    private static void mayUse(String module, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = "io.holdfast." + module + "..";
        for (int at = 0; at < others.length; at++) {
            allowed[at + 1] = "io.holdfast." + others[at] + "..";
        }
        DescribedPredicate<JavaClass> ours = JavaClass.Predicates.resideInAPackage("io.holdfast..");
        check(noClasses()
                .that()
                .resideInAPackage("io.holdfast." + module + "..")
                .should()
                .dependOnClassesThat(
                        ours.and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(allowed)))));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(holdfast);
    }
}
