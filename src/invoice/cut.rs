//! Discounts that are taken off a whole invoice, spread over its lines.
//!
//! Each takes a part of what the ones before it have left of the lines it matches, or an amount; its share of a line is
//! in proportion to what is left of that line and is not rounded, so that the tax of every line is that of what remains.

use std::borrow::Cow;

use foldhash::{HashMap, HashSet};

use super::ratio::Ratio;
use crate::calendar::{Date, Lasting};
use crate::graph::{Catalog, Coupon, Discount, DiscountValue, Id, Scope};
use crate::money::{Currency, RoundingMode};
use crate::scenario::SubscriptionId;
use crate::sim::{Entry, EntryKind, Ledger};

/// A discount and what it takes off a whole invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cut {
    pub discount: Id<Discount>,
    pub coupon: Option<Id<Coupon>>,
    /// Whose it is, where it is taken off once.
    once: Option<SubscriptionId>,
    /// What is taken back of each line that is refunded; then all amounts are below zero.
    pub back: Vec<Back>,
    /// What is left of the lines that it is taken off.
    pub of: Ratio,
    /// What it comes to before it is limited to what is left and rounded.
    pub wanted: Ratio,
    pub amount: Ratio,
    /// What it takes off each line, by the line's index; these ascend.
    pub shares: Vec<(usize, Ratio)>,
}

/// What of a discount is taken back with a part of what was charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Back {
    /// What was taken off.
    pub off: Ratio,
    /// What was charged.
    pub charged: Ratio,
    /// What of it is given back, below zero.
    pub given: Ratio,
}

impl Cut {
    /// Returns what it takes off a line, if it does.
    pub fn share(&self, line: usize) -> Option<Ratio> {
        let at = self.shares.binary_search_by_key(&line, |(at, _)| *at).ok()?;
        self.shares.get(at).map(|(_, share)| *share)
    }
}

/// Returns what discounts take off a line; nothing if it is more than a ratio holds.
pub(super) fn off(cuts: &[Cut], line: usize) -> Option<Ratio> {
    cuts.iter().filter_map(|cut| cut.share(line)).try_fold(Ratio::ZERO, Ratio::plus)
}

/// Returns for each of so many lines which discounts take off how much: for who goes through all lines.
pub(super) fn by_line(cuts: &[Cut], lines: usize) -> Vec<Vec<(&Cut, Ratio)>> {
    let mut shares: Vec<Vec<(&Cut, Ratio)>> = vec![Vec::new(); lines];
    for (cut, (at, share)) in cuts.iter().flat_map(|cut| cut.shares.iter().map(move |share| (cut, share))) {
        if let Some(of_line) = shares.get_mut(*at) {
            of_line.push((cut, *share));
        }
    }
    shares
}

/// Returns the sum of what discounts take off a line; nothing if it is more than a ratio holds.
pub(super) fn sum_of(shares: &[(&Cut, Ratio)]) -> Option<Ratio> {
    shares.iter().map(|(_, share)| *share).try_fold(Ratio::ZERO, Ratio::plus)
}

/// Tells whether a discount is not limited to what is left: it may go below zero, or is of money back, as where lines bring
/// a period to its most.
pub(super) fn is_unlimited(discount: &Discount, of: Ratio) -> bool {
    discount.below_zero || of.is_negative()
}

/// Returns what is taken off: no more than there is, unless it may be.
pub(super) fn limited(wanted: Ratio, of: Ratio, below_zero: bool) -> Option<Ratio> {
    Some(if below_zero || !wanted.exceeds(of)? { wanted } else { of })
}

/// The serial number of a charge, and the end of a period of it.
type Key = (u32, Date);

/// What discounts of whole invoices remember from one invoice to the next.
#[derive(Debug, Default)]
pub(super) struct Cutter {
    /// How much of an amount is left that is taken off once, or nothing of a percentage that was.
    left: HashMap<(SubscriptionId, Id<Discount>), Ratio>,
    /// What was charged of the period of a charge that ends on a day, and what was taken off it.
    paid: HashMap<Key, Paid>,
}

#[derive(Debug, Default)]
struct Paid {
    charged: Ratio,
    off: Vec<(Id<Discount>, Option<Id<Coupon>>, Ratio)>,
}

/// A discount and the lines of one invoice that it matches.
#[derive(Debug)]
struct Candidate {
    discount: Id<Discount>,
    coupon: Option<Id<Coupon>>,
    /// Whose it is, where it is taken off once.
    once: Option<SubscriptionId>,
    lines: Vec<usize>,
}

/// The lines of an invoice before its discounts.
pub(super) struct Uncut<'a> {
    pub catalog: &'a Catalog,
    pub ledger: &'a Ledger,
    /// The entries, each with its amount as the invoice takes it: rounded if each line is rounded alone.
    pub lines: Vec<(Cow<'a, Entry>, Ratio)>,
    /// The digits of a discount, if it is rounded alone.
    pub digits: Option<u32>,
    pub mode: RoundingMode,
    pub currency: Currency,
}

impl Cutter {
    /// Returns the discounts of an invoice; nothing if an amount is more than a ratio holds.
    pub fn cut(&mut self, uncut: &Uncut<'_>) -> Option<Vec<Cut>> {
        let new: HashSet<Key> = uncut.periods().filter(|key| !self.paid.contains_key(key)).collect();
        let candidates = uncut.candidates(&new);
        let is_alone = |candidate: &&Candidate| !uncut.discount(candidate).stacks;
        let stacking: Vec<&Candidate> = candidates.iter().filter(|c| !is_alone(c)).collect();
        let mut best = self.take(uncut, &stacking)?;
        for alone in candidates.iter().filter(is_alone) {
            let other = self.take(uncut, &[alone])?;
            if sum(&other)?.exceeds(sum(&best)?)? {
                best = other;
            }
        }
        for cut in &best {
            self.use_up(uncut, cut);
        }
        self.remember(uncut, &best, &new)?;
        let back = self.take_back(uncut, &new)?;
        best.extend(back);
        Some(best)
    }

    /// Takes discounts off one after the other.
    fn take(&self, uncut: &Uncut<'_>, candidates: &[&Candidate]) -> Option<Vec<Cut>> {
        let mut left: Vec<Ratio> = uncut.lines.iter().map(|(_, amount)| *amount).collect();
        let mut cuts = Vec::new();
        for candidate in candidates {
            let discount = uncut.discount(candidate);
            let of =
                candidate.lines.iter().filter_map(|at| left.get(*at)).try_fold(Ratio::ZERO, |sum, l| sum.plus(*l))?;
            let once = candidate.once.and_then(|of| self.left.get(&(of, candidate.discount)));
            let wanted = match (&discount.value, once) {
                (DiscountValue::Percent(_), Some(_)) | (DiscountValue::Broken, _) => continue,
                (DiscountValue::Percent(share), None) => of.times(Ratio::of(*share)?)?,
                (DiscountValue::Amount(_), Some(left)) => *left,
                (DiscountValue::Amount(amounts), None) => match amounts.get(uncut.currency) {
                    Some((amount, _)) => Ratio::of(amount)?,
                    None => continue,
                },
            };
            // An amount is none off money back.
            let is_none =
                of.is_negative() && matches!(discount.value, DiscountValue::Amount(_)) && !discount.below_zero;
            if is_none {
                continue;
            }
            let amount = uncut.rounded(wanted, of, is_unlimited(discount, of))?;
            if amount.is_zero() {
                continue;
            }
            let shares = spread(amount, of, &candidate.lines, &left)?;
            for (at, share) in &shares {
                if let Some(left) = left.get_mut(*at) {
                    *left = left.plus(share.negated())?;
                }
            }
            let Candidate { discount, coupon, once, .. } = **candidate;
            cuts.push(Cut { discount, coupon, once, back: Vec::new(), of, wanted, amount, shares });
        }
        Some(cuts)
    }

    /// Notes what is left of a discount that is taken off once.
    fn use_up(&mut self, uncut: &Uncut<'_>, cut: &Cut) {
        let Some(subscription) = cut.once else { return };
        let key = (subscription, cut.discount);
        let before = self.left.get(&key).copied();
        let before = before.or_else(|| match &uncut.catalog.discounts.get(cut.discount).value {
            DiscountValue::Amount(amounts) => amounts.get(uncut.currency).and_then(|(amount, _)| Ratio::of(amount)),
            DiscountValue::Percent(_) | DiscountValue::Broken => None,
        });
        let left = before.and_then(|before| before.plus(cut.amount.negated())).unwrap_or(Ratio::ZERO);
        self.left.insert(key, left);
    }

    /// Takes back of the discounts what belongs to the part of a period that is refunded; of a `new` one less was taken off
    /// in the first place.
    fn take_back(&mut self, uncut: &Uncut<'_>, new: &HashSet<Key>) -> Option<Vec<Cut>> {
        let mut cuts: Vec<Cut> = Vec::new();
        for (at, (entry, amount)) in uncut.lines.iter().enumerate() {
            if !gives_back(entry) {
                continue;
            }
            let key = uncut.key(entry);
            let Some(paid) = self.paid.get_mut(&key).filter(|_| !new.contains(&key)) else { continue };
            if !paid.charged.exceeds(Ratio::ZERO)? {
                continue;
            }
            let charged = paid.charged;
            // No more is taken back than was taken off.
            let given = if amount.negated().exceeds(charged)? { charged.negated() } else { *amount };
            let part = given.divided_by(charged)?;
            paid.charged = charged.plus(given)?;
            for (discount, coupon, off) in &mut paid.off {
                let share = off.times(part)?.limited();
                let back = Back { off: *off, charged, given };
                *off = off.plus(share)?;
                match cuts.iter_mut().find(|cut| cut.discount == *discount && cut.coupon == *coupon) {
                    Some(cut) => {
                        cut.back.push(back);
                        cut.of = cut.of.plus(given)?;
                        cut.amount = cut.amount.plus(share)?;
                        cut.shares.push((at, share));
                    }
                    None => cuts.push(Cut {
                        discount: *discount,
                        coupon: *coupon,
                        once: None,
                        back: vec![back],
                        of: given,
                        wanted: share,
                        amount: share,
                        shares: vec![(at, share)],
                    }),
                }
            }
        }
        for cut in &mut cuts {
            // A line shows whole cents; what that changes goes to the last of its lines.
            cut.wanted = cut.amount;
            let rounded = uncut.rounded(cut.amount, cut.of, true)?;
            let more = rounded.plus(cut.amount.negated())?;
            if let Some((_, share)) = cut.shares.last_mut() {
                *share = share.plus(more)?;
            }
            cut.amount = rounded;
        }
        cuts.retain(|cut| !cut.amount.is_zero());
        Some(cuts)
    }

    /// Remembers what was taken off periods that may be given back.
    fn remember(&mut self, uncut: &Uncut<'_>, cuts: &[Cut], new: &HashSet<Key>) -> Option<()> {
        if cuts.is_empty() && self.paid.is_empty() {
            return Some(());
        }
        for ((entry, amount), shares) in uncut.lines.iter().zip(by_line(cuts, uncut.lines.len())) {
            let key = uncut.key(entry);
            if gives_back(entry) && !new.contains(&key) {
                continue;
            }
            if shares.is_empty() && !self.paid.contains_key(&key) {
                continue;
            }
            let paid = self.paid.entry(key).or_default();
            paid.charged = paid.charged.plus(*amount)?;
            for (Cut { discount, coupon, .. }, share) in shares {
                match paid.off.iter_mut().find(|(of, by, _)| (of, by) == (discount, coupon)) {
                    Some((.., off)) => *off = off.plus(share)?,
                    None => paid.off.push((*discount, *coupon, share)),
                }
            }
        }
        Some(())
    }
}

impl Uncut<'_> {
    /// Returns the charge of an entry and the end of the whole period that it is of.
    fn key(&self, entry: &Entry) -> Key {
        (self.ledger.fee(entry.fee).serial, entry.full_to)
    }

    /// Returns the periods that something is charged for on this invoice.
    fn periods(&self) -> impl Iterator<Item = Key> {
        self.lines.iter().filter(|(entry, _)| !gives_back(entry)).map(|(entry, _)| self.key(entry))
    }

    fn discount(&self, candidate: &Candidate) -> &Discount {
        self.catalog.discounts.get(candidate.discount)
    }

    /// Returns the discounts of the whole invoice with the lines that each matches, in the order they apply.
    ///
    /// What goes back of a `new` charge, on this very invoice, leaves less to take off; of one before, the discount is
    /// taken back.
    fn candidates(&self, new: &HashSet<Key>) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut places: HashMap<(Id<Discount>, Option<SubscriptionId>), usize> = HashMap::default();
        for (at, (entry, _)) in self.lines.iter().enumerate() {
            if gives_back(entry) && !new.contains(&self.key(entry)) {
                continue;
            }
            let fee = self.ledger.fee(entry.fee);
            for applied in &fee.discounts {
                let discount = self.catalog.discounts.get(applied.discount);
                if discount.scope != Scope::Invoice {
                    continue;
                }
                let once = (discount.lasts == Some(Lasting::Once)).then_some(fee.subscription);
                let place = *places.entry((applied.discount, once)).or_insert(candidates.len());
                if place == candidates.len() {
                    let (discount, coupon) = (applied.discount, applied.coupon);
                    candidates.push(Candidate { discount, coupon, once, lines: Vec::new() });
                }
                // INVARIANT: a fee has a discount once, so that no line is there twice.
                if let Some(candidate) = candidates.get_mut(place) {
                    candidate.lines.push(at);
                }
            }
        }
        // Numbers follow the alphabet of codes.
        candidates.sort_by_key(|c| (self.discount(c).priority, c.discount, c.once));
        candidates
    }

    /// Returns what is taken off of what is wanted: no more than there is, in whole cents if each line is rounded alone.
    fn rounded(&self, wanted: Ratio, of: Ratio, below_zero: bool) -> Option<Ratio> {
        let within = |amount: Ratio| Some(below_zero || !amount.exceeds(of)?);
        let limited = limited(wanted, of, below_zero)?;
        let Some(digits) = self.digits else { return Some(limited) };
        let rounded = Ratio::of(limited.round(self.mode, digits)?)?;
        if within(rounded)? { Some(rounded) } else { Ratio::of(limited.round(RoundingMode::Down, digits)?) }
    }
}

/// Tells whether an entry gives back of what was charged for its period, and takes the discounts of it back, too.
fn gives_back(entry: &Entry) -> bool {
    match entry.kind {
        EntryKind::Refund(_) | EntryKind::Adjustment => true,
        // What a period has come to so far may fall.
        EntryKind::Progress { .. } | EntryKind::Day(_) => entry.amount.numerator.is_sign_negative(),
        // Settled again it may be less that a period lacks.
        EntryKind::Minimum { .. } => entry.amount.numerator.is_sign_negative(),
        EntryKind::OneTime
        | EntryKind::Recurring
        | EntryKind::Usage { .. }
        | EntryKind::Maximum { .. }
        | EntryKind::Increase { .. }
        | EntryKind::Penalty => false,
    }
}

/// Spreads an amount over lines in proportion to what is left of them; the last takes what the others leave.
fn spread(amount: Ratio, of: Ratio, lines: &[usize], left: &[Ratio]) -> Option<Vec<(usize, Ratio)>> {
    let (last, others) = lines.split_last()?;
    let mut shares = Vec::with_capacity(lines.len());
    let mut rest = amount;
    for at in others {
        let left = left.get(*at).copied().unwrap_or(Ratio::ZERO);
        let share = match amount {
            _ if of.is_zero() => Ratio::ZERO,
            // Nothing at all may be left, for some ways to round make a cent of the least rest.
            all if all == of => left,
            some => some.times(left)?.divided_by(of)?.limited(),
        };
        rest = rest.plus(share.negated())?;
        shares.push((*at, share));
    }
    shares.push((*last, rest));
    Some(shares)
}

fn sum(cuts: &[Cut]) -> Option<Ratio> {
    cuts.iter().map(|cut| cut.amount).try_fold(Ratio::ZERO, Ratio::plus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_all_leaves_nothing_of_any_line() {
        // Thirteen digits after the dot, more than a share keeps.
        let left = ["0.2629750021038", "0.7176178628838", "0.2392857162"]
            .map(|left| Ratio::of(left.parse().unwrap()).unwrap());
        let all = left.iter().copied().try_fold(Ratio::ZERO, Ratio::plus).unwrap();
        let shares = spread(all, all, &[0, 1, 2], &left).unwrap();
        assert_eq!(shares, [(0, left[0]), (1, left[1]), (2, left[2])]);
        // Half of it leaves a share of each.
        let half = all.times(Ratio::new(1, 2)).unwrap();
        let sum = spread(half, all, &[0, 1, 2], &left).unwrap().into_iter().map(|(_, share)| share);
        assert_eq!(sum.collect::<Vec<_>>().into_iter().try_fold(Ratio::ZERO, Ratio::plus), Some(half));
    }
}
