package io.flaghoist.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {
    @Test
    void a_cache_in_use_and_none_at_all_are_not_refused() {
        assertThat(AotCache.refused(List.of("-XX:AOTCache=a.aot"), "mixed mode, sharing"))
                .isEmpty();
        assertThat(AotCache.refused(List.of("-Xmx1g"), "mixed mode")).isEmpty();
    }

    @Test
    void a_jvm_runs_on_without_a_cache_that_it_cannot_read(@TempDir Path folder) throws Exception {
        Path cache = Files.writeString(folder.resolve("broken.aot"), "not a cache");

        String info = vmInfo("-XX:AOTCache=" + cache);

        assertThat(AotCache.refused(List.of("-XX:AOTCache=" + cache), info))
                .contains(cache.toString());
        assertThat(vmInfo("-Xshare:auto")).contains("sharing");
    }

    private static String vmInfo(String flag) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        Process process =
                new ProcessBuilder(
                                java,
                                flag,
                                "-Xlog:aot*=off,cds*=off",
                                "-XshowSettings:properties",
                                "-version")
                        .redirectErrorStream(true)
                        .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out.lines().filter(line -> line.contains("java.vm.info")).findFirst().orElseThrow();
    }
}
