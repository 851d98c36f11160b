package io.holdfast.rest;

/// Serves one operation.
@FunctionalInterface
interface Endpoint {
    Answer answer(Call call) throws Refusal;
}
