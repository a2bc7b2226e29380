package io.flaghoist.saas;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.EnvironmentNames;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The token of one environment of SaaS, renewed once when it is refused, by the environment's API
 * keys in their order. Requests block; any thread may ask.
 */
public final class EnvironmentTokens {
    private final EnvironmentId environment;
    private final ClientService client;
    private final List<Secret> keys = new CopyOnWriteArrayList<>();
    private volatile Token token;

    public EnvironmentTokens(ClientService client, Token first) {
        this.environment = first.names().environment();
        this.client = client;
        this.token = first;
        keys.add(first.key());
    }

    public EnvironmentId environment() {
        return environment;
    }

    public Token current() {
        return token;
    }

    /** What the current token calls the environment. */
    public EnvironmentNames names() {
        return token.names();
    }

    /** One more key of the same environment, to be tried after those known. */
    public void addKey(Secret key) {
        keys.add(key);
    }

    /** The environment's keys, in the order in which they are tried. */
    public List<Secret> keys() {
        return List.copyOf(keys);
    }

    /** Asks with the current token, and once more with a new one when it is refused. */
    public <T> Answer<T> authorized(Function<Token, Answer<T>> request) {
        Answer<T> answer = request.apply(token);
        return isRefused(answer) ? renew().then(request) : answer;
    }

    /** Gets a new token, with the first key that is accepted. */
    public Answer<Token> renew() {
        Answer<Token> answer = withKeys(client::authenticate);
        if (answer instanceof Answer.Fetched<Token>(var renewed)) {
            token = renewed;
        }
        return answer;
    }

    /** Asks for a token with each key until one is accepted; it must be of this environment. */
    public Answer<Token> withKeys(Function<Secret, Answer<Token>> request) {
        Answer<Token> answer = request.apply(keys.getFirst());
        for (int i = 1; i < keys.size() && isRefusedKey(answer); i++) {
            answer = request.apply(keys.get(i));
        }
        return answer.then(this::own);
    }

    private Answer<Token> own(Token given) {
        return given.names().environment().equals(environment)
                ? new Answer.Fetched<>(given)
                : new Answer.Failed<>(
                        "authentication with API key " + given.key().alias(),
                        new Failure.Unreadable("a token of another environment"));
    }

    /** Authentication answers 404 for the key of an environment that is gone. */
    private static boolean isRefusedKey(Answer<?> answer) {
        return isRefused(answer)
                || (answer instanceof Answer.Failed<?> failed
                        && failed.why() instanceof Failure.NotFound);
    }

    private static boolean isRefused(Answer<?> answer) {
        return answer instanceof Answer.Failed<?> failed && failed.why().isAboutCredentials();
    }
}
