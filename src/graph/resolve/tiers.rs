//! Tiers: their order, their end, their prices in each currency.

use super::amounts::Digits;
use super::context::Context;
use crate::decl::{Amount, RateTierDecl, Spanned, TierDecl};
use crate::diag::Finding;
use crate::graph::codes::{
    ENDLESS_TIER_MISSING, OVERLAPPING_TIERS, TIER_AFTER_ENDLESS, TIER_WITHOUT_PRICE, TIERS_OUT_OF_ORDER,
};
use crate::graph::{Amounts, Tier, Tiers};
use crate::money::{Currency, Decimal};
use crate::source::Span;

/// A tier with its amounts in all currencies; what is not written is nothing.
struct Priced {
    bounds: (Option<Decimal>, Option<Decimal>),
    each: Option<Amounts>,
    flat: Option<Amounts>,
    span: Span,
}

impl Context {
    /// Resolves a list of tiers; nothing if one of them is wrong, which is reported.
    pub(super) fn tiers(
        &mut self,
        owner: &dyn Fn() -> String,
        list: &Spanned<Vec<Spanned<TierDecl>>>,
    ) -> Option<Tiers> {
        self.list(owner, list, |decl| &decl.up_to, Self::tier)
    }

    /// Resolves a list of tiers with rates, which stand as what each unit costs; nothing if one of them is wrong.
    pub(super) fn rates(
        &mut self,
        owner: &dyn Fn() -> String,
        list: &Spanned<Vec<Spanned<RateTierDecl>>>,
    ) -> Option<Tiers> {
        self.list(owner, list, |decl| &decl.up_to, Self::rate)
    }

    fn list<T>(
        &mut self,
        owner: &dyn Fn() -> String,
        list: &Spanned<Vec<Spanned<T>>>,
        up_to: impl Fn(&T) -> &Spanned<Amount>,
        priced: impl Fn(&mut Self, &dyn Fn() -> String, Span, &T) -> Option<Priced>,
    ) -> Option<Tiers> {
        let written = list.get()?;
        let decls: Vec<(Span, &T)> =
            written.iter().filter_map(|tier| tier.get().map(|decl| (tier.span, decl))).collect();
        let mut whole = decls.len() == written.len() && !decls.is_empty();
        if whole {
            let bounds: Vec<_> = decls.iter().map(|(span, decl)| (*span, up_to(decl))).collect();
            whole = self.in_order(owner, &bounds);
        }
        let mut tiers = Vec::with_capacity(decls.len());
        for (number, (span, decl)) in (1_usize..).zip(&decls) {
            let tier = priced(self, &|| format!("tier {number} of {}", owner()), *span, decl);
            whole &= tier.is_some();
            tiers.extend(tier);
        }
        // The findings of every tier come first, then it counts that there was one.
        whole.then(|| {
            let currencies =
                self.currencies.iter().filter_map(|currency| Some((*currency, in_one(&tiers, *currency)?)));
            Tiers::new(list.span, currencies.collect())
        })
    }

    /// Tells whether each tier begins where the one before ends, and only the last does not end; reports where not.
    fn in_order(&mut self, owner: &dyn Fn() -> String, tiers: &[(Span, &Spanned<Amount>)]) -> bool {
        let before = self.findings.len();
        for ((number, (_, above)), (next_span, next)) in (1_usize..).zip(tiers).zip(tiers.iter().skip(1)) {
            let (following, owner) = (number + 1, owner());
            if !above.is_written() {
                let message = format!("tier {following} of {owner} comes after one that never ends");
                let finding = Finding::new(&TIER_AFTER_ENDLESS, *next_span, message).label("no quantity reaches it");
                let place = tiers.get(number - 1).map_or(Span::NONE, |(span, _)| *span);
                let finding = finding.also(place, format!("tier {number} has no `up_to`"));
                self.report(finding.help(format!("give tier {number} an `up_to`, or remove what follows it")));
                break;
            }
            // A bound that could not be read has its finding; the one that is not there ends the list.
            let (place, above_place) = (next.span, above.span);
            let (Some(up_to), Some(above)) = (next.get(), above.get()) else { continue };
            let (up_to, above) = (up_to.0, above.0);
            if up_to == above {
                let message = format!("tiers {number} and {following} of {owner} both end at {up_to}");
                let finding = Finding::new(&OVERLAPPING_TIERS, place, message);
                let finding = finding.label("no quantity is left for it").also(above_place, "ends here already");
                self.report(finding.help("give one of the two another bound, or remove it"));
            } else if up_to < above {
                let message = format!("tier {following} of {owner} ends at {up_to}, before the one above it does");
                let finding = Finding::new(&TIERS_OUT_OF_ORDER, place, message);
                let finding = finding.label(format!("less than {above}")).also(above_place, "the tier above it");
                self.report(finding.help("write the tiers from the lowest bound to the highest"));
            }
        }
        let endless = tiers.iter().any(|(_, up_to)| !up_to.is_written());
        // Out of order, nobody can say which tier is the last.
        if let (false, Some((_, last))) = (endless || self.findings.len() > before, tiers.last())
            && let Some(up_to) = last.get()
        {
            let message = format!("the tiers of {} end at {}: more than that has no price", owner(), up_to.0);
            let finding = Finding::new(&ENDLESS_TIER_MISSING, last.span, message).label("the last tier ends");
            self.report(finding.help("remove `up_to` from the last tier, or add a tier without it"));
        }
        self.findings.len() == before
    }

    fn tier(&mut self, owner: &dyn Fn() -> String, span: Span, decl: &TierDecl) -> Option<Priced> {
        let TierDecl { up_to, each, flat, size } = decl;
        if !each.is_written() && (!flat.is_written() || size.is_written()) {
            let (place, what) = match flat.is_written() {
                true => (size.span, "has a `size` and no `each` that it counts for"),
                false => (span, "has no price"),
            };
            let finding = Finding::new(&TIER_WITHOUT_PRICE, place, format!("{} {what}", owner()));
            self.report(match flat.is_written() {
                true => finding.label("without effect").help("add `each`, or remove `size`"),
                false => {
                    finding.label("what does it cost?").help("add `each` or `flat`; write `each: 0` if it is free")
                }
            });
            return None;
        }
        let each_amounts = self.amounts(owner, each, Digits::Any);
        let flat_amounts = self.amounts(owner, flat, Digits::OfCurrency);
        let whole = each_amounts.is_some() == each.is_written()
            && flat_amounts.is_some() == flat.is_written()
            && up_to.get().is_some() == up_to.is_written()
            && size.get().is_some() == size.is_written();
        let bounds = (up_to.get().map(|bound| bound.0), size.get().map(|size| size.0));
        whole.then_some(Priced { bounds, each: each_amounts, flat: flat_amounts, span })
    }

    fn rate(&mut self, owner: &dyn Fn() -> String, span: Span, decl: &RateTierDecl) -> Option<Priced> {
        let RateTierDecl { up_to, rate, flat } = decl;
        let flat_amounts = self.amounts(owner, flat, Digits::OfCurrency);
        let whole = flat_amounts.is_some() == flat.is_written() && up_to.get().is_some() == up_to.is_written();
        let each = rate.get().map(|share| self.currencies.iter().map(|c| (*c, share.0, rate.span)).collect());
        let bounds = (up_to.get().map(|bound| bound.0), None);
        whole.then_some(Priced { bounds, each: Some(Amounts(each?)), flat: flat_amounts, span })
    }
}

/// Returns the tiers in one currency; nothing if one of them has an amount in others only.
fn in_one(tiers: &[Priced], currency: Currency) -> Option<Vec<Tier>> {
    let amount = |amounts: &Option<Amounts>| match amounts {
        None => Some(Decimal::ZERO),
        Some(amounts) => amounts.get(currency).map(|(amount, _)| amount),
    };
    let tier = |tier: &Priced| Some(Tier::new(tier.bounds, amount(&tier.each)?, amount(&tier.flat)?, tier.span));
    tiers.iter().map(tier).collect()
}
