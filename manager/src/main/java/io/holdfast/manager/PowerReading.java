package io.holdfast.manager;

/// What a host's power devices say now: `on`, `off` or `unknown`, with the reason for the last.
public record PowerReading(String status, String detail) {}
