package io.flaghoist.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors that two other implementations computed and the SDKs' own evaluator confirmed. */
class BucketsTest {
    @ParameterizedTest(name = "{0}:{1} has the hash {2} and the bucket {3}")
    @CsvSource({
        "email, enver.bisevac@harness, 1099220960, 61",
        "email, enver.bisevac@harness.io, 1280663831, 32",
        "email, john@doe.com, 1198681917, 18",
        "identifier, enver, 1028764866, 67",
        "identifier, harness, 3586580905, 6",
        "identifier, test, 728187856, 57",
        "identifier, john, 2929029805, 6",
        "identifier, john-doe, 18032092, 93",
        "identifier, user-1, 4222644042, 43",
        "identifier, user-2, 1276499655, 56",
        "identifier, user-3, 3991521825, 26",
        "identifier, user-42, 2949351118, 19",
        "identifier, a, 3068060387, 88",
        "identifier, 00000000-0000-0000-0000-000000000000, 3920340568, 69",
        "name, John Doe, 146908097, 98",
        "company, Acme, 3397465675, 76",
        "age, 42, 957554768, 69",
        "score, 0.5, 1565229082, 83",
        "premium, true, 3917349612, 13",
        "city, Zürich, 2194223510, 11",
        "identifier, 日本, 2569590030, 31"
    })
    void a_vector(String attribute, String value, long unsignedHash, int bucket) {
        assertThat(Integer.toUnsignedLong(Buckets.hash(attribute, value))).isEqualTo(unsignedHash);
        assertThat(Buckets.bucket(attribute, value)).isEqualTo(bucket);
    }

    @ParameterizedTest(name = "{1} has the bucket {0}")
    @CsvSource({
        "1, target-56",
        "2, target-5",
        "10, target-195",
        "25, target-207",
        "49, target-49",
        "50, target-51",
        "51, target-27",
        "75, target-139",
        "99, target-270",
        "100, target-20"
    })
    void a_boundary(int bucket, String identifier) {
        assertThat(Buckets.bucket("identifier", identifier)).isEqualTo(bucket);
    }

    @Test
    void a_million_identifiers_fill_the_buckets_as_the_reference_fills_them() {
        int[] counts = new int[101];
        for (int i = 0; i < 1_000_000; i++) {
            counts[Buckets.bucket("identifier", "user-" + i)]++;
        }

        assertThat(counts[0]).isZero();
        int fewest = Integer.MAX_VALUE;
        int most = 0;
        for (int bucket = 1; bucket <= 100; bucket++) {
            fewest = Math.min(fewest, counts[bucket]);
            most = Math.max(most, counts[bucket]);
        }
        assertThat(fewest).isEqualTo(9_802);
        assertThat(most).isEqualTo(10_274);
    }
}
