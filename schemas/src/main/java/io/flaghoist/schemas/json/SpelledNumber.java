package io.flaghoist.schemas.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A number with its original text. {@code 100.0}, {@code 1e2} and {@code -0.0} are written
 * unchanged, because unknown fields must be preserved. Equal if the text is equal.
 */
final class SpelledNumber extends NumericNode {
    private static final long serialVersionUID = 1L;

    /** Beyond it no number is an integer of 64 bits. */
    private static final int MAX_EXPONENT = 1000;

    private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);

    private final String text;

    /**
     * @param text a JSON number
     */
    SpelledNumber(String text) {
        this.text = text;
    }

    @Override
    public JsonToken asToken() {
        return JsonToken.VALUE_NUMBER_FLOAT;
    }

    @Override
    public JsonParser.NumberType numberType() {
        return JsonParser.NumberType.BIG_DECIMAL;
    }

    @Override
    public boolean isFloatingPointNumber() {
        return true;
    }

    @Override
    public boolean isBigDecimal() {
        return true;
    }

    /** Its text is the original one, which tree parsers use. */
    @Override
    public Number numberValue() {
        return new Spelled(decimalValue(), text);
    }

    @Override
    public int intValue() {
        return (int) longValue();
    }

    @Override
    public long longValue() {
        return canConvertToLong() ? decimalValue().longValue() : 0;
    }

    /** Infinite if it exceeds a 64-bit float. */
    @Override
    public double doubleValue() {
        return Double.parseDouble(text);
    }

    /** With an extreme exponent, the nearest usable value. */
    @Override
    public BigDecimal decimalValue() {
        try {
            BigDecimal exact = new BigDecimal(text);
            if (Math.abs((long) exact.scale()) <= MAX_EXPONENT) {
                return exact;
            }
        } catch (NumberFormatException _) {
            // its exponent is beyond 32 bits
        }
        double nearest = doubleValue();
        return Double.isInfinite(nearest)
                ? BigDecimal.valueOf(Math.signum(nearest)).scaleByPowerOfTen(MAX_EXPONENT)
                : new BigDecimal(nearest);
    }

    @Override
    public BigInteger bigIntegerValue() {
        return decimalValue().toBigInteger();
    }

    @Override
    public boolean canConvertToInt() {
        return canConvertToLong() && longValue() == intValue();
    }

    @Override
    public boolean canConvertToLong() {
        BigDecimal value = decimalValue();
        return value.compareTo(MIN_LONG) >= 0 && value.compareTo(MAX_LONG) <= 0;
    }

    @Override
    public boolean canConvertToExactIntegral() {
        BigDecimal value = decimalValue();
        return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
    }

    @Override
    public String asText() {
        return text;
    }

    @Override
    public void serialize(JsonGenerator generator, SerializerProvider provider) throws IOException {
        generator.writeNumber(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SpelledNumber number && text.equals(number.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    private static final class Spelled extends BigDecimal {
        private static final long serialVersionUID = 1L;
        private final String text;

        Spelled(BigDecimal value, String text) {
            super(value.unscaledValue(), value.scale());
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
