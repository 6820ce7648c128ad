//! Discounts.

use super::amounts::Digits;
use super::context::{AllNames, Context, name, tags};
use crate::decl::{
    AppliesToDecl, ChargeKindDecl, DiscountDecl, LastingText, NonActiveRatingDecl, ScopeDecl, Spanned, Text,
};
use crate::graph::codes::UNKNOWN_PRODUCT;
use crate::graph::{ChargeKind, Code, Discount, DiscountValue, Scope};
use crate::source::Span;

/// The priority of a discount that names none.
const DEFAULT_PRIORITY: u32 = 100;

/// What both kinds of discount have.
#[derive(Default)]
struct Common {
    name: Spanned<Text>,
    applies_to: Spanned<AppliesToDecl>,
    priority: Spanned<u32>,
    lasts: Spanned<LastingText>,
    scope: Spanned<ScopeDecl>,
    stacks: Spanned<bool>,
    inactive: Spanned<NonActiveRatingDecl>,
}

pub(super) fn discount(cx: &mut Context, names: &AllNames, code: Code, decl: Option<DiscountDecl>) -> Discount {
    let owner = || format!("discount `{}`", code.text);
    let (common, value, value_span, below_zero) = match decl {
        None => (Common::default(), DiscountValue::Broken, Span::NONE, false),
        Some(DiscountDecl::Percent {
            name,
            value,
            applies_to,
            priority,
            r#for,
            scope,
            stacks,
            non_active_rating: inactive,
            ..
        }) => {
            let percent = value.get().map_or(DiscountValue::Broken, |percent| DiscountValue::Percent(percent.0));
            (Common { name, applies_to, priority, lasts: r#for, scope, stacks, inactive }, percent, value.span, false)
        }
        Some(DiscountDecl::Amount {
            name,
            value,
            applies_to,
            priority,
            r#for,
            scope,
            stacks,
            non_active_rating: inactive,
            below_zero,
            ..
        }) => {
            let amounts = cx.amounts(&owner, &value, Digits::OfCurrency);
            let amounts = amounts.map_or(DiscountValue::Broken, DiscountValue::Amount);
            let below_zero = below_zero.get().copied().unwrap_or(false);
            (
                Common { name, applies_to, priority, lasts: r#for, scope, stacks, inactive },
                amounts,
                value.span,
                below_zero,
            )
        }
    };
    let applies_to = common.applies_to.value.unwrap_or_default();
    Discount {
        name: name(&common.name),
        value,
        value_span,
        products: cx.links(&names.products, &UNKNOWN_PRODUCT, owner, &applies_to.products),
        tags: tags(&applies_to.tags),
        charges: applies_to.charges.get().map(|kind| match kind {
            ChargeKindDecl::OneTime => ChargeKind::OneTime,
            ChargeKindDecl::Recurring => ChargeKind::Recurring,
            ChargeKindDecl::Usage => ChargeKind::Usage,
        }),
        priority: common.priority.get().copied().unwrap_or(DEFAULT_PRIORITY),
        lasts: common.lasts.get().map(|lasting| lasting.0),
        scope: match common.scope.get() {
            Some(ScopeDecl::Invoice) => Scope::Invoice,
            Some(ScopeDecl::Charge) | None => Scope::Charge,
        },
        while_inactive: common.inactive.get() == Some(&NonActiveRatingDecl::Inactive),
        stacks: common.stacks.get().copied().unwrap_or(true),
        below_zero,
        code,
    }
}
