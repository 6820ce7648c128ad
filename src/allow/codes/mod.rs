//! The findings about allow comments.

crate::records! {
    Rules;
    /// An allow comment without a reason.
    ALLOW_WITHOUT_REASON = Error "allow-without-reason" "allow_without_reason.md";
    /// An allow comment for a rule that does not exist.
    UNKNOWN_RULE = Error "unknown-rule" "unknown_rule.md";
    /// An allow comment for an error.
    ALLOWED_ERROR = Error "allowed-error" "allowed_error.md";
    /// An allow comment that allows nothing.
    UNUSED_ALLOW = Warning "unused-allow" "unused_allow.md";
}
