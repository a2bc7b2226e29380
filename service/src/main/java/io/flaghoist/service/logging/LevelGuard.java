package io.flaghoist.service.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import org.jspecify.annotations.Nullable;

/**
 * Keeps libraries at INFO, whoever asks for more: at DEBUG and TRACE those that carry requests,
 * tokens and records write SDK keys and target attributes into the log. Our own loggers may say
 * more; a root logger that is asked to passes it on to them.
 */
final class LevelGuard implements LoggerContextListener {
    /** What may be raised: it logs neither keys nor attributes at any level. */
    static final String OWN = "io.flaghoist";

    private boolean hasPassedOn;

    /** Whether a logger of that name may be at such a level; null inherits and always may. */
    static boolean allows(String logger, @Nullable Level level) {
        return level == null
                || level.isGreaterOrEqual(Level.INFO)
                || logger.equals(OWN)
                || logger.startsWith(OWN + '.');
    }

    /** Watches over {@code context} from now on, and corrects what is set already. */
    static void watch(LoggerContext context) {
        boolean isWatched =
                context.getCopyOfListenerList().stream()
                        .anyMatch(listener -> listener instanceof LevelGuard);
        if (isWatched) {
            return;
        }
        var guard = new LevelGuard();
        context.addListener(guard);
        for (Logger logger : context.getLoggerList()) {
            Level level = logger.getLevel();
            if (!allows(logger.getName(), level)) {
                guard.onLevelChange(logger, level);
            }
        }
    }

    @Override
    public synchronized void onLevelChange(Logger logger, @Nullable Level level) {
        boolean isRoot = logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME);
        if (!allows(logger.getName(), level)) {
            logger.setLevel(Level.INFO); // this is called for that, too
            if (isRoot) {
                passOn(logger, level);
            }
        } else if (isRoot && hasPassedOn) {
            hasPassedOn = false;
            own(logger).setLevel(null);
        } else if (logger.getName().equals(OWN)) {
            hasPassedOn = false; // it was set explicitly
        }
    }

    private void passOn(Logger root, @Nullable Level level) {
        Logger own = own(root);
        if (own.getLevel() == null) {
            own.setLevel(level);
            hasPassedOn = true;
        }
    }

    private static Logger own(Logger any) {
        return any.getLoggerContext().getLogger(OWN);
    }

    @Override
    public boolean isResetResistant() {
        return true;
    }

    @Override
    public void onStart(LoggerContext context) {
        // Levels are corrected as they are set.
    }

    @Override
    public void onReset(LoggerContext context) {
        // Levels are corrected as they are set.
    }

    @Override
    public void onStop(LoggerContext context) {
        // There is nothing to give back.
    }
}
