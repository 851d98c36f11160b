package io.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SignOnTest {
    private static final String GOOD =
            "grant_type=password&scope=ovirt-app-api&username=admin%40internal&password=s%26cret";

    private Instant now = Instant.parse("2026-11-24T03:00:00Z");
    private final SignOn signOn = new SignOn(new Tokens(), "s&cret", (InstantSource) () -> now);

    @Test
    void thePasswordGivesATokenAndTheTokenTheUser() {
        String token = token();
        assertThat(signOn.authenticate(request("", Map.of("Authorization", "Bearer " + token), "")))
                .isEqualTo("admin@internal");
        assertThat(signOn.authenticate(request("", Map.of("Authorization", "bearer  " + token), "")))
                .isEqualTo("admin@internal");
    }

    @Test
    void theAnswerHasWhatClientsReadFromIt() {
        ApiResponse response = signOn.token(request("", Map.of(), GOOD));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.contentType()).isEqualTo("application/json");
        assertThat(text(response))
                .contains("\"exp\":\"9223372036854775807\"")
                .contains("\"token_type\":\"bearer\"")
                .contains("\"scope\":\"ovirt-app-api\"");
    }

    @Test
    void parametersMayStandInTheAddress() {
        assertThat(signOn.token(request(GOOD, Map.of(), "")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "grant_type=password&username=admin@internal&password=wrong, access_denied",
        "grant_type=password&username=admin&password=s%26cret, access_denied",
        "grant_type=password&username=root@internal&password=s%26cret, access_denied",
        "grant_type=password&username=admin@internal, invalid_request",
        "grant_type=code&username=admin@internal&password=s%26cret, unsupported_grant_type",
        "grant_type=password&scope=other&username=admin@internal&password=s%26cret, invalid_scope",
        "grant_type=%zz, invalid_request",
        "'', unsupported_grant_type"
    })
    void refusalsAreJsonWithAnError(String form, String code) {
        ApiResponse response = signOn.token(request("", Map.of(), form));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.contentType()).isEqualTo("application/json");
        assertThat(text(response)).contains("\"error_code\":\"" + code + "\"").contains("\"error\":");
    }

    @Test
    void aTokenEndsWithTheLogout() {
        String token = token();
        assertThat(text(signOn.logout(request("", Map.of(), "scope=ovirt-app-api&token=" + token))))
                .isEqualTo("{}");
        assertThat(signOn.authenticate(request("", Map.of("Authorization", "Bearer " + token), "")))
                .isNull();
        assertThat(text(signOn.logout(request("", Map.of(), "token=")))).isEqualTo("{}");
        assertThat(text(signOn.logout(request("", Map.of(), "")))).isEqualTo("{}");
    }

    @Test
    void aTokenLivesAsLongAsItIsUsed() {
        String token = token();
        for (int i = 0; i < 5; i++) {
            now = now.plus(Tokens.IDLE);
            assertThat(signOn.authenticate(request("", Map.of("Authorization", "Bearer " + token), "")))
                    .isNotNull();
        }
        now = now.plus(Tokens.IDLE).plus(Duration.ofSeconds(1));
        assertThat(signOn.authenticate(request("", Map.of("Authorization", "Bearer " + token), "")))
                .isNull();
    }

    @Test
    void thereIsAnEndToTheNumberOfTokens() {
        Tokens tokens = new Tokens();
        String first = tokens.issue("admin@internal", now);
        String last = first;
        for (int i = 0; i < Tokens.MOST; i++) {
            last = tokens.issue("admin@internal", now.plusSeconds(1));
        }
        assertThat(tokens.user(first, now)).isNull();
        assertThat(tokens.user(last, now)).isEqualTo("admin@internal");
    }

    private String token() {
        return text(signOn.token(request("", Map.of(), GOOD))).replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
    }

    private static ApiRequest request(String query, Map<String, String> headers, String body) {
        return new ApiRequest(
                "POST",
                "/ovirt-engine/sso/oauth/token",
                query,
                name -> header(headers, name),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static @Nullable String header(Map<String, String> headers, String name) {
        return headers.get(name);
    }

    private static String text(ApiResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
