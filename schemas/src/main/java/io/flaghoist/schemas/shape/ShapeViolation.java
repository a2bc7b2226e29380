package io.flaghoist.schemas.shape;

/**
 * A document that cannot be brought into the canonical shape; the message says where and why, never
 * with content.
 */
final class ShapeViolation extends Exception {
    private static final long serialVersionUID = 1L;

    ShapeViolation(String path, String problem) {
        super(path + ": " + problem, null, false, false);
    }
}
