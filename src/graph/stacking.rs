//! In which order discounts are taken off a charge, and how much each takes (`T-10`).

use super::catalog::Catalog;
use super::discount::{Discount, DiscountValue, Scope};
use super::table::Id;
use crate::money::{Currency, Decimal, at_most, exact_add, exact_mul};

/// A discount that is taken off, and how much it takes.
pub trait Taken {
    /// Returns the discount.
    fn discount(&self) -> Id<Discount>;

    /// Notes how much it takes.
    fn take(&mut self, amount: Decimal);
}

impl Catalog {
    /// Returns what discounts are ordered by that are taken off one after the other: priority, then code.
    ///
    /// ```
    /// # use ratebook::graph::{resolve, Written};
    /// let (catalog, _) = resolve(Written::default());
    /// let turns: Vec<_> = catalog.discounts.iter().map(|(id, _)| catalog.turn(id)).collect();
    /// assert!(turns.is_empty());
    /// ```
    #[must_use]
    pub fn turn(&self, id: Id<Discount>) -> (u32, Id<Discount>) {
        // Numbers follow the alphabet of codes.
        (self.discounts.get(id).priority, id)
    }

    /// Returns what is left of an amount after discounts, which stand in their order, and notes in each what it takes off;
    /// nothing if a decimal cannot hold it.
    ///
    /// A discount takes a part of what is left, or an amount for a full period at any quantity; never more than is left,
    /// unless it may. One that does not stack is taken off alone if it takes off more than all that stack. Those of the
    /// whole invoice are not taken off here.
    pub fn take_off(&self, currency: Currency, gross: Decimal, discounts: &mut [impl Taken]) -> Option<Decimal> {
        let (mut left, mut all_stack) = (gross, true);
        for taken in discounts.iter_mut() {
            let discount = self.discounts.get(taken.discount());
            let of_charge = discount.scope == Scope::Charge;
            all_stack &= !of_charge || discount.stacks;
            let stacking = of_charge && discount.stacks;
            let cut = if stacking { self.cut(currency, left, taken.discount())? } else { Decimal::ZERO };
            taken.take(cut);
            left = exact_add(left, -cut)?;
        }
        if all_stack {
            return Some(left);
        }
        for at in 0..discounts.len() {
            let Some(alone) = discounts.get(at).map(Taken::discount) else { continue };
            let discount = self.discounts.get(alone);
            if discount.scope != Scope::Charge || discount.stacks {
                continue;
            }
            let cut = self.cut(currency, gross, alone)?;
            let left_alone = exact_add(gross, -cut)?;
            if left_alone < left {
                left = left_alone;
                discounts.iter_mut().for_each(|taken| taken.take(Decimal::ZERO));
                if let Some(taken) = discounts.get_mut(at) {
                    taken.take(cut);
                }
            }
        }
        Some(left)
    }

    /// Returns how much a discount takes off what is left; nothing if a decimal cannot hold it.
    #[must_use]
    pub fn cut(&self, currency: Currency, left: Decimal, id: Id<Discount>) -> Option<Decimal> {
        let discount = self.discounts.get(id);
        let cut = match &discount.value {
            DiscountValue::Percent(share) => exact_mul(left, *share)?,
            DiscountValue::Amount(amounts) => amounts.get(currency).map_or(Decimal::ZERO, |(amount, _)| amount),
            DiscountValue::Broken => Decimal::ZERO,
        };
        let most = if left.is_sign_negative() { Decimal::ZERO } else { left };
        Some(if discount.below_zero { cut } else { at_most(cut, most) })
    }
}
