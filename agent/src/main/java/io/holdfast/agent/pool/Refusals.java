package io.holdfast.agent.pool;

import io.holdfast.protocol.ErrorCode;
import io.holdfast.protocol.VerbFailed;
import io.holdfast.protocol.VerbHandler;
import io.holdfast.storage.StorageException;
import io.holdfast.storage.files.FileException;

/// Gives the errors of storage the numbers that managers know.
final class Refusals {
    private Refusals() {}

    static <P, R> VerbHandler<P, R> numbered(VerbHandler<P, R> handler) {
        return (arguments, context) -> {
            try {
                return handler.handle(arguments, context);
            } catch (StorageException e) {
                throw new VerbFailed(e.error().code(), String.valueOf(e.getMessage()), e);
            } catch (FileException e) {
                throw new VerbFailed(ErrorCode.DOMAIN_ACCESS_ERROR, String.valueOf(e.getMessage()), e);
            }
        };
    }
}
