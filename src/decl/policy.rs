//! Policies: when a change of plan or a cancellation takes effect, where the event does not say so.

use schemars::JsonSchema;
use serde::Deserialize;

use super::noun::{noun, words};
use super::{Code, Spanned, Tag, Unread};

noun! {
    /// When changes of plan and cancellations take effect, as ordered rules: the first that matches holds, and an event that
    /// says `effective` itself goes before all of them.
    ///
    /// Known elsewhere as: change and cancel cases of the plan rules (Kill Bill).
    PolicyDecl {
        /// The rules for changes of plan, in the order they are tried; at once where none matches.
        #[serde(default)]
        #[schemars(extend("examples" = [[{ "from": ["basic"], "to": ["family"], "effective": "at_once" }, { "effective": "period_end" }]], "default" = []))]
        pub change: Spanned<Vec<Spanned<ChangeRuleDecl>>>,
        /// The rules for cancelling a whole subscription, in the order they are tried; at once where none matches.
        #[serde(default)]
        #[schemars(extend("examples" = [[{ "plans": ["family"], "effective": "period_end" }]], "default" = []))]
        pub cancel: Spanned<Vec<Spanned<CancelRuleDecl>>>,
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["consumer"]], "default" = []))]
        pub tags: Unread<Vec<Tag>>,
    }
}

/// When changes from some plans to some plans take effect.
///
/// Known elsewhere as: changePolicyCase (Kill Bill).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChangeRuleDecl {
    /// The plans that are left.
    #[serde(default)]
    #[schemars(length(min = 1), extend("examples" = [["basic"]], "x-default" = "any plan"))]
    pub from: Spanned<Vec<Spanned<Code>>>,
    /// The plans that are gone over to.
    #[serde(default)]
    #[schemars(length(min = 1), extend("examples" = [["family"]], "x-default" = "any plan"))]
    pub to: Spanned<Vec<Spanned<Code>>>,
    /// When they take effect.
    #[schemars(extend("examples" = ["period_end"]))]
    pub effective: Spanned<PolicyTimeDecl>,
}

/// When cancellations of some plans take effect.
///
/// Known elsewhere as: cancelPolicyCase (Kill Bill).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CancelRuleDecl {
    /// The plans that are cancelled.
    #[serde(default)]
    #[schemars(length(min = 1), extend("examples" = [["family"]], "x-default" = "any plan"))]
    pub plans: Spanned<Vec<Spanned<Code>>>,
    /// When they take effect.
    #[schemars(extend("examples" = ["period_end"]))]
    pub effective: Spanned<PolicyTimeDecl>,
}

words! {
    /// When a change or a cancellation takes effect.
    PolicyTimeDecl {
        /// On its day. Known elsewhere as: IMMEDIATE (Kill Bill).
        AtOnce,
        /// When the running period ends. Known elsewhere as: END_OF_TERM (Kill Bill).
        PeriodEnd,
    }
}
