package dev.wingbeat.protocol;

/**
 * Makes text of clients fit for the log: one line, not too long. A topic or an event is whatever a client sends, megabytes
 * and line breaks included. Internal seam.
 */
public final class LogText {

    private static final int MAX_LENGTH = 100;

    private LogText() {}

    /** Returns the beginning of the text, with a dot for each character that would begin a line or steer a terminal. */
    public static String of(String text) {
        int end = Math.min(text.length(), MAX_LENGTH);
        var shown = new StringBuilder(end + 24);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            int type = Character.getType(c);
            boolean harmful = Character.isISOControl(c)
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            shown.append(harmful ? '.' : c);
        }
        if (end < text.length()) {
            shown.append("... (").append(text.length()).append(" characters)");
        }
        return shown.toString();
    }

    /** Returns an exception in one line: its name and the beginning of its message, without a stack trace. */
    public static String of(Throwable cause) {
        String message = cause.getMessage();
        String name = cause.getClass().getSimpleName();
        return message == null ? name : name + ": " + of(message);
    }
}
