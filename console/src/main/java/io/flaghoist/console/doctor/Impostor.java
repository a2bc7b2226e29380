package io.flaghoist.console.doctor;

/** Something that answers in Harness's place. */
final class Impostor {
    private Impostor() {}

    /**
     * @param check the setting to look at, and what it is like
     */
    static void tell(
            Findings findings,
            String name,
            String subject,
            String check,
            HttpResult.Answered answered) {
        findings.wrong(
                name,
                subject,
                "Answered with 200, but not as Harness does (Content-Type %s%s)."
                        .formatted(
                                answered.headers().firstValue("Content-Type").orElse("none"),
                                Hops.words(answered.headers())),
                "Something else answers at this address: a proxy's log-in page, or another service. Check %s."
                        .formatted(check));
    }
}
