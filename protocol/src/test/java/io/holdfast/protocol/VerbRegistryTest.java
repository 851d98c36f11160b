package io.holdfast.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class VerbRegistryTest {
    private static final UUID TASK = new UUID(1, 2);
    private final List<CallContext> guarded = new ArrayList<>();
    private Optional<String> notReady = Optional.empty();
    private final VerbRegistry registry = VerbRegistry.builder()
            .add(TaskVerbs.CLEAR, (task, context) -> Done.DONE)
            .add(TaskVerbs.GET_STATUS, (task, context) -> {
                throw new VerbFailed(ErrorCode.UNKNOWN_TASK, "no task " + task);
            })
            .add(StoragePoolVerbs.SPM_STOP, (pool, context) -> {
                throw new IllegalStateException("surprise");
            })
            .add(HoldfastVerbs.ADOPT, (adopt, context) -> {
                assertThat(context.epoch()).hasValue(adopt.epoch());
                return new HoldfastVerbs.Adopted(adopt.epoch(), adopt.owner(), "boot", TASK, 1);
            })
            .add(StoragePoolVerbs.GET_SPM_STATUS, (pool, context) -> {
                throw new NoClassDefFoundError("a broken installation");
            })
            .guard((verb, context) -> guarded.add(context))
            .notReady(() -> notReady)
            .build();

    private JsonNode call(String method, JsonNode params) {
        return registry.call(method, params, CallContext.local());
    }

    private static int codeOf(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(VerbFailed.class);
        return ((VerbFailed) thrown).code();
    }

    @Test
    void onlyVerbsThatChangeSomethingAreGuarded() {
        call("Task.clear", CallContext.stamp(TaskVerbs.CLEAR.params(TASK), 7));
        assertThat(guarded).extracting(CallContext::epoch).containsExactly(OptionalLong.of(7));
        assertThat(codeOf(() -> call("Task.getStatus", TaskVerbs.GET_STATUS.params(TASK))))
                .isEqualTo(401);
        assertThat(guarded).hasSize(1);
    }

    @Test
    void aCallWithoutEpochIsToldFromOneWithEpochZero() {
        call("Task.clear", TaskVerbs.CLEAR.params(TASK));
        call("Task.clear", CallContext.stamp(TaskVerbs.CLEAR.params(TASK), 0));
        assertThat(guarded).extracting(CallContext::epoch).containsExactly(OptionalLong.empty(), OptionalLong.of(0));
    }

    @Test
    void ourOwnVerbsNameTheirEpochThemselves() {
        JsonNode adopted = call("Holdfast.adopt", HoldfastVerbs.ADOPT.params(new HoldfastVerbs.Adopt(9, "me")));
        assertThat(adopted.get("epoch").asInt()).isEqualTo(9);
    }

    @Test
    void anEpochThatIsNoNumberIsRefusedBeforeAnythingIsDone() {
        JsonNode params = Json.parse("{\"taskID\":\"%s\",\"holdfast\":{\"epoch\":\"new\"}}"
                .formatted(TASK)
                .getBytes(UTF_8));
        assertThat(codeOf(() -> call("Task.clear", params))).isEqualTo(ErrorCode.INVALID_PARAMETER.code());
        assertThat(guarded).isEmpty();
    }

    @Test
    void aSurpriseIsReportedWithTheVerbsOwnCode() {
        assertThat(codeOf(() -> call("StoragePool.spmStop", StoragePoolVerbs.SPM_STOP.params(TASK))))
                .isEqualTo(653);
    }

    @Test
    void evenABrokenInstallationAnswers() {
        assertThat(codeOf(() -> call("StoragePool.getSpmStatus", StoragePoolVerbs.GET_SPM_STATUS.params(TASK))))
                .isEqualTo(200);
    }

    @Test
    void whileNotReadyEveryVerbIsRefused() {
        notReady = Optional.of("recovering");
        assertThat(codeOf(() -> call("Task.clear", Json.object()))).isEqualTo(99);
        assertThat(registry.ready()).isFalse();
    }

    @Test
    void aVerbHasOneHandler() {
        VerbRegistry.Builder builder = VerbRegistry.builder().add(TaskVerbs.CLEAR, (task, context) -> Done.DONE);
        assertThatThrownBy(() -> builder.add(TaskVerbs.CLEAR, (task, context) -> Done.DONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Task.clear");
    }
}
