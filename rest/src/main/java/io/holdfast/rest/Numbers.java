package io.holdfast.rest;

/// Numbers in documents that have narrower bounds than their type.
final class Numbers {
    private Numbers() {}

    /// @throws Refusal if the number is out of its bounds
    static int within(long number, int least, int most, String where) throws Refusal {
        if (number < least || number > most) {
            throw new Refusal(
                    400,
                    "Invalid value",
                    "Invalid value '" + number + "' for " + where + ": expected " + least + " to " + most);
        }
        return (int) number;
    }
}
