package io.holdfast.restmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ovirt.api.metamodel.runtime.xml.XmlReader;
import org.ovirt.api.metamodel.runtime.xml.XmlWriter;

/// An independent reader and writer, those of the oVirt Java SDK 4.4.5, understand all our types, and we theirs:
/// what we write, they read, write again, and we read, is what we had.
///
/// The SDK is older than the model, so members and constants that it does not have are left out.
final class SdkRoundTripTest {
    private static final Set<String> UNKNOWN = new ConcurrentSkipListSet<>();
    private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

    static List<? extends Class<?>> typesOfBoth() {
        return ApiTypes.all().stream()
                .filter(each -> exists(reader(each)) && exists(writer(each)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("typesOfBoth")
    void aFilledObjectSurvivesTheirReaderAndWriter(Class<? extends Representation> type) throws Exception {
        for (int seed = 0; seed < 2; seed++) {
            Representation sample =
                    new Samples(seed, SdkRoundTripTest::known, SdkRoundTripTest::known).of(type, 1 + seed);
            byte[] ours = Format.XML.write(sample);

            byte[] theirs = throughTheSdk(type, ours);

            String back = text(Format.XML.write(Format.XML.read(new ByteArrayInputStream(theirs), type)));
            assertThat(fromTheFirstDifference(back, text(ours))).isEqualTo(fromTheFirstDifference(text(ours), back));
        }
    }

    @Test
    void theSdkKnowsNearlyAllTypesAndMembers() {
        List<? extends Class<?>> both = typesOfBoth();
        assertThat(both).hasSizeGreaterThan(205);
        for (Class<?> type : both) {
            Schema.of(type).members().forEach(member -> known(type, member));
        }
        assertThat(UNKNOWN).as("members that the SDK does not have").hasSizeLessThan(80);
    }

    private static byte[] throughTheSdk(Class<?> type, byte[] document) throws Exception {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (XmlReader in = new XmlReader(new ByteArrayInputStream(document))) {
            Object read = call(reader(type), "readOne", XmlReader.class, in);
            try (XmlWriter out = new XmlWriter(written, false)) {
                Class<?> face = Class.forName(sdkType(type));
                Class.forName(writer(type))
                        .getMethod("writeOne", face, XmlWriter.class)
                        .invoke(null, read, out);
            }
        }
        return written.toByteArray();
    }

    private static Object call(String type, String name, Class<?> parameter, Object argument) throws Exception {
        try {
            return Class.forName(type).getMethod(name, parameter).invoke(null, argument);
        } catch (InvocationTargetException thrown) {
            throw new AssertionError("The SDK refuses the document", thrown.getCause());
        }
    }

    private static String fromTheFirstDifference(String one, String other) {
        int same = Arrays.mismatch(one.toCharArray(), other.toCharArray());
        return same < 0 ? "" : one.substring(Math.max(0, same - 60), Math.min(one.length(), same + 60));
    }

    private static boolean known(Class<?> type, Member member) {
        return KNOWN.computeIfAbsent(type.getName() + "." + member, each -> exists(type, member));
    }

    private static boolean exists(Class<?> type, Member member) {
        if (!exists(sdkType(type))) {
            UNKNOWN.add(type.getSimpleName());
            return false;
        }
        if (member.struct() && !exists(sdkType(member.element()))) {
            UNKNOWN.add(member.element().getSimpleName());
            return false;
        }
        boolean known = false;
        for (Method method : load(sdkType(type)).getMethods()) {
            known |= method.getName().replace("_", "").equalsIgnoreCase(fieldName(type, member));
        }
        if (!known) {
            UNKNOWN.add(type.getSimpleName() + "." + member.tag());
        }
        return known;
    }

    private static String fieldName(Class<?> type, Member member) {
        List<String> names = new ArrayList<>();
        for (Class<?> at = type; at != Object.class; at = at.getSuperclass()) {
            Arrays.stream(at.getDeclaredFields())
                    .filter(each -> each.isAnnotationPresent(Tag.class)
                            && each.getAnnotation(Tag.class).value().equals(member.tag()))
                    .forEach(each -> names.add(each.getName()));
        }
        return names.getFirst().replace("_", "");
    }

    private static boolean known(Class<?> enumeration, String constant) {
        return KNOWN.computeIfAbsent(enumeration.getName() + "=" + constant, each -> has(enumeration, constant));
    }

    private static boolean has(Class<?> enumeration, String constant) {
        return exists(sdkType(enumeration))
                && Arrays.stream(load(sdkType(enumeration)).getEnumConstants())
                        .anyMatch(each -> each.toString().equals(constant)
                                || ((Enum<?>) each)
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .equals(constant));
    }

    private static String sdkType(Class<?> type) {
        return "org.ovirt.engine.sdk4.types." + type.getSimpleName();
    }

    private static String reader(Class<?> type) {
        return "org.ovirt.engine.sdk4.internal.xml.Xml" + type.getSimpleName() + "Reader";
    }

    private static String writer(Class<?> type) {
        return "org.ovirt.engine.sdk4.internal.xml.Xml" + type.getSimpleName() + "Writer";
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException gone) {
            throw new IllegalStateException(gone);
        }
    }

    private static boolean exists(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException unknown) {
            return false;
        }
    }

    private static String text(byte[] document) {
        return new String(document, StandardCharsets.UTF_8);
    }
}
