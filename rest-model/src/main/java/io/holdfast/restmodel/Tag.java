package io.holdfast.restmodel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The name of a type or a member in documents.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD})
public @interface Tag {
    /// The tag in XML, the key in JSON.
    String value();

    /// Of a type: the tag of many.
    String plural() default "";

    /// Of a list of strings or enums: the tag of one item.
    String item() default "";
}
