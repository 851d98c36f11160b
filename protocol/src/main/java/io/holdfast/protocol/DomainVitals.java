package io.holdfast.protocol;

import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How a host finds one storage domain that it monitors.
///
/// @param code 0, or the number of the error that the last check met
/// @param lastCheck seconds since either of the two probes last delivered, when asked
/// @param delay seconds that the last read took
/// @param valid whether there is no error
/// @param version of the domain's format; -1 while unknown
/// @param acquired whether this host holds its host id there
/// @param actual whether the other figures were measured; false until both probes have delivered once
public record DomainVitals(
        int code, double lastCheck, double delay, boolean valid, int version, boolean acquired, boolean actual) {
    /// What is said before anything is known.
    public static final DomainVitals UNMEASURED = new DomainVitals(0, 0, 0, true, -1, false, false);

    /// Seconds travel as text.
    ObjectNode format() {
        return Json.object()
                .put("code", code)
                .put("lastCheck", String.format(Locale.ROOT, "%.1f", lastCheck))
                .put("delay", delay == 0 ? "0" : String.format(Locale.ROOT, "%.6f", delay))
                .put("valid", valid)
                .put("version", version)
                .put("acquired", acquired)
                .put("actual", actual);
    }

    static DomainVitals parse(JsonNode node) {
        Fields fields = Fields.of(node, "storageDomain");
        return new DomainVitals(
                fields.integer("code"),
                fields.fraction("lastCheck", 0),
                fields.fraction("delay", 0),
                fields.truth("valid"),
                fields.integer("version", -1),
                fields.truth("acquired", false),
                fields.truth("actual", true));
    }
}
