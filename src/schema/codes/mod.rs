//! The findings of the schema stage: fields and values, one at a time.

crate::records! {
    Schema;
    /// A top-level key that is no section.
    UNKNOWN_SECTION = Error "unknown-section" "unknown_section.md";
    /// A key that is no field of its object.
    UNKNOWN_FIELD = Error "unknown-field" "unknown_field.md";
    /// A required field that is not there.
    MISSING_FIELD = Error "missing-field" "missing_field.md";
    /// A value of the wrong shape.
    WRONG_TYPE = Error "wrong-type" "wrong_type.md";
    /// A word that is not one of the allowed ones.
    UNKNOWN_VALUE = Error "unknown-value" "unknown_value.md";
    /// A number below or above what is allowed.
    NUMBER_OUT_OF_RANGE = Error "number-out-of-range" "number_out_of_range.md";
    /// A list or mapping that needs an entry.
    EMPTY_VALUE = Error "empty-value" "empty_value.md";
    /// A text longer than allowed.
    TEXT_TOO_LONG = Error "text-too-long" "text_too_long.md";
    /// A text with a character that acts instead of being seen.
    UNPRINTABLE_TEXT = Error "unprintable-text" "unprintable_text.md";
    /// A format version that this ratebook does not read.
    UNSUPPORTED_FORMAT = Error "unsupported-format" "unsupported_format.md";
    /// Something that is not an amount.
    BAD_AMOUNT = Error "bad-amount" "bad_amount.md";
    /// Something that is not a percentage.
    BAD_PERCENT = Error "bad-percent" "bad_percent.md";
    /// Something that is not a number of units.
    BAD_ALLOWANCE = Error "bad-allowance" "bad_allowance.md";
    /// Something that is not a date.
    BAD_DATE = Error "bad-date" "bad_date.md";
    /// A time zone that the IANA database does not know.
    UNKNOWN_TIME_ZONE = Error "unknown-time-zone" "unknown_time_zone.md";
    /// Something that is not a length of time.
    BAD_PERIOD = Error "bad-period" "bad_period.md";
    /// A currency that ISO 4217 does not know.
    UNKNOWN_CURRENCY = Error "unknown-currency" "unknown_currency.md";
    /// Something that is not a code.
    BAD_CODE = Error "bad-code" "bad_code.md";
}
