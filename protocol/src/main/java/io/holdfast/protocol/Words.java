package io.holdfast.protocol;

import java.util.function.Function;

/// Finds the constant of an enum that a word or a number on the wire stands for.
final class Words {
    private Words() {}

    static <E> E find(E[] values, Function<E, String> word, String wanted, String what) {
        for (E value : values) {
            if (word.apply(value).equals(wanted)) {
                return value;
            }
        }
        throw new MalformedMessage("unknown " + what + ": " + wanted);
    }

    static <E> E at(E[] values, int number, String what) {
        if (number < 0 || number >= values.length) {
            throw new MalformedMessage("unknown " + what + ": " + number);
        }
        return values[number];
    }
}
