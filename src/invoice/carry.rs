//! What the lines of an invoice come to, so that rounding once for the invoice leaves lines that add up.

use super::invoice::Line;
use super::ratio::Ratio;
use crate::graph::{Catalog, Id, RoundAt, Tax};
use crate::money::{Decimal, RoundingMode};
use crate::sim::{Entry, EntryKind, Ledger, exact_add, exact_mul};

/// What the lines so far come to, exactly and as rounded, where the invoice is rounded as a whole.
#[derive(Debug, Default)]
pub(super) struct Carry {
    amount: Sum,
    taxes: Vec<(Id<Tax>, Sum)>,
}

/// A sum and what its rounded parts add up to.
#[derive(Debug, Default)]
pub(super) struct Sum {
    pub exact: Ratio,
    pub rounded: Decimal,
}

/// The sum of no lines.
static NOTHING: Sum = Sum { exact: Ratio::ZERO, rounded: Decimal::ZERO };

impl Sum {
    /// Adds an amount and returns what its line shows: the rounded sum less what the lines above show.
    ///
    /// So the lines add up to the rounded sum in every mode, also in those that round away from zero.
    fn take(&mut self, exact: Ratio, mode: RoundingMode, digits: u32) -> Option<Decimal> {
        self.exact = self.exact.plus(exact)?;
        let rounded = self.exact.round(mode, digits)?;
        let shown = exact_add(rounded, -self.rounded)?;
        self.rounded = rounded;
        Some(shown)
    }
}

impl Carry {
    /// Returns what the amounts come to.
    pub fn amount(&self) -> &Sum {
        &self.amount
    }

    /// Returns what the tax of one code comes to.
    pub fn tax(&self, tax: Id<Tax>) -> &Sum {
        self.taxes.iter().find(|(id, _)| *id == tax).map_or(&NOTHING, |(_, sum)| sum)
    }

    /// Returns an entry, the one with index `at`, as a line; nothing if an amount is more than a decimal holds.
    pub fn line(&mut self, catalog: &Catalog, ledger: &Ledger, at: usize, entry: &Entry) -> Option<Line> {
        let fee = ledger.fee(entry.fee);
        let (mode, digits) = (catalog.rounding.mode, catalog.rounding.digits(fee.currency));
        let tax = fee.tax.map(|id| (id, catalog.taxes.get(id).rate.unwrap_or_default()));
        let inclusive = catalog.tax.inclusive;
        let alone = entry.amount.round(mode, digits)?;
        let tax = tax.filter(|(_, rate)| !rate.is_zero());
        let (mut amount, mut tax) = match (catalog.rounding.at, tax) {
            (RoundAt::Line, None) => (alone, Decimal::ZERO),
            (RoundAt::Line, Some((_, rate))) => {
                let on = |amount| tax_on(amount, rate, inclusive, mode, digits);
                (alone, tax_of(&entry.kind, alone, on)?)
            }
            (RoundAt::Invoice, tax) => {
                let exact = Ratio::of_exact(entry.amount)?;
                let amount = self.amount.take(exact, mode, digits)?;
                let tax = match tax {
                    Some((id, rate)) => self.of_tax(id)?.take(exact.times(share(rate, inclusive)?)?, mode, digits)?,
                    None => Decimal::ZERO,
                };
                (amount, tax)
            }
        };
        amount.rescale(digits);
        tax.rescale(digits);
        let net = if inclusive { exact_add(amount, -tax)? } else { amount };
        Some(Line { entry: at, amount, net, tax })
    }

    fn of_tax(&mut self, tax: Id<Tax>) -> Option<&mut Sum> {
        let at = self.taxes.iter().position(|(id, _)| *id == tax).unwrap_or_else(|| {
            self.taxes.push((tax, Sum::default()));
            self.taxes.len() - 1
        });
        self.taxes.get_mut(at).map(|(_, sum)| sum)
    }
}

/// Returns the tax of a line that is rounded alone. That of money back is the tax on what is due less the taxes that were
/// charged, so that what remains of the tax is the tax on what remains of the charge (`C-15`).
fn tax_of(kind: &EntryKind, alone: Decimal, on: impl Fn(Decimal) -> Option<Decimal>) -> Option<Decimal> {
    let EntryKind::Refund(settlement) = kind else { return on(alone) };
    settlement.charges.iter().try_fold(on(settlement.due)?, |tax, charge| exact_add(tax, -on(*charge)?))
}

fn tax_on(amount: Decimal, rate: Decimal, inclusive: bool, mode: RoundingMode, digits: u32) -> Option<Decimal> {
    if inclusive {
        return Ratio::of(amount)?.times(share(rate, true)?)?.round(mode, digits);
    }
    exact_mul(amount, rate).map(|tax| mode.round(tax, digits))
}

/// Returns which share of an amount as priced is tax: the rate, or rate / (1 + rate) of what contains it.
pub(super) fn share(rate: Decimal, inclusive: bool) -> Option<Ratio> {
    let share = Ratio::of(rate)?;
    if inclusive { share.divided_by(Ratio::of(exact_add(rate, Decimal::ONE)?)?) } else { Some(share) }
}
