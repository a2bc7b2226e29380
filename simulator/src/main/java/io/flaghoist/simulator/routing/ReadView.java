package io.flaghoist.simulator.routing;

import io.flaghoist.simulator.state.Contents;
import io.flaghoist.simulator.state.Document;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.SaasEnvironment;
import java.util.List;
import java.util.function.Function;

/**
 * What reads of one request see of an environment: the truth, unless a fault says otherwise.
 *
 * @param contents the documents to answer from
 * @param elements that lists show at most, the first ones
 */
public record ReadView(Function<SaasEnvironment, Contents> contents, int elements) {
    static final ReadView TRUTH = new ReadView(SaasEnvironment::contents, Integer.MAX_VALUE);

    /** The documents that a list shows. */
    public List<Document> list(SaasEnvironment environment, DocumentKind kind) {
        return contents.apply(environment).list(kind).stream().limit(elements).toList();
    }

    ReadView from(Function<SaasEnvironment, Contents> other) {
        return new ReadView(other, elements);
    }

    ReadView withElements(int atMost) {
        return new ReadView(contents, Math.min(elements, atMost));
    }
}
