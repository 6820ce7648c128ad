//! A line of an invoice as a story.

use super::Explainer;
use super::convention;
use super::story::{Passage, Story};
use crate::graph::{Because, Collect, DiscountValue, Scope, TaxRound};
use crate::invoice::assemble::tax_of;
use crate::invoice::describe::{money, named, percent};
use crate::invoice::render::LineReport;
use crate::invoice::{Invoice, Item};
use crate::sim::{Entry, EntryKind, Subject};

impl Explainer<'_> {
    /// Tells how a line has come about.
    pub(super) fn line(&self, invoice_at: usize, at: usize) -> Option<Story> {
        let invoice = self.invoices.get(invoice_at)?;
        let line = invoice.lines.get(at)?;
        let report = self.report.invoices.get(invoice_at)?.lines.get(at)?;
        let of = format!("{}.{}", invoice.number, at + 1);
        let mut passages = match line.item {
            Item::Entry(entry) => self.entry(invoice, &*self.tell.ledger.entry(entry)?, report),
            Item::Cut(cut) => self.cut(invoice, cut, report)?,
            Item::Summary(billed) => self.summary(self.invoices.get(billed)?, report),
        };
        passages.extend(self.invoice_discounts(invoice, at));
        passages.push(self.invoice(invoice, line.item));
        let period = match (&report.from, &report.to) {
            (Some(from), Some(to)) => format!(", [{from} .. {to})"),
            _ => String::new(),
        };
        let title = format!("{}{period}, {} {}", report.description, report.amount, invoice.currency);
        Some(Story { of, title, passages })
    }

    fn entry(&self, invoice: &Invoice, entry: &Entry, report: &LineReport) -> Vec<Passage> {
        let fee = self.tell.ledger.fee(entry.fee);
        let mut passages = match fee.subject {
            Subject::Charge { bundle, product, charge, variant } => {
                self.charge(entry, (bundle, product, charge, variant))
            }
            Subject::Penalty { term, holder, in_cycles } => {
                let mut told = self.penalty(entry, (term, holder), in_cycles);
                told.extend(self.cooled(entry, holder));
                told
            }
            Subject::PlanSpend { plan } => self.plan_spend(entry, plan),
        };
        passages.extend(self.notice_behind(entry));
        passages.extend(self.discounts(entry));
        let steps = Passage::new("arithmetic", format!("{} {}", report.amount, invoice.currency));
        passages.push(report.steps.iter().fold(steps, |passage, step| passage.say("step", step)));
        passages.push(convention::rounding(
            &self.tell.catalog.rounding,
            self.tell.catalog.rounding.digits(invoice.currency),
        ));
        passages.extend(self.tax(entry));
        passages.extend(self.fixed_tax(entry));
        passages.extend(self.booked(entry));
        passages
    }

    /// Tells which discounts are taken off a charge.
    fn discounts(&self, entry: &Entry) -> Vec<Passage> {
        let catalog = self.tell.catalog;
        let fee = self.tell.ledger.fee(entry.fee);
        let digits = catalog.rounding.digits(fee.currency);
        let told = fee.discounts.iter().filter(|applied| !applied.amount.is_zero()).map(|applied| {
            let discount = catalog.discounts.get(applied.discount);
            let off = match &discount.value {
                DiscountValue::Percent(share) => format!("{} of what is left", percent(*share)),
                DiscountValue::Amount(_) | DiscountValue::Broken => "an amount".to_owned(),
            };
            let amount = money(applied.amount, digits);
            let text = format!("`{}` takes off {off}: {amount} of a whole period", discount.code.text);
            let mut passage =
                Passage::new("discount", text).at(discount.value_span, "how much").at(discount.code.span, "");
            if let Some(coupon) = applied.coupon {
                let object = catalog.coupons.get(coupon);
                passage = passage.at(object.bundle.span, format!("coupon `{}` grants it", object.code.text));
                if let Some((event, code, span)) = self.entered(entry, coupon) {
                    passage = passage.at(span, format!("code `{code}`, entered in event {}", event.number));
                }
            }
            if let (None, Some((span, bundle))) = (applied.coupon, self.listed(entry, applied.discount)) {
                passage = passage.at(span, format!("bundle `{bundle}` brings it"));
            }
            if let Some(lasts) = discount.lasts {
                passage = passage.say("note", format!("it holds for {lasts}"));
            }
            if fee.discounts.len() > 1 {
                passage = passage.say("why", format!("priority {}: lower ones are taken off first", discount.priority));
            }
            passage
        });
        told.collect()
    }

    /// Tells what discounts of the whole invoice take off a line, or take back with it.
    fn invoice_discounts(&self, invoice: &Invoice, at: usize) -> Vec<Passage> {
        let digits = self.tell.catalog.rounding.digits(invoice.currency);
        let shares = invoice.cuts.iter().filter_map(|cut| Some((cut, cut.share(at)?)));
        let told = shares.filter(|(_, share)| !share.is_zero()).map(|(cut, share)| {
            let discount = self.tell.catalog.discounts.get(cut.discount);
            let code = &discount.code.text;
            let text = if share.is_negative() {
                format!("of what `{code}` has taken off, {} is taken back with this line", share.negated().text(digits))
            } else {
                let (share, all) = (share.text(digits), cut.amount.text(digits));
                format!("`{code}` takes {all} off the whole invoice, of which {share} is this line's share")
            };
            Passage::new("discount", text).at(discount.value_span, "how much").at(discount.code.span, "")
        });
        told.collect()
    }

    /// Tells which tax is on a line, and where it is rounded.
    fn tax(&self, entry: &Entry) -> Option<Passage> {
        let catalog = self.tell.catalog;
        let fee = self.tell.ledger.fee(entry.fee);
        let tax = catalog.taxes.get(fee.tax?);
        let name = named(tax.name.as_ref(), &tax.code);
        if tax_of(self.tell.scenario, fee).is_none() {
            let account = self.tell.scenario.account(fee.account);
            return Some(
                Passage::new("tax", format!("account `{}` pays no {name}", account.name.text))
                    .at(account.name.span, "tax-exempt"),
            );
        }
        let rate = self.tell.scenario.tax_rate(catalog, fee.tax?);
        if rate.is_none() && self.tell.scenario.tax_amounts(catalog, fee.tax?).is_some() {
            return None;
        }
        let rate = rate.map_or_else(String::new, |rate| format!(" {}", percent(rate)));
        let of = if catalog.tax.inclusive { "is contained in the price" } else { "comes on top of the price" };
        let passage = Passage::new("tax", format!("{name}{rate} {of}"));
        let mut passage = if tax.rate.is_some() {
            passage.at(tax.rate_span, "the rate")
        } else {
            passage.at(tax.code.span, "the tax").say("why", "its provider works it out; the scenario gives the rate")
        };
        if let Some(link) = catalog.tax.default.filter(|link| link.target == fee.tax) {
            passage = passage.at(link.span, "the tax of every charge that names no other");
        }
        let round = catalog.tax.round;
        passage = passage.say("rule", convention::tax_round(round.value));
        if round.value != TaxRound::Line || !matches!(round.because, Because::Default) {
            passage = passage.since(round.because);
        }
        Some(passage)
    }

    /// Tells what a line's tax adds to the whole invoice.
    fn fixed_tax(&self, entry: &Entry) -> Option<Passage> {
        let catalog = self.tell.catalog;
        let fee = self.tell.ledger.fee(entry.fee);
        let id = tax_of(self.tell.scenario, fee)?;
        let (amount, span) = self.tell.scenario.tax_amounts(catalog, id)?.get(fee.currency)?;
        let (tax, amount) = (catalog.taxes.get(id), money(amount, catalog.rounding.digits(fee.currency)));
        let name = named(tax.name.as_ref(), &tax.code);
        let text = format!("{name} is {amount} {}, once on each invoice with a line under it", fee.currency);
        let mut passage = Passage::new("tax", text).at(span, "the amount").at(tax.code.span, "the tax");
        if tax.amount.is_none() {
            passage = passage.say("why", "its provider works it out; the scenario gives the amount");
        }
        Some(match catalog.tax.default.filter(|link| link.target == Some(id)) {
            Some(link) => passage.at(link.span, "the tax of every charge that names no other"),
            None => passage,
        })
    }

    /// Tells where a line is booked and shown.
    fn booked(&self, entry: &Entry) -> Option<Passage> {
        let catalog = self.tell.catalog;
        let fee = self.tell.ledger.fee(entry.fee);
        let ledger = fee.ledger.map(|id| catalog.ledgers.get(id));
        let heading = fee.item_type.map(|id| catalog.item_types.get(id));
        let on = ledger.map(|ledger| format!("booked on ledger `{}`", ledger.code.text));
        let under = heading.map(|item| format!("shown under {}", named(item.name.as_ref(), &item.code)));
        let text: Vec<String> = on.into_iter().chain(under).collect();
        if text.is_empty() {
            return None;
        }
        let passage = Passage::new("books", text.join(", "));
        let passage = ledger.map_or(passage.clone(), |ledger| passage.at(ledger.code.span, ""));
        Some(heading.map_or(passage.clone(), |item| passage.at(item.code.span, "")))
    }

    /// Tells which invoice a line is on, and why.
    fn invoice(&self, invoice: &Invoice, item: Item) -> Passage {
        let catalog = self.tell.catalog;
        let digits = catalog.rounding.digits(invoice.currency);
        let payer = &self.tell.scenario.account(invoice.payer);
        let (total, currency) = (money(invoice.total, digits), invoice.currency);
        let text = format!(
            "{} {} of `{}` on {}, {total} {currency} in all",
            invoice.title(),
            invoice.number,
            payer.name.text,
            invoice.on
        );
        let mut passage = Passage::new("invoice", text).say("rule", convention::collect(catalog.invoices.collect));
        let due = item.entry().and_then(|at| self.tell.ledger.entry(at)).map(|entry| entry.due);
        if let Some(due) = due.filter(|due| due.midnight() != invoice.on.midnight()) {
            passage = passage.say("why", format!("due on {due}, it waited until {}", invoice.on));
        }
        if let (Collect::BillDay, Some(after)) = (catalog.invoices.collect, catalog.invoices.after) {
            passage = passage.say("rule", format!("the invoice of a bill day is dated {after} after it"));
        }
        if invoice.is_credit_note() {
            let credit = catalog.invoices.credit;
            passage = passage.say("rule", convention::credit(credit.value)).since(credit.because);
        }
        if !invoice.credit.is_zero() {
            let (credit, due) = (money(invoice.credit, digits), money(invoice.due, digits));
            let others = invoice.credit_of_others(self.invoices);
            let whose = if others.is_zero() {
                format!("credit of the account {credit}")
            } else {
                format!("credit {credit}, {} of it of accounts billed to it", money(others, digits))
            };
            passage = passage.say("note", format!("{whose}, so {due} to pay"));
        }
        if let Some(paid_out) = invoice.paid_out {
            let (amount, due) = (money(paid_out.amount, digits), money(invoice.due, digits));
            let step = paid_out.step(digits);
            passage = passage.say("step", step).say("note", format!("{amount} is paid out, so {due} to pay"));
        }
        passage
    }

    /// Tells of a discount of the whole invoice.
    fn cut(&self, invoice: &Invoice, at: usize, report: &LineReport) -> Option<Vec<Passage>> {
        let catalog = self.tell.catalog;
        let cut = invoice.cuts.get(at)?;
        let discount = catalog.discounts.get(cut.discount);
        let digits = catalog.rounding.digits(invoice.currency);
        let text = format!("`{}` is taken off all matching lines of an invoice together", discount.code.text);
        let mut passage = Passage::new("discount", text).at(discount.value_span, "how much").at(discount.code.span, "");
        debug_assert_eq!(discount.scope, Scope::Invoice);
        for (line, share) in &cut.shares {
            let number = line + 1;
            passage = passage.say("share", format!("{} of line {}.{number}", share.text(digits), invoice.number));
        }
        if let Some(coupon) = cut.coupon.map(|id| catalog.coupons.get(id)) {
            passage = passage.at(coupon.bundle.span, format!("coupon `{}` grants it", coupon.code.text));
        }
        let steps = Passage::new("arithmetic", format!("{} {}", report.amount, invoice.currency));
        let steps = report.steps.iter().fold(steps, |passage, step| passage.say("step", step));
        Some(vec![passage, steps, convention::rounding(&catalog.rounding, digits)])
    }

    /// Tells of the line that stands for another account's invoice.
    fn summary(&self, billed: &Invoice, report: &LineReport) -> Vec<Passage> {
        let account = self.tell.scenario.account(billed.payer);
        let text = format!("account `{}` is billed to the payer of this invoice", account.name.text);
        let lines = billed.lines.len();
        let passage = Passage::new("account", text).at(account.name.span, "");
        let passage = report.steps.iter().fold(passage, |passage, step| passage.say("step", step));
        let see = format!("its lines are {0}.1 to {0}.{lines}: point at one of them", billed.number);
        vec![passage.say("see", see)]
    }
}

/// Tells whether an entry is a part of a whole fee, or goes back to one.
pub(super) fn is_part(entry: &Entry) -> bool {
    let settles = match &entry.kind {
        EntryKind::Refund(settlement) => !settlement.is_withdrawal(),
        EntryKind::Day(_) => true,
        EntryKind::OneTime
        | EntryKind::Recurring
        | EntryKind::Usage { .. }
        | EntryKind::Progress { .. }
        | EntryKind::Minimum { .. }
        | EntryKind::Maximum { .. }
        | EntryKind::Increase { .. }
        | EntryKind::Adjustment
        | EntryKind::Penalty => false,
    };
    entry.part != entry.of || settles
}
