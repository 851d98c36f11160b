package io.holdfast.manager.inventory;

import java.util.UUID;

/// Who owns a data center. Hosts refuse commands that carry an older epoch, or the same one from another owner.
///
/// @param epoch rises with every change of owner, 1 at first
public record Shard(UUID dataCenter, UUID owner, long epoch) implements Kept {
    @Override
    public UUID key() {
        return dataCenter;
    }
}
