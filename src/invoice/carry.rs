//! What the lines of an invoice come to, so that rounding once for the invoice leaves lines that add up.

use super::invoice::{Base, Invoice, Item, Line, TaxTotal};
use super::ratio::Ratio;
use crate::graph::{Catalog, Id, RoundAt, Tax, TaxRound};
use crate::money::{Currency, Decimal, RoundingMode, of_minor, power_of_ten};
use crate::scenario::Scenario;
use crate::sim::{Entry, EntryId, EntryKind, exact_add};

/// What the lines so far come to, exactly and as rounded.
///
/// Amounts that are rounded already are whole numbers of the currency's smallest part.
#[derive(Debug)]
pub(super) struct Carry<'a> {
    catalog: &'a Catalog,
    scenario: &'a Scenario,
    mode: RoundingMode,
    digits: u32,
    /// Whether a line shows the rounded running sum less the lines above, and not its own amount rounded.
    pub carries: bool,
    amount: Sum,
    /// The total with tax, where that is rounded.
    total: Sum,
    /// All taxes together.
    all_taxes: Sum,
    taxes: Vec<TaxSum>,
    /// What the lines show.
    shown: Shown,
}

#[derive(Debug, Default)]
struct Shown {
    amount: i128,
    net: i128,
    tax: i128,
}

/// A sum and what its rounded parts add up to.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Sum {
    pub exact: Ratio,
    pub rounded: i128,
}

/// What the lines of one tax come to; its rate is looked up once for all invoices.
#[derive(Debug)]
struct TaxSum {
    tax: Id<Tax>,
    rate: Decimal,
    /// Which share of an amount as priced is tax.
    share: Ratio,
    /// Whether a line of the invoice has it.
    used: bool,
    /// What it is computed from.
    base: Base,
    /// The taxes that the lines show.
    shown: i128,
    sum: Sum,
}

impl Sum {
    /// Adds an amount and returns what its line shows: the rounded sum less what the lines above show.
    ///
    /// So the lines add up to the rounded sum in every mode, also in those that round away from zero.
    fn take(&mut self, exact: Ratio, mode: RoundingMode, digits: u32) -> Option<i128> {
        self.exact = self.exact.plus(exact)?;
        let rounded = self.exact.minor(mode, digits)?;
        let shown = rounded.checked_sub(self.rounded)?;
        self.rounded = rounded;
        Some(shown)
    }
}

impl<'a> Carry<'a> {
    /// Returns the sums of an invoice without lines.
    pub fn new(catalog: &'a Catalog, scenario: &'a Scenario, currency: Currency) -> Self {
        let carries = catalog.rounding.at == RoundAt::Invoice || catalog.tax.round.value == TaxRound::Total;
        Self {
            catalog,
            scenario,
            mode: catalog.rounding.mode,
            digits: catalog.rounding.digits(currency),
            carries,
            amount: Sum::default(),
            total: Sum::default(),
            all_taxes: Sum::default(),
            taxes: Vec::new(),
            shown: Shown::default(),
        }
    }

    /// Forgets all lines and begins an invoice in another currency.
    pub fn begin(&mut self, currency: Currency) {
        self.digits = self.catalog.rounding.digits(currency);
        (self.amount, self.total, self.all_taxes) = (Sum::default(), Sum::default(), Sum::default());
        for sum in &mut self.taxes {
            (sum.used, sum.base, sum.shown, sum.sum) = (false, Base::default(), 0, Sum::default());
        }
        self.shown = Shown::default();
    }

    /// Returns the rate of a tax.
    pub fn rate(&self, tax: Id<Tax>) -> Option<Decimal> {
        self.scenario.tax_rate(self.catalog, tax)
    }

    /// Returns what the amounts come to.
    pub fn amount(&self) -> &Sum {
        &self.amount
    }

    /// Returns what the totals with tax come to, where those are rounded.
    pub fn total(&self) -> &Sum {
        &self.total
    }

    /// Returns what all taxes come to, where they are rounded together.
    pub fn all_taxes(&self) -> &Sum {
        &self.all_taxes
    }

    /// Returns the sum in which the tax of one code is rounded.
    pub fn tax(&self, tax: Id<Tax>) -> Sum {
        match self.catalog.tax.round.value {
            TaxRound::Invoice | TaxRound::Total => self.all_taxes,
            TaxRound::Line | TaxRound::EachTax => {
                self.taxes.iter().find(|sum| sum.tax == tax).map_or_else(Sum::default, |sum| sum.sum)
            }
        }
    }

    /// Returns the amount of an entry as the invoice takes it: rounded if each line is rounded alone.
    pub fn base(&self, entry: &Entry) -> Option<Ratio> {
        if self.catalog.rounding.at == RoundAt::Line {
            return Ratio::of(entry.amount.round(self.mode, self.digits)?);
        }
        Ratio::of_exact(entry.amount)
    }

    /// Returns the amount of an entry before it is rounded for its line.
    pub fn base_before(&self, entry: &Entry) -> Option<Ratio> {
        if self.carries { self.base(entry) } else { Ratio::of_exact(entry.amount) }
    }

    /// Returns what the tax of an entry is computed from, before discounts of the whole invoice.
    pub fn taxable(&self, entry: &Entry, line: &Line) -> Option<Ratio> {
        let of_line = !self.carries || self.catalog.tax.round.value == TaxRound::Line;
        if of_line { Ratio::of(line.amount) } else { self.base(entry) }
    }

    /// Returns an entry as a line, of which discounts of the whole invoice take something off; nothing if an amount is
    /// more than a decimal holds.
    pub fn line(&mut self, at: EntryId, entry: &Entry, tax: Option<Id<Tax>>, off: Ratio) -> Option<Line> {
        let item = Item::Entry(at);
        let taxed = match tax {
            Some(tax) => Some(self.of_tax(tax)?),
            None => None,
        };
        if !self.carries {
            let amount = entry.amount.minor(self.mode, self.digits)?;
            let tax = match taxed {
                Some(at) => self.tax_alone(at, amount, off, &entry.kind)?,
                None => 0,
            };
            return self.show(item, amount, tax, taxed);
        }
        let exact = self.base(entry)?;
        self.carried(item, exact, exact.plus(off.negated())?, taxed)
    }

    /// Returns what a discount takes off the whole invoice as a line; its tax is in the lines that it is taken off.
    pub fn cut(&mut self, at: usize, amount: Ratio) -> Option<Line> {
        let exact = amount.negated();
        if self.carries {
            return self.carried(Item::Cut(at), exact, Ratio::ZERO, None);
        }
        let amount = exact.minor(self.mode, self.digits)?;
        self.show(Item::Cut(at), amount, 0, None)
    }

    /// Returns the tax of a line whose amount is rounded alone. Where prices contain a tax that is rounded for the invoice,
    /// what is left of the amount has to add up as well, and so the tax is that of the running sum. That of money back is
    /// the tax on what is due less the taxes that were charged, so that what remains of the tax is the tax on what remains
    /// of the charge (`C-15`).
    fn tax_alone(&mut self, at: usize, amount: i128, off: Ratio, kind: &EntryKind) -> Option<i128> {
        let (mode, digits, inclusive) = (self.mode, self.digits, self.catalog.tax.inclusive);
        let sum = self.taxes.get_mut(at)?;
        sum.base.whole = sum.base.whole.checked_add(amount)?;
        let left = || Ratio::minors(amount, digits)?.plus(off.negated());
        if !off.is_zero() {
            sum.base.rest = sum.base.rest.plus(off.negated())?;
        }
        match self.catalog.tax.round.value {
            TaxRound::EachTax if inclusive => return sum.sum.take(left()?.times(sum.share)?, mode, digits),
            TaxRound::Invoice | TaxRound::Total if inclusive => {
                return self.all_taxes.take(left()?.times(sum.share)?, mode, digits);
            }
            TaxRound::Line | TaxRound::EachTax | TaxRound::Invoice | TaxRound::Total => {}
        }
        if !off.is_zero() {
            return left()?.times(sum.share)?.minor(mode, digits);
        }
        let on = |amount: i128| sum.share.of_minor(amount, mode);
        let EntryKind::Refund(settlement) = kind else { return on(amount) };
        if self.catalog.tax.round.value != TaxRound::Line {
            return on(amount);
        }
        let on = |amount: Decimal| on(minor(amount, digits)?);
        let due = on(settlement.due)?;
        settlement.charges.iter().try_fold(due, |tax, charge| tax.checked_sub(on(*charge)?))
    }

    /// Adds a line to sums that are rounded together.
    fn carried(&mut self, item: Item, exact: Ratio, taxable: Ratio, taxed: Option<usize>) -> Option<Line> {
        let (mode, digits) = (self.mode, self.digits);
        let round = self.catalog.tax.round.value;
        let inclusive = self.catalog.tax.inclusive;
        let mut exact_tax = Ratio::ZERO;
        let mut each = 0;
        if let Some(sum) = taxed.and_then(|at| self.taxes.get_mut(at)) {
            exact_tax = taxable.times(sum.share)?;
            sum.base.rest = sum.base.rest.plus(taxable)?;
            if round == TaxRound::EachTax {
                each = sum.sum.take(exact_tax, mode, digits)?;
            }
        }
        let mut amount = self.amount.take(exact, mode, digits)?;
        let tax = match round {
            TaxRound::EachTax => each,
            // The discounts of the invoice are no less exact for the line's being rounded.
            TaxRound::Line if taxed.is_some() => {
                let off = exact.plus(taxable.negated())?;
                let left = Ratio::minors(amount, digits)?.plus(off.negated())?;
                taxed.and_then(|at| self.taxes.get(at)).and_then(|sum| left.times(sum.share)?.minor(mode, digits))?
            }
            TaxRound::Line => 0,
            TaxRound::Invoice | TaxRound::Total if taxed.is_none() => 0,
            TaxRound::Invoice | TaxRound::Total => self.all_taxes.take(exact_tax, mode, digits)?,
        };
        if round == TaxRound::Total && !inclusive {
            let total = self.total.take(exact.plus(exact_tax)?, mode, digits)?;
            amount = total.checked_sub(tax)?;
        }
        self.show(item, amount, tax, taxed)
    }

    /// Adds what a line shows to the totals.
    #[inline]
    fn show(&mut self, item: Item, amount: i128, tax: i128, taxed: Option<usize>) -> Option<Line> {
        let net = if self.catalog.tax.inclusive { amount.checked_sub(tax)? } else { amount };
        let shown = &mut self.shown;
        shown.amount = shown.amount.checked_add(amount)?;
        shown.net = shown.net.checked_add(net)?;
        shown.tax = shown.tax.checked_add(tax)?;
        if let Some(sum) = taxed.and_then(|at| self.taxes.get_mut(at)) {
            sum.shown = sum.shown.checked_add(tax)?;
        }
        let decimal = |minor: i128| of_minor(minor, self.digits);
        let priced = decimal(amount)?;
        let net = if self.catalog.tax.inclusive { decimal(net)? } else { priced };
        Some(Line { item, amount: priced, net, tax: decimal(tax)? })
    }

    /// Returns the index of the sum of a tax.
    fn of_tax(&mut self, tax: Id<Tax>) -> Option<usize> {
        if let Some((at, sum)) = self.taxes.iter_mut().enumerate().find(|(_, sum)| sum.tax == tax) {
            sum.used = true;
            return Some(at);
        }
        let rate = self.rate(tax).unwrap_or_default();
        let share = share(rate, self.catalog.tax.inclusive)?;
        let (used, base, shown, sum) = (true, Base::default(), 0, Sum::default());
        self.taxes.push(TaxSum { tax, rate, share, used, base, shown, sum });
        Some(self.taxes.len() - 1)
    }

    /// Writes the totals into an invoice; nothing if they are more than a decimal holds.
    pub fn close(&mut self, invoice: &mut Invoice) -> Option<()> {
        let (mode, digits, inclusive) = (self.mode, self.digits, self.catalog.tax.inclusive);
        let round = self.catalog.tax.round.value;
        if self.taxes.len() > 1 {
            self.taxes.sort_unstable_by_key(|sum| sum.tax);
        }
        let (mut all, mut tax) = (Sum::default(), 0_i128);
        for sum in self.taxes.iter().filter(|sum| sum.used) {
            let base = sum.base;
            let amount = match round {
                TaxRound::Line => sum.shown,
                TaxRound::EachTax => base.share(sum.share, mode, digits)?,
                // The taxes of all codes add up to their sum, which is rounded once.
                TaxRound::Invoice | TaxRound::Total => all.take(base.ratio(digits)?.times(sum.share)?, mode, digits)?,
            };
            tax = tax.checked_add(amount)?;
            let base_shown = base.minor(mode, digits)?;
            let net = if inclusive { base_shown.checked_sub(amount)? } else { base_shown };
            let (net, amount) = (of_minor(net, digits)?, of_minor(amount, digits)?);
            invoice.taxes.push(TaxTotal { tax: sum.tax, rate: sum.rate, net, amount, fixed: Decimal::ZERO, base });
        }
        let decimal = |minor: i128| of_minor(minor, digits);
        let total = if inclusive { self.shown.amount } else { self.shown.amount.checked_add(tax)? };
        invoice.tax = decimal(tax)?;
        invoice.total = decimal(total)?;
        invoice.net = decimal(total.checked_sub(tax)?)?;
        invoice.due = invoice.total;
        Some(())
    }
}

/// Returns which share of an amount as priced is tax: the rate, or rate / (1 + rate) of what contains it.
pub(super) fn share(rate: Decimal, inclusive: bool) -> Option<Ratio> {
    let share = Ratio::of(rate)?;
    if inclusive { share.divided_by(Ratio::of(exact_add(rate, Decimal::ONE)?)?) } else { Some(share) }
}

/// Returns an amount as a whole number of the currency's smallest part; nothing if it has more digits.
fn minor(amount: Decimal, digits: u32) -> Option<i128> {
    let missing = digits.checked_sub(amount.scale())?;
    amount.mantissa().checked_mul(power_of_ten(missing)?)
}
