package io.holdfast.restmodel;

import java.io.File;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// All types of the API that are objects.
final class ApiTypes {
    private static final String PACKAGE = "io.holdfast.restmodel.types.";

    private ApiTypes() {}

    static List<? extends Class<?>> all() {
        try {
            File classes = new File(Routes.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            File[] files = Objects.requireNonNull(
                    new File(classes, PACKAGE.replace('.', '/')).listFiles((in, name) -> name.endsWith(".class")));
            return Arrays.stream(files)
                    .map(each -> each.getName().replace(".class", ""))
                    .filter(each -> !each.equals("package-info"))
                    .sorted()
                    .map(ApiTypes::load)
                    .filter(Representation.class::isAssignableFrom)
                    .toList();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(PACKAGE + name);
        } catch (ClassNotFoundException gone) {
            throw new IllegalStateException(gone);
        }
    }
}
