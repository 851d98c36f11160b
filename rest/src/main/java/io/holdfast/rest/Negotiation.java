package io.holdfast.rest;

import io.holdfast.restmodel.Format;
import java.util.Locale;

/// What the headers of a request ask for.
final class Negotiation {
    private static final int LONGEST_CORRELATION = 36;

    private Negotiation() {}

    /// The form of answers: JSON if it is preferred to XML, otherwise XML.
    static Format answer(String accept) {
        double xml = 0;
        double json = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            double quality = quality(parts);
            switch (parts[0].strip()) {
                case "application/xml", "text/xml", "application/*", "*/*" -> xml = Math.max(xml, quality);
                case "application/json", "text/json" -> json = Math.max(json, quality);
                default -> {
                    // Another form, which is not offered.
                }
            }
        }
        boolean named = accept.toLowerCase(Locale.ROOT).contains("/xml");
        return json > 0 && (json > xml || (json == xml && !named)) ? Format.JSON : Format.XML;
    }

    /// The form of the document in a request.
    ///
    /// @throws Refusal if it is neither XML nor JSON
    static Format document(String contentType) throws Refusal {
        String type = contentType.toLowerCase(Locale.ROOT).split(";", -1)[0].strip();
        return switch (type) {
            case "application/xml", "text/xml", "" -> Format.XML;
            case "application/json", "text/json" -> Format.JSON;
            default ->
                throw new Refusal(
                        415,
                        "Unsupported Media Type",
                        "The document is '" + type + "'; application/xml and application/json are understood.");
        };
    }

    /// The usable part of a correlation id, empty if there is none.
    static String correlation(String sent) {
        String usable = sent.strip();
        if (!usable.matches("[0-9A-Za-z_-]+")) {
            return "";
        }
        return usable.substring(0, Math.min(usable.length(), LONGEST_CORRELATION));
    }

    private static double quality(String[] parts) {
        for (String part : parts) {
            String parameter = part.strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException malformed) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
