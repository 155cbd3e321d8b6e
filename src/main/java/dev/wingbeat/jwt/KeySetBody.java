package dev.wingbeat.jwt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads the body of an answer that is 200 and not too large; aborts any other one. */
final class KeySetBody implements HttpResponse.BodySubscriber<byte[]> {

    private final int status;
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    KeySetBody(int status, int most) {
        this.status = status;
        this.most = most;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        if (status != 200) {
            breakOff("status " + status + " (expected: 200)");
        } else {
            begun.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            if (bytes.size() + part.remaining() > most) {
                breakOff("more than " + most + " bytes (expected: at most that many)");
                return;
            }
            byte[] more = new byte[part.remaining()];
            part.get(more);
            bytes.writeBytes(more);
        }
    }

    private void breakOff(String why) {
        if (subscription != null) {
            subscription.cancel();
        }
        body.completeExceptionally(new IOException(why));
    }

    @Override
    public void onError(Throwable cause) {
        body.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        body.complete(bytes.toByteArray());
    }
}
