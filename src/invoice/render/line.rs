//! A line of an invoice in words.

use schemars::JsonSchema;
use serde::Serialize;

use super::report::{Source, Teller};
use crate::graph::{Code, Id, Object, Table};
use crate::invoice::assemble::tax_of;
use crate::invoice::carry::Carry;
use crate::invoice::cut::{Cut, by_line, sum_of};
use crate::invoice::cut_steps;
use crate::invoice::describe::{describe, kind, money, named};
use crate::invoice::gross::unit;
use crate::invoice::ratio::Ratio;
use crate::invoice::steps::{Told, steps};
use crate::invoice::{Invoice, Item, Line};
use crate::money::{Decimal, plain};
use crate::scenario::LineKind;
use crate::sim::{Entry, EntryKind, Holder, Ledger, Subject};

/// One line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LineReport {
    /// What it is for.
    pub description: String,
    /// `one_time`, `recurring`, `usage`, `minimum`, `maximum`, `increase`, `refund`, `adjustment`, `penalty`, `discount` or
    /// `summary`.
    pub kind: String,
    /// Who pays for it.
    pub payer: String,
    /// Who is paid for it.
    pub payee: String,
    /// The catalog's object, as in `products/live-tv`.
    pub object: String,
    /// The code of the product's charge.
    pub charge: Option<String>,
    /// The alias of the subscription; nothing for a discount of the whole invoice.
    pub subscription: Option<String>,
    /// The first day it is for; nothing if it is not for a time.
    pub from: Option<String>,
    /// The first day it is no longer for.
    pub to: Option<String>,
    /// How many units; of usage, all that was used.
    pub quantity: String,
    /// The code of the unit that usage is counted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// How many of the units are included, so that only more than that is priced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub included: Option<String>,
    /// The price of one, before discounts; nothing if it goes by tiers or packages, which the steps show.
    pub unit_price: Option<String>,
    /// Which part of the full fee is charged; nothing if all of it is.
    pub fraction: Option<Fraction>,
    /// What an adjustment for the customer takes off the full fee, below zero for an upcharge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adjustment: Option<String>,
    /// The discounts, in the order they apply.
    pub discounts: Vec<DiscountReport>,
    /// The amount as priced: with tax if prices contain it, else without.
    pub amount: String,
    /// The amount without tax.
    pub net: String,
    /// The tax.
    pub tax: String,
    /// The code of the tax.
    pub tax_code: Option<String>,
    /// The code of the ledger it is booked on.
    pub ledger: Option<String>,
    /// The code of the heading it is shown under.
    pub item_type: Option<String>,
    /// The name of that heading; the code if it has none.
    pub heading: Option<String>,
    /// The arithmetic, one step after the other.
    pub steps: Vec<String>,
    /// Where the price is written.
    pub source: Option<Source>,
    /// The number of the last event that shaped it; nothing for a discount of the whole invoice.
    pub event: Option<u32>,
}

/// A part of a full fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fraction {
    /// How many are charged.
    pub part: u32,
    /// How many the full fee is for.
    pub of: u32,
    /// `days`; `seconds` where the manifest counts those; `periods` of those paid at once; `cycles` of a commitment.
    pub unit: String,
    /// The first of the days that the full fee is for; nothing for cycles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The first day after them; nothing for cycles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// A discount on a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DiscountReport {
    /// The discount's code.
    pub discount: String,
    /// The coupon that granted it, if no bundle did.
    pub coupon: Option<String>,
    /// What it takes off the full fee; of a discount of the whole invoice, its share of the line.
    pub amount: String,
    /// Whether it is taken off the whole invoice, in a line of its own.
    pub of_invoice: bool,
}

/// Returns how many units a line is for: those added, those given back, or all.
pub(in crate::invoice) fn units(ledger: &Ledger, entry: &Entry) -> Decimal {
    let fee = ledger.fee(entry.fee);
    match &entry.kind {
        EntryKind::Increase { before } | EntryKind::Progress { before, .. } => {
            fee.units() - ledger.fee(*before).units()
        }
        EntryKind::Refund(settlement) if fee.per_unit => Decimal::from(settlement.units),
        EntryKind::OneTime
        | EntryKind::Recurring
        | EntryKind::Usage { .. }
        | EntryKind::Minimum { .. }
        | EntryKind::Maximum { .. }
        | EntryKind::Refund(_)
        | EntryKind::Adjustment
        | EntryKind::Day(_)
        | EntryKind::Penalty => fee.units(),
    }
}

impl Teller<'_> {
    /// Returns the lines of an invoice.
    pub(super) fn lines(&self, invoice: &Invoice, invoices: &[Invoice]) -> Vec<LineReport> {
        let mut above = Carry::new(self.catalog, self.scenario, invoice.currency);
        let mut lines = Vec::with_capacity(invoice.lines.len());
        let shares = by_line(&invoice.cuts, invoice.lines.len());
        for (line_at, (line, shares)) in invoice.lines.iter().zip(&shares).enumerate() {
            // What follows was possible when the invoice was made.
            match line.item {
                Item::Entry(entry_at) => {
                    let Some(entry) = self.ledger.entry(entry_at) else { continue };
                    let off = sum_of(shares).unwrap_or(Ratio::ZERO);
                    let tax = tax_of(self.scenario, self.ledger.fee(entry.fee));
                    let told = Told { entry: &entry, line, line_at, tax, shares, off, above: &above };
                    lines.push(self.entry(invoice, &told));
                    let _ = above.line(entry_at, &entry, tax, off);
                }
                Item::Summary(of) => lines.extend(invoices.get(of).map(|billed| self.summary(invoice, line, billed))),
                Item::Cut(cut_at) => {
                    let Some(cut) = invoice.cuts.get(cut_at) else { continue };
                    let (ledger, sums) = (self.ledger, &above);
                    let told = cut_steps::Told { cut, cut_at, line, invoice, invoices, ledger, above: sums };
                    lines.push(self.cut(&told));
                    let _ = above.cut(cut_at, cut.amount);
                }
            }
        }
        lines
    }

    /// Returns a line with what every line has.
    fn line(&self, invoice: &Invoice, line: &Line, kind: LineKind) -> LineReport {
        let digits = self.catalog.rounding.digits(invoice.currency);
        LineReport {
            description: String::new(),
            kind: kind.word().to_owned(),
            payer: self.scenario.account(invoice.payer).name.text.to_string(),
            payee: self.catalog.operator.to_string(),
            object: String::new(),
            charge: None,
            subscription: None,
            from: None,
            to: None,
            quantity: "1".to_owned(),
            unit: None,
            included: None,
            unit_price: None,
            fraction: None,
            adjustment: None,
            discounts: Vec::new(),
            amount: money(line.amount, digits),
            net: money(line.net, digits),
            tax: money(line.tax, digits),
            tax_code: None,
            ledger: None,
            item_type: None,
            heading: None,
            steps: Vec::new(),
            source: None,
            event: None,
        }
    }

    fn entry(&self, invoice: &Invoice, told: &Told<'_>) -> LineReport {
        let entry = told.entry;
        let fee = self.ledger.fee(entry.fee);
        let digits = self.catalog.rounding.digits(fee.currency);
        let of_time = fee.day_count.noun();
        let (object, charge, counted) = match fee.subject {
            Subject::Charge { product, charge, .. } => {
                let object = self.catalog.products.get(product);
                let charge = object.charges.get(charge as usize).map(|charge| charge.code.text.to_string());
                (
                    format!("products/{}", object.code.text),
                    charge,
                    if fee.prepaid.is_some() { "periods" } else { of_time },
                )
            }
            Subject::Penalty { holder, in_cycles, .. } => {
                (self.holder(holder), None, if in_cycles { "cycles" } else { "days" })
            }
            Subject::PlanSpend { plan } => (self.holder(Holder::Plan(plan)), None, of_time),
        };
        let in_cycles = counted == "cycles";
        let timed = entry.from < entry.to;
        LineReport {
            description: describe(self.catalog, self.ledger, entry),
            payer: self.scenario.account(fee.account).name.text.to_string(),
            object,
            charge,
            subscription: Some(self.scenario.alias(fee.subscription).to_owned()),
            from: timed.then(|| entry.from.to_string()),
            to: timed.then(|| entry.to.to_string()),
            quantity: plain(units(self.ledger, entry)),
            unit: unit(self.catalog, fee).map(|unit| unit.code.text.to_string()),
            included: (!fee.included.is_zero()).then(|| plain(fee.included)),
            unit_price: fee.unit.map(|unit| money(unit, digits)),
            fraction: (entry.part != entry.of).then(|| Fraction {
                part: entry.part,
                of: entry.of,
                unit: counted.to_owned(),
                from: (!in_cycles).then(|| entry.full_from.to_string()),
                to: (!in_cycles).then(|| entry.full_to.to_string()),
            }),
            adjustment: fee.adjusted.map(|(_, off)| money(off, digits)),
            discounts: self.discounts(told.shares, entry),
            tax_code: code(&self.catalog.taxes, told.tax),
            ledger: code(&self.catalog.ledgers, fee.ledger),
            item_type: code(&self.catalog.item_types, fee.item_type),
            heading: fee.item_type.map(|id| {
                let item_type = self.catalog.item_types.get(id);
                named(item_type.name.as_ref(), &item_type.code).to_owned()
            }),
            steps: steps(self.catalog, self.ledger, told),
            source: self.source(fee.source),
            event: Some(entry.event),
            ..self.line(invoice, told.line, kind(entry))
        }
    }

    /// Returns the discounts of a line: those of its charge, then its shares of those of the whole invoice.
    fn discounts(&self, shares: &[(&Cut, Ratio)], entry: &Entry) -> Vec<DiscountReport> {
        let fee = self.ledger.fee(entry.fee);
        let digits = self.catalog.rounding.digits(fee.currency);
        let of_charge =
            fee.discounts.iter().filter(|applied| !applied.amount.is_zero()).map(|applied| DiscountReport {
                discount: self.catalog.discounts.get(applied.discount).code.text.to_string(),
                coupon: code(&self.catalog.coupons, applied.coupon),
                amount: money(applied.amount, digits),
                of_invoice: false,
            });
        let of_invoice = shares.iter().map(|(cut, share)| DiscountReport {
            discount: self.catalog.discounts.get(cut.discount).code.text.to_string(),
            coupon: code(&self.catalog.coupons, cut.coupon),
            amount: share.text(digits),
            of_invoice: true,
        });
        of_charge.chain(of_invoice).collect()
    }

    fn summary(&self, invoice: &Invoice, line: &Line, billed: &Invoice) -> LineReport {
        let digits = self.catalog.rounding.digits(invoice.currency);
        let name = &self.scenario.account(billed.payer).name.text;
        let mut steps = vec![format!("{} {}", billed.title(), billed.number)];
        if !billed.tax.is_zero() {
            let (net, tax, total) = (billed.net, billed.tax, billed.total);
            let [net, tax, total] = [net, tax, total].map(|amount| money(amount, digits));
            steps.push(format!("{net} + {tax} of tax = {total}"));
        }
        LineReport { description: name.to_string(), steps, ..self.line(invoice, line, LineKind::Summary) }
    }

    fn cut(&self, told: &cut_steps::Told<'_>) -> LineReport {
        let cut_steps::Told { cut, line, invoice, .. } = told;
        let discount = self.catalog.discounts.get(cut.discount);
        let back = if cut.back.is_empty() { "" } else { ", taken back" };
        LineReport {
            description: format!("{}{back}", named(discount.name.as_ref(), &discount.code)),
            object: format!("discounts/{}", discount.code.text),
            steps: cut_steps::cut_steps(self.catalog, told, self.catalog.rounding.digits(invoice.currency)),
            source: self.source(discount.value_span),
            ..self.line(invoice, line, LineKind::Discount)
        }
    }

    fn holder(&self, holder: Holder) -> String {
        let name = |section: &str, code: &Code| format!("{section}/{}", code.text);
        match holder {
            Holder::Plan(id) => name("plans", &self.catalog.plans.get(id).code),
            Holder::Bundle(id) => name("bundles", &self.catalog.bundles.get(id).code),
        }
    }
}

fn code<T: Object>(table: &Table<T>, id: Option<Id<T>>) -> Option<String> {
    id.map(|id| table.get(id).code().to_string())
}
