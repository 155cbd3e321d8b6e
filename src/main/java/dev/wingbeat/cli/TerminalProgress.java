package dev.wingbeat.cli;

import dev.wingbeat.bench.Progress;
import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far a command is: as a bar on a terminal, else as one line for each phase. */
final class TerminalProgress implements Progress {

    private static final int WIDTH = 78;
    private static final int REFRESH_MILLIS = 100;

    private final PrintWriter out;
    private final boolean terminal;
    private @Nullable ProgressBar bar;

    TerminalProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void begin(String phase, long goal, String unit) {
        end();
        if (!terminal) {
            out.println(phase + " (" + goal + " " + unit + ")");
            out.flush();
            return;
        }
        bar = new ProgressBarBuilder()
                .setTaskName("%-10s".formatted(phase))
                .setInitialMax(goal)
                .setUnit(" " + unit, 1)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .setMaxRenderedLength(WIDTH)
                .setConsumer(new DelegatingProgressBarConsumer(this::show, WIDTH))
                .hideEta()
                .build();
    }

    /** Called by the library's own thread too; a writer takes care of that. */
    private void show(String text) {
        out.print("\r" + text + "\033[K");
        out.flush();
    }

    @Override
    public void reached(long step) {
        ProgressBar shown = bar;
        if (shown != null) {
            shown.stepTo(Math.min(step, shown.getMax()));
        }
    }

    /** Removes the bar. */
    void end() {
        ProgressBar shown = bar;
        bar = null;
        if (shown != null) {
            shown.close();
            out.print("\r\033[K");
            out.flush();
        }
    }
}
