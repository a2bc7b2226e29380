package io.flaghoist.acceptance.sdk;

/** The SDK said that it could not do what it was asked. */
public final class SdkFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SdkFailedException(String message) {
        super(message);
    }
}
