package io.flaghoist.saas;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;

/** Tells the {@link StreamListener} that a request is tagged with of the bytes of its answer. */
final class StreamBytes implements Interceptor {
    @Override
    public Response intercept(Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        StreamListener listener = chain.request().tag(StreamListener.class);
        if (listener == null) {
            return response;
        }
        ResponseBody body = response.body();
        return response.newBuilder()
                .body(
                        ResponseBody.create(
                                Okio.buffer(new Told(body.source(), listener)),
                                body.contentType(),
                                body.contentLength()))
                .build();
    }

    private static final class Told extends ForwardingSource {
        private final StreamListener listener;

        Told(Source source, StreamListener listener) {
            super(source);
            this.listener = listener;
        }

        /** Whoever reads has read all that came before, and told the whole events in it. */
        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            listener.waits();
            long bytes = super.read(sink, byteCount);
            if (bytes > 0) {
                listener.received();
            }
            return bytes;
        }
    }
}
