package io.flaghoist.schemas.record;

/** What a change did to its document. */
public enum ChangeKind {
    CREATED("created"),
    REPLACED("replaced"),
    REMOVED("removed");

    private final String word;

    ChangeKind(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    static ChangeKind require(String word) {
        for (ChangeKind kind : values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind of change is called " + word);
    }
}
