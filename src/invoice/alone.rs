//! Invoices whose lines and taxes are each rounded alone, of amounts that 64 bits hold: most are, and this way takes a third
//! of the time.
//!
//! Makes exactly what [`Carry`](super::carry::Carry) makes, which is asked about all others. Every stored scenario and a
//! property test compare the two.

use smallvec::SmallVec;

use super::assemble::tax_of;
use super::carry::share;
use super::group::Placed;
use super::invoice::{Base, Invoice, Item, Line, TaxTotal};
use super::ratio::Ratio;
use crate::graph::{Catalog, Id, RoundAt, Tax, TaxRound};
use crate::money::{Decimal, divide_short};
use crate::scenario::Scenario;
use crate::sim::{EntryKind, Ledger};

/// What is known of the taxes of such invoices.
#[derive(Debug, Default)]
pub(super) struct Alone {
    taxes: SmallVec<[TaxSum; 2]>,
}

/// What the lines of one tax come to, in the currency's smallest part.
#[derive(Debug)]
struct TaxSum {
    tax: Id<Tax>,
    rate: Decimal,
    /// Which share of an amount as priced is tax.
    numerator: i64,
    denominator: i64,
    /// Whether a line of the invoice has it.
    used: bool,
    base: i64,
    shown: i64,
}

impl Alone {
    /// Tells whether lines and taxes of a catalog are rounded alone.
    pub fn are_all(catalog: &Catalog) -> bool {
        catalog.rounding.at == RoundAt::Line && catalog.tax.round.value == TaxRound::Line
    }

    /// Gives an invoice its lines and totals; nothing if they are not of this kind, and then it is to begin anew.
    pub fn fill(
        &mut self,
        (catalog, scenario, ledger): (&Catalog, &Scenario, &Ledger),
        invoice: &mut Invoice,
        placed: &[Placed],
    ) -> Option<()> {
        let (mode, inclusive) = (catalog.rounding.mode, catalog.tax.inclusive);
        let digits = Some(catalog.rounding.digits(invoice.currency)).filter(|digits| *digits <= Decimal::MAX_SCALE)?;
        let decimal = |minor: i64| Decimal::new(minor, digits);
        for sum in &mut self.taxes {
            (sum.used, sum.base, sum.shown) = (false, 0, 0);
        }
        let (mut amounts, mut taxes) = (0_i64, 0_i64);
        for placed in placed {
            let entry = ledger.entry(placed.entry)?;
            let amount = i64::try_from(entry.amount.minor(mode, digits)?).ok()?;
            let tax = match tax_of(scenario, ledger.fee(entry.fee)) {
                None => 0,
                // What was charged decides how much of its tax goes back.
                Some(_) if matches!(entry.kind, EntryKind::Refund(_)) => return None,
                Some(tax) => {
                    let sum = self.sum_of(catalog, scenario, tax)?;
                    let tax = divide_short(amount.checked_mul(sum.numerator)?, sum.denominator, mode)?;
                    (sum.used, sum.base) = (true, sum.base.checked_add(amount)?);
                    sum.shown = sum.shown.checked_add(tax)?;
                    tax
                }
            };
            (amounts, taxes) = (amounts.checked_add(amount)?, taxes.checked_add(tax)?);
            let (item, priced) = (Item::Entry(placed.entry), decimal(amount));
            let net = if inclusive { decimal(amount.checked_sub(tax)?) } else { priced };
            invoice.lines.push(Line { item, amount: priced, net, tax: decimal(tax) });
        }
        if self.taxes.len() > 1 {
            self.taxes.sort_unstable_by_key(|sum| sum.tax);
        }
        for TaxSum { tax, rate, base, shown, .. } in self.taxes.iter().filter(|sum| sum.used) {
            let net = decimal(if inclusive { base.checked_sub(*shown)? } else { *base });
            let base = Base { whole: i128::from(*base), rest: Ratio::ZERO };
            let (amount, fixed) = (decimal(*shown), Decimal::ZERO);
            invoice.taxes.push(TaxTotal { tax: *tax, rate: *rate, net, amount, fixed, base });
        }
        let total = if inclusive { amounts } else { amounts.checked_add(taxes)? };
        (invoice.net, invoice.tax, invoice.total) =
            (decimal(total.checked_sub(taxes)?), decimal(taxes), decimal(total));
        invoice.due = invoice.total;
        Some(())
    }

    /// Returns the sum of a tax, whose rate is looked up once for all invoices.
    fn sum_of(&mut self, catalog: &Catalog, scenario: &Scenario, tax: Id<Tax>) -> Option<&mut TaxSum> {
        let at = match self.taxes.iter().position(|sum| sum.tax == tax) {
            Some(at) => at,
            None => {
                let rate = scenario.tax_rate(catalog, tax).unwrap_or_default();
                let (numerator, denominator) = share(rate, catalog.tax.inclusive)?.short()?;
                self.taxes.push(TaxSum { tax, rate, numerator, denominator, used: false, base: 0, shown: 0 });
                self.taxes.len() - 1
            }
        };
        self.taxes.get_mut(at)
    }
}
