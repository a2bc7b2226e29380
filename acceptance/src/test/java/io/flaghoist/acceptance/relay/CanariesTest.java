package io.flaghoist.acceptance.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanariesTest {
    private static final String TOKEN =
            "eyJhbGciOiJIUzI1NiJ9.eyJlbnZpcm9ubWVudCI6ImRldiJ9.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg";

    private final Canaries canaries = new Canaries();

    @Test
    void a_secret_is_found_wherever_it_stands_and_is_not_repeated() {
        canaries.add("the key of dev", "raw-key-4711");

        assertThat(canaries.in("log ingest.log", "refused 'raw-key-4711' with 401"))
                .containsExactly("the key of dev in log ingest.log");
        assertThat(canaries.in("log ingest.log", "refused 'raw-key-47' with 401")).isEmpty();
    }

    @Test
    void a_token_is_found_by_its_looks() {
        assertThat(canaries.in("topic t", "Authorization: Bearer " + TOKEN))
                .containsExactly("a token in topic t");
        assertThat(canaries.in("topic t", "a hash: eyJhbGciOiJIUzI1NiJ9")).isEmpty();
    }

    @Test
    void a_log_is_read_to_its_end(@TempDir Path folder) throws Exception {
        canaries.add("AUTH_SECRET", "auth-secret-0815");
        Path log = folder.resolve("edge.log");
        Files.writeString(log, "started\n".repeat(10_000) + "settings: auth-secret-0815\n");
        var scan = new LeakScan(canaries);

        scan.log(log);

        assertThat(scan.leaks()).containsExactly("AUTH_SECRET in log edge.log");
    }
}
