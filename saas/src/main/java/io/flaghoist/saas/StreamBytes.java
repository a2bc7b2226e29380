package io.flaghoist.saas;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;

/** Reports the bytes of an answer to the {@link StreamListener} that the request is tagged with. */
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
                                Okio.buffer(new ReportingSource(body.source(), listener)),
                                body.contentType(),
                                body.contentLength()))
                .build();
    }

    private static final class ReportingSource extends ForwardingSource {
        private final StreamListener listener;

        ReportingSource(Source source, StreamListener listener) {
            super(source);
            this.listener = listener;
        }

        /**
         * A reader that asks for more has processed all bytes before, and reported their events.
         */
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
