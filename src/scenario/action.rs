//! What an event does, resolved.

use super::codes::{EMPTY_FIRST_PERIOD, EVENT_WITHOUT_ACTION, SEVERAL_ACTIONS, UNKNOWN_PLAN};
use super::life::by_policy;
use super::lower::Lowering;
use super::{Action, Channel, Choice, Order, UnusedPart};
use crate::calendar::Date;
use crate::decl::{self, ChannelDecl, EventDecl, QuantityDecl, Section, Spanned, UnusedDecl};
use crate::diag::Finding;
use crate::graph::codes::{UNKNOWN_BUNDLE, UNKNOWN_PRODUCT, UNKNOWN_UNIT};
use crate::source::Span;

impl Lowering<'_> {
    /// Resolves what an event does; an event that does nothing or several things is reported.
    pub(super) fn action(&mut self, number: usize, span: Span, decl: &EventDecl) -> Option<Action> {
        let EventDecl { subscribe, add, change_quantity, usage, cancel, .. } = decl;
        let EventDecl { redeem, credit, payment, .. } = decl;
        let EventDecl { change_plan, pause, suspend, resume, change_bill_day, adjust, .. } = decl;
        let bought = [subscribe.span, add.span, change_quantity.span, usage.span, cancel.span];
        let lived = [change_plan.span, pause.span, suspend.span, resume.span, change_bill_day.span, adjust.span];
        let written: Vec<Span> = bought
            .into_iter()
            .chain(lived)
            .chain([redeem.span, credit.span, payment.span])
            .filter(|span| span.is_written())
            .collect();
        match written.as_slice() {
            // An unknown field, most likely a misspelt action.
            [] if self.before.errors.iter().any(|place| span.start <= place.start && place.end <= span.end) => {
                return None;
            }
            [] => {
                let place = if decl.on.is_written() { decl.on.span } else { span };
                let finding = Finding::new(&EVENT_WITHOUT_ACTION, place, format!("event {number} does nothing"));
                let finding = finding.label("what happens on this day?");
                self.findings
                    .push(finding.help("add an action, as `subscribe`, `add`, `change_plan`, `usage` or `cancel`"));
                return None;
            }
            [_, _, ..] => {
                let mut places = written;
                places.sort_by_key(|place| place.start);
                let [first, second, ..] = places.as_slice() else { return None };
                let finding = Finding::new(&SEVERAL_ACTIONS, *second, format!("event {number} does several things"));
                let finding = finding.label("a second action").also(*first, "the first action");
                self.findings
                    .push(finding.help("write an event for each; on one day they happen in the order written"));
                return None;
            }
            [_] => {}
        }
        let owner = || format!("event {number}");
        if let Some(subscribe) = decl.subscribe.get() {
            let account = self.account(owner, &subscribe.account);
            let plan = self.find(&self.catalog.plans, &UNKNOWN_PLAN, owner, &subscribe.plan);
            let order =
                self.order(number, &subscribe.options, &subscribe.quantities, &subscribe.code, &subscribe.channel);
            let currency = account.and_then(|account| self.currency(account));
            let adjustment = self.adjustment(&owner, currency, &subscribe.adjustment);
            let first_period_ends = self.first_period_ends(number, decl, &subscribe.first_period_ends);
            let order = order.map(|order| Order {
                bill_day: subscribe.bill_day.get().copied(),
                first_period_ends,
                adjustment,
                ..order
            });
            let (alias, _) = *self.aliases.get(&subscribe.r#as.get()?.0)?;
            return Some(Action::Subscribe {
                account: account?,
                plan: plan?,
                plan_span: subscribe.plan.span,
                order: order?,
                alias,
            });
        }
        if let Some(add) = decl.add.get() {
            let to = self.subscription(owner, &add.to);
            let bundle = self.find(&self.catalog.bundles, &UNKNOWN_BUNDLE, owner, &add.bundle);
            let order = self.order(number, &add.options, &add.quantities, &add.code, &add.channel);
            let adjustment = self.adjustment(&owner, self.currency_of(&add.to), &add.adjustment);
            let order = order.map(|order| Order { bill_day: add.bill_day.get().copied(), adjustment, ..order });
            return Some(Action::Add { to: to?, bundle: bundle?, bundle_span: add.bundle.span, order: order? });
        }
        if let Some(change) = decl.change_quantity.get() {
            let subscription = self.subscription(owner, &change.subscription);
            let product = self.find(&self.catalog.products, &UNKNOWN_PRODUCT, owner, &change.product);
            let quantity = change.quantity.get()?.0;
            return Some(Action::ChangeQuantity {
                subscription: subscription?,
                product: product?,
                quantity,
                span: change.quantity.span,
            });
        }
        if let Some(usage) = decl.usage.get() {
            let subscription = self.subscription(owner, &usage.subscription);
            let unit = self.find(&self.catalog.units, &UNKNOWN_UNIT, owner, &usage.unit);
            let quantity = usage.quantity.get()?.0;
            let prorated = usage.prorated.get().map(|units| units.0);
            if usage.prorated.is_written() && prorated.is_none() {
                return None;
            }
            let span = usage.unit.span;
            return Some(Action::Usage { subscription: subscription?, unit: unit?, quantity, prorated, span });
        }
        if let Some(redeem) = decl.redeem.get() {
            return self.redeem(number, decl, redeem);
        }
        if let Some(credit) = decl.credit.get() {
            let account = self.account(owner, &credit.account)?;
            let amount = credit.amount.get()?.0;
            self.payable(&owner, self.currency(account), amount, credit.amount.span);
            return Some(Action::Credit { account, amount });
        }
        if let Some(payment) = decl.payment.get() {
            let account = self.account(owner, &payment.account)?;
            let amount = payment.amount.get()?.0;
            self.payable(&owner, self.currency(account), amount, payment.amount.span);
            return Some(Action::Payment { account, amount });
        }
        if let Some(action) = self.life(number, decl) {
            return action;
        }
        let cancel = decl.cancel.get()?;
        let subscription = self.subscription(owner, &cancel.subscription);
        let bundle = self.find(&self.catalog.bundles, &UNKNOWN_BUNDLE, owner, &cancel.bundle);
        if cancel.bundle.is_written() && bundle.is_none() {
            return None;
        }
        let unused = cancel.unused.get().map(|unused| (unused_part(*unused), cancel.unused.span));
        Some(Action::Cancel { subscription: subscription?, bundle, effective: by_policy(&cancel.effective), unused })
    }

    /// Returns the end of the first period; one that leaves no time at all is reported.
    fn first_period_ends(&mut self, number: usize, event: &EventDecl, end: &Spanned<decl::Day>) -> Option<Date> {
        let (on, day) = (self.on(event)?, end.get()?.0);
        if day <= on {
            let message = format!("event {number} begins on {on} a first period that ends on {day}");
            let finding = Finding::new(&EMPTY_FIRST_PERIOD, end.span, message).label("leaves no time at all");
            let finding = finding.also(event.on.span, "begins here");
            self.findings.push(finding.help("write a later day, or leave it to the catalog"));
        }
        Some(day)
    }

    pub(super) fn order(
        &mut self,
        number: usize,
        options: &Spanned<Vec<Spanned<decl::Code>>>,
        quantities: &Spanned<Section<QuantityDecl>>,
        code: &Spanned<decl::Text>,
        channel: &Spanned<ChannelDecl>,
    ) -> Option<Order> {
        let owner = || format!("event {number}");
        let mut order = Order::default();
        let mut whole = true;
        for option in options.get().into_iter().flatten() {
            let discount = option.get().and_then(|code| self.catalog.discounts.find(&code.0));
            let product = match discount {
                Some(_) => option.get().and_then(|code| self.catalog.products.find(&code.0)),
                None => self.find(&self.catalog.products, &UNKNOWN_PRODUCT, owner, option),
            };
            whole &= product.is_some() || discount.is_some();
            order.options.push(Choice { product, discount, span: option.span });
        }
        for (product, quantity) in quantities.get().into_iter().flat_map(|section| &section.0) {
            let code = Spanned { span: product.span, value: product.get().cloned().map(decl::Code) };
            let product = self.find(&self.catalog.products, &UNKNOWN_PRODUCT, owner, &code);
            match product.zip(quantity.get()) {
                Some((product, count)) => order.quantities.push((product, count.0, quantity.span)),
                None => whole = false,
            }
        }
        order.code = code.get().map(|text| (text.0.clone(), code.span));
        order.channel = match channel.get() {
            Some(ChannelDecl::SelfCare) => Channel::SelfCare,
            Some(ChannelDecl::Agent) | None => Channel::Agent,
        };
        whole.then_some(order)
    }
}

fn unused_part(decl: UnusedDecl) -> UnusedPart {
    match decl {
        UnusedDecl::Credit => UnusedPart::Credited,
        UnusedDecl::Refund => UnusedPart::Refunded,
        UnusedDecl::None => UnusedPart::Kept,
    }
}
