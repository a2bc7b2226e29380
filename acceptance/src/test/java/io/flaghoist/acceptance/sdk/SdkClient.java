package io.flaghoist.acceptance.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;

/**
 * One application's SDK, connected to one relay. Evaluations are the SDK's own, from what it holds;
 * {@code otherwise} is what it answers when it cannot. To be used by one thread at a time.
 */
public interface SdkClient extends AutoCloseable {
    /**
     * Connects, and returns once the SDK says that it is initialised.
     *
     * @throws SdkFailedException when the SDK says that it failed
     * @throws AssertionError when it says nothing in time
     */
    void initialise(Duration timeout);

    /** As {@link #initialise}, with an SDK that posts what it counts. */
    void initialiseWithAnalytics(Duration timeout);

    boolean boolVariation(String flag, SdkTarget target, boolean otherwise);

    String stringVariation(String flag, SdkTarget target, String otherwise);

    double numberVariation(String flag, SdkTarget target, double otherwise);

    JsonNode jsonVariation(String flag, SdkTarget target, JsonNode otherwise);

    /** The flags of which the SDK has said that they changed, in that order, with repetitions. */
    List<String> changes();

    /** Has the SDK close itself, as an application in order does; it is asked no more. */
    void shutDown();

    @Override
    void close();
}
