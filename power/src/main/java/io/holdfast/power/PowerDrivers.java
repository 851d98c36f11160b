package io.holdfast.power;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/// The drivers that are there, by the type of fence agent they serve.
public final class PowerDrivers {
    private final Map<String, PowerDriver> byType;

    /// Takes these drivers.
    ///
    /// @throws IllegalArgumentException if two drivers serve the same type
    public PowerDrivers(List<PowerDriver> drivers) {
        Map<String, PowerDriver> map = new HashMap<>();
        for (PowerDriver driver : drivers) {
            for (String type : driver.types()) {
                if (map.put(type, driver) != null) {
                    throw new IllegalArgumentException("Two drivers for fence agent type " + type);
                }
            }
        }
        byType = Map.copyOf(map);
    }

    /// Returns all drivers on the class path, as listed for the JDK's service loader.
    public static PowerDrivers standard() {
        return new PowerDrivers(ServiceLoader.load(PowerDriver.class, PowerDriver.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /// Returns the types that [#open] takes.
    public Set<String> types() {
        return byType.keySet();
    }

    /// Makes the device with the [PowerDeadlines#STANDARD] deadlines; contacts nothing.
    ///
    /// @throws InvalidFenceAgentException if the type is unknown or the settings cannot work
    public PowerDevice open(FenceAgentSettings settings) {
        return open(settings, PowerDeadlines.STANDARD);
    }

    /// Makes the device; contacts nothing.
    ///
    /// @throws InvalidFenceAgentException if the type is unknown or the settings cannot work
    public PowerDevice open(FenceAgentSettings settings, PowerDeadlines deadlines) {
        PowerDriver driver = byType.get(settings.type());
        if (driver == null) {
            throw new InvalidFenceAgentException("Fence agent " + settings.id() + " has the unknown type \""
                    + settings.type() + "\"; known: " + String.join(", ", new TreeSet<>(types())));
        }
        return driver.open(settings, deadlines);
    }
}
