package io.holdfast.protocol;

import java.util.function.Function;

/// Finds the constant of an enum that a word or a number on the wire stands for.
final class Words {
    private Words() {}

    static <E, W> E find(E[] values, Function<E, W> word, W wanted, String what) {
        for (E value : values) {
            if (word.apply(value).equals(wanted)) {
                return value;
            }
        }
        throw new MalformedMessage("unknown " + what + ": " + wanted);
    }
}
