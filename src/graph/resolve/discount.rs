//! Discounts.

use super::amounts::Digits;
use super::context::{AllNames, Context, name, tags};
use crate::decl::{AppliesToDecl, ChargeKindDecl, DiscountDecl, Spanned, Text};
use crate::graph::codes::UNKNOWN_PRODUCT;
use crate::graph::{ChargeKind, Code, Discount, DiscountValue};
use crate::source::Span;

/// The priority of a discount that names none.
const DEFAULT_PRIORITY: u32 = 100;

pub(super) fn discount(cx: &mut Context, names: &AllNames, code: Code, decl: Option<DiscountDecl>) -> Discount {
    let owner = || format!("discount `{}`", code.text);
    let absent = (Spanned::<Text>::default(), Spanned::<AppliesToDecl>::default(), Spanned::<u32>::default());
    let (own_name, applies_to, priority, value, value_span) = match decl {
        None => (absent.0, absent.1, absent.2, DiscountValue::Broken, Span::NONE),
        Some(DiscountDecl::Percent { name, value, applies_to, priority, .. }) => {
            let percent = value.get().map_or(DiscountValue::Broken, |percent| DiscountValue::Percent(percent.0));
            (name, applies_to, priority, percent, value.span)
        }
        Some(DiscountDecl::Amount { name, value, applies_to, priority, .. }) => {
            let amounts = cx.amounts(&owner, &value, Digits::OfCurrency);
            (name, applies_to, priority, amounts.map_or(DiscountValue::Broken, DiscountValue::Amount), value.span)
        }
    };
    let applies_to = applies_to.value.unwrap_or_default();
    Discount {
        name: name(&own_name),
        value,
        value_span,
        products: cx.links(&names.products, &UNKNOWN_PRODUCT, owner, &applies_to.products),
        tags: tags(&applies_to.tags),
        charges: applies_to.charges.get().map(|kind| match kind {
            ChargeKindDecl::OneTime => ChargeKind::OneTime,
            ChargeKindDecl::Recurring => ChargeKind::Recurring,
            ChargeKindDecl::Usage => ChargeKind::Usage,
        }),
        priority: priority.get().copied().unwrap_or(DEFAULT_PRIORITY),
        code,
    }
}
