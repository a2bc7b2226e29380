package io.flaghoist.history.verify;

/** Says of a history in pieces what was done to it. */
final class ChainJudge {
    private ChainJudge() {}

    /** The order matters: a record is told of once, by the first who can name what it is. */
    static void judge(ChainCase history) {
        var unreadable = new UnreadableJudge(history);
        var missing = new MissingJudge(history, unreadable);
        var altered = new AlteredJudge(history);
        new ReorderedJudge(history).judge();
        missing.judge();
        new InsertedJudge(history).judge(missing.renumbered());
        unreadable.rest();
        altered.contradictory();
        new BeginningJudge(history).judge();
        altered.unchained();
        altered.broken();
    }
}
