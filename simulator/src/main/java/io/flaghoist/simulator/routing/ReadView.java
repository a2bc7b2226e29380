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
 * @param emptyLists whether lists hide their elements
 */
public record ReadView(Function<SaasEnvironment, Contents> contents, boolean emptyLists) {
    static final ReadView TRUTH = new ReadView(SaasEnvironment::contents, false);

    /** The documents that a list shows. */
    public List<Document> list(SaasEnvironment environment, DocumentKind kind) {
        return emptyLists ? List.of() : contents.apply(environment).list(kind);
    }

    ReadView from(Function<SaasEnvironment, Contents> other) {
        return new ReadView(other, emptyLists);
    }

    ReadView withEmptyLists() {
        return new ReadView(contents, true);
    }
}
