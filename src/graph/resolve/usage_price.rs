//! Prices that only usage has: shares of events, and capacities.

use super::amounts::Digits;
use super::context::{AllNames, Context};
use crate::decl::{CapacityTierDecl, PercentageDecl, Spanned};
use crate::diag::Finding;
use crate::graph::codes::{
    ENDLESS_TIER_MISSING, MINIMUM_ABOVE_MAXIMUM, OVERLAPPING_TIERS, TIER_AFTER_ENDLESS, TIERS_OUT_OF_ORDER,
    UNKNOWN_UNIT,
};
use crate::graph::{Amounts, Capacity, CapacityTier, Id, PerEvent, Percentage, Unit};
use crate::money::{Currency, Decimal};
use crate::source::Span;

/// A tier as written: its place, and where each limit stands.
struct Limited {
    tier: CapacityTier,
    places: Vec<(Id<Unit>, Span)>,
    is_endless: bool,
}

impl Context {
    pub(super) fn percentage(
        &mut self,
        owner: &dyn Fn() -> String,
        decl: &Spanned<PercentageDecl>,
    ) -> Option<Percentage> {
        let PercentageDecl { rate, fixed, free_events, free_amount, minimum, maximum } = decl.get()?;
        let fixed_amounts = self.amounts(owner, fixed, Digits::Any);
        let least = self.amounts(owner, minimum, Digits::Any);
        let most = self.amounts(owner, maximum, Digits::Any);
        self.minimum_above_maximum(owner, least.as_ref(), most.as_ref());
        let whole = fixed_amounts.is_some() == fixed.is_written()
            && least.is_some() == minimum.is_written()
            && most.is_some() == maximum.is_written()
            && free_events.get().is_some() == free_events.is_written()
            && free_amount.get().is_some() == free_amount.is_written();
        if !whole {
            return None;
        }
        let per_event = |currency: &Currency| {
            let amount = |amounts: &Option<Amounts>| match amounts {
                None => Some(None),
                Some(amounts) => amounts.get(*currency).map(|(amount, _)| Some(amount)),
            };
            let fixed = amount(&fixed_amounts)?.unwrap_or(Decimal::ZERO);
            Some((*currency, PerEvent { fixed, minimum: amount(&least)?, maximum: amount(&most)? }))
        };
        Some(Percentage {
            span: decl.span,
            rate: rate.get()?.0,
            free_events: free_events.get().map(|count| count.0),
            free_amount: free_amount.get().map(|amount| amount.0),
            per_event: self.currencies.iter().filter_map(per_event).collect(),
        })
    }

    /// Reports a least amount that is greater than the greatest, in the first currency where it is.
    pub(super) fn minimum_above_maximum(
        &mut self,
        owner: &dyn Fn() -> String,
        minimum: Option<&Amounts>,
        maximum: Option<&Amounts>,
    ) {
        let (Some(minimum), Some(maximum)) = (minimum, maximum) else { return };
        let above = minimum.0.iter().find_map(|(currency, least, place)| {
            let (most, at) = maximum.get(*currency)?;
            (*least > most).then_some((*currency, (*least, *place), (most, at)))
        });
        if let Some((currency, (least, place), (most, at))) = above {
            let message = format!("{} costs at least {least} {currency} and at most {most}", owner());
            let finding = Finding::new(&MINIMUM_ABOVE_MAXIMUM, place, message).label("more than it may cost");
            self.report(finding.also(at, "the most").help("swap the two, or mend the wrong one"));
        }
    }

    pub(super) fn capacity(
        &mut self,
        names: &AllNames,
        owner: &dyn Fn() -> String,
        list: &Spanned<Vec<Spanned<CapacityTierDecl>>>,
    ) -> Option<Capacity> {
        let written = list.get()?;
        let mut tiers = Vec::with_capacity(written.len());
        for (number, tier) in (1_usize..).zip(written) {
            let owner = || format!("tier {number} of {}", owner());
            let Some(decl) = tier.get() else { continue };
            tiers.extend(self.capacity_tier(names, &owner, tier.span, decl));
        }
        if tiers.len() != written.len() || tiers.is_empty() || !self.capacities_rise(owner, &tiers) {
            return None;
        }
        let mut units: Vec<Id<Unit>> =
            tiers.iter().flat_map(|tier| tier.places.iter().map(|(unit, _)| *unit)).collect();
        units.sort_unstable();
        units.dedup();
        let tiers = tiers.into_iter().map(|tier| tier.tier).collect();
        Some(Capacity { span: list.span, units: units.into(), tiers })
    }

    fn capacity_tier(
        &mut self,
        names: &AllNames,
        owner: &dyn Fn() -> String,
        span: Span,
        decl: &CapacityTierDecl,
    ) -> Option<Limited> {
        let mut whole = decl.up_to.get().is_some() == decl.up_to.is_written();
        let (mut limits, mut places) = (Vec::new(), Vec::new());
        for (unit, limit) in decl.up_to.get().into_iter().flat_map(|section| &section.0) {
            let Some(code) = unit.get() else {
                whole = false;
                continue;
            };
            let found = names.units.find(code);
            if found.is_none() {
                names.units.report_unknown(&UNKNOWN_UNIT, &owner(), code, unit.span, self);
            }
            match found.zip(limit.get()) {
                Some((unit, amount)) => {
                    limits.push((unit, amount.0));
                    places.push((unit, limit.span));
                }
                None => whole = false,
            }
        }
        let price = self.amounts(owner, &decl.price, Digits::OfCurrency);
        let is_endless = !decl.up_to.is_written() || limits.is_empty();
        let tier = CapacityTier { span, limits: limits.into(), price: price? };
        whole.then_some(Limited { tier, places, is_endless })
    }

    /// Tells whether each tier holds more than the one before, and only the last holds everything; reports where not.
    fn capacities_rise(&mut self, owner: &dyn Fn() -> String, tiers: &[Limited]) -> bool {
        let before = self.findings.len();
        for ((number, tier), next) in (1_usize..).zip(tiers).zip(tiers.iter().skip(1)) {
            let following = number + 1;
            if tier.is_endless {
                let message = format!("tier {following} of {} comes after one that holds everything", owner());
                let finding = Finding::new(&TIER_AFTER_ENDLESS, next.tier.span, message).label("nothing reaches it");
                let finding = finding.also(tier.tier.span, format!("tier {number} has no limit"));
                self.report(finding.help(format!("give tier {number} a limit in `up_to`, or remove what follows it")));
                break;
            }
            let fallen = next.places.iter().find(|(unit, _)| {
                let limit = next.tier.limit(*unit);
                tier.tier.limit(*unit).is_none_or(|above| limit.is_some_and(|limit| limit < above))
            });
            if let Some((unit, place)) = fallen {
                let above = match tier.tier.limit(*unit) {
                    Some(above) => format!("less than {above}"),
                    None => "the tier above it has no limit of this unit".to_owned(),
                };
                let message = format!("tier {following} of {} holds less than the one above it", owner());
                let finding = Finding::new(&TIERS_OUT_OF_ORDER, *place, message).label(above);
                let at = tier.places.iter().find(|(of, _)| of == unit).map_or(tier.tier.span, |(_, place)| *place);
                let finding = finding.also(at, "the tier above it");
                self.report(finding.help("write the tiers from the lowest limits to the highest"));
            } else if next.tier.limits.len() == tier.tier.limits.len()
                && next.tier.limits.iter().all(|(unit, limit)| tier.tier.limit(*unit) == Some(*limit))
                && !next.is_endless
            {
                let message = format!("tiers {number} and {following} of {} have the same limits", owner());
                let finding = Finding::new(&OVERLAPPING_TIERS, next.tier.span, message);
                let finding = finding.label("nothing is left for it").also(tier.tier.span, "the same limits already");
                self.report(finding.help("give one of the two higher limits, or remove it"));
            }
        }
        if let Some(last) = tiers.last().filter(|last| !last.is_endless)
            && self.findings.len() == before
        {
            let message = format!("the tiers of {} end: a reading above the last has no price", owner());
            let finding = Finding::new(&ENDLESS_TIER_MISSING, last.tier.span, message).label("the last tier ends");
            self.report(finding.help("remove `up_to` from the last tier, or add a tier without it"));
        }
        self.findings.len() == before
    }
}
