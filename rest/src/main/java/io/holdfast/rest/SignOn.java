package io.holdfast.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Single sign-on: the password grant of OAuth 2 (RFC 6749, section 4.3) as clients of the field use it, and what a
/// request proves.
///
/// Errors have status 400 and a member `error`, which alone clients look at; they look at it only in JSON.
final class SignOn {
    /// The one user so far, of the internal profile.
    static final String ADMIN = "admin@internal";

    private static final String SCOPE = "ovirt-app-api";
    private static final String FOREVER = "9223372036854775807";
    private static final int LARGEST_FORM = 64 << 10;

    private final JsonFactory json = new JsonFactory();
    private final Tokens tokens;
    private final byte[] password;
    private final InstantSource clock;

    SignOn(Tokens tokens, String password, InstantSource clock) {
        this.tokens = tokens;
        this.password = password.getBytes(StandardCharsets.UTF_8);
        this.clock = clock;
    }

    /// The user who sent a request, null if it has no valid credentials.
    @Nullable String authenticate(ApiRequest request) {
        String header = request.header("Authorization", "").strip();
        int blank = header.indexOf(' ');
        if (blank < 0) {
            return null;
        }
        String credentials = header.substring(blank + 1).strip();
        return switch (header.substring(0, blank).toLowerCase(Locale.ROOT)) {
            case "bearer" -> tokens.user(credentials, clock.instant());
            case "basic" -> basic(credentials);
            default -> null;
        };
    }

    /// `POST /ovirt-engine/sso/oauth/token`: a token for a password.
    ApiResponse token(ApiRequest request) {
        Parameters form;
        try {
            form = form(request);
        } catch (Refusal malformed) {
            return error("invalid_request", malformed.detail());
        }
        String grant = Objects.requireNonNullElse(form.text("grant_type"), "");
        String user = form.text("username");
        String given = form.text("password");
        if (!grant.equals("password")) {
            return error("unsupported_grant_type", "The grant type '" + grant + "' is not supported.");
        }
        if (!Objects.requireNonNullElse(form.text("scope"), SCOPE).contains(SCOPE)) {
            return error("invalid_scope", "The scope must contain " + SCOPE + ".");
        }
        if (user == null || given == null) {
            return error("invalid_request", "The username and the password are required.");
        }
        if (!valid(user, given)) {
            return error(
                    "access_denied",
                    "Cannot authenticate user '" + user + "': The user name or password is incorrect.");
        }
        return answer(
                200,
                Map.of(
                        "access_token",
                        tokens.issue(ADMIN, clock.instant()),
                        "scope",
                        SCOPE,
                        "exp",
                        FOREVER,
                        "token_type",
                        "bearer"));
    }

    /// `POST /ovirt-engine/services/sso-logout` and `POST /ovirt-engine/sso/oauth/revoke`: lenient, since clients
    /// send unknown and empty tokens.
    ApiResponse logout(ApiRequest request) {
        try {
            String token = form(request).text("token");
            if (token != null) {
                tokens.revoke(token);
            }
        } catch (Refusal malformed) {
            return error("invalid_request", malformed.detail());
        }
        return answer(200, Map.of());
    }

    private @Nullable String basic(String credentials) {
        try {
            String decoded = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            return colon >= 0 && valid(decoded.substring(0, colon), decoded.substring(colon + 1)) ? ADMIN : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private boolean valid(String user, String given) {
        boolean right = MessageDigest.isEqual(password, given.getBytes(StandardCharsets.UTF_8));
        return right && user.equals(ADMIN);
    }

    /// The parameters of the form and of the address together; the form's come first.
    private static Parameters form(ApiRequest request) throws Refusal {
        try {
            byte[] form = request.body().readNBytes(LARGEST_FORM + 1);
            if (form.length > LARGEST_FORM) {
                throw new Refusal(400, "invalid_request", "The form is larger than " + LARGEST_FORM + " bytes.");
            }
            String text = new String(form, StandardCharsets.UTF_8).strip();
            return new Parameters(text.isEmpty() ? request.query() : text + "&" + request.query(), "");
        } catch (IOException broken) {
            throw new Refusal(400, "invalid_request", "The form could not be read.");
        }
    }

    private ApiResponse error(String code, String text) {
        return answer(400, Map.of("error_code", code, "error", text));
    }

    private ApiResponse answer(int status, Map<String, String> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            members.forEach(out::writeStringProperty);
            out.writeEndObject();
        }
        return new ApiResponse(status, "application/json", bytes.toByteArray(), Map.of("Cache-Control", "no-store"));
    }
}
