package io.holdfast.restmodel;

import java.io.InputStream;
import java.util.List;

/// One of the two forms of documents.
public interface Format {
    /// XML, UTF-8.
    Format XML = new XmlFormat();

    /// JSON, UTF-8. Integers, booleans and enums are strings, decimals are numbers, dates are milliseconds since 1970.
    Format JSON = new JsonFormat();

    /// Deeper documents are refused.
    int DEEPEST = 32;

    /// The form's media type, without parameters.
    String contentType();

    /// Writes one object.
    byte[] write(Representation one);

    /// Writes a collection.
    ///
    /// @param actions what can be done to the collection itself
    byte[] writeAll(Class<? extends Representation> type, List<? extends Representation> all, List<Link> actions);

    /// Reads one object. Members that the type does not have are skipped, as are `link` and `actions`.
    ///
    /// @throws InvalidDocument if it cannot be understood
    <T extends Representation> T read(InputStream from, Class<T> type) throws InvalidDocument;
}
