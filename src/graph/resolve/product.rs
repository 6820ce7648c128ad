//! Products and their charges, with the defaults they inherit.

use super::context::{AllNames, Context, name, tags};
use super::manifest::anchor;
use super::usage::UsageFields;
use crate::decl::{
    Allowance, BillDecl, ChargeDecl, ChargeProrationDecl, Code as CodeDecl, OutageDecl, PhasesFromDecl, ProductDecl,
    Spanned, StatusDecl, is_code,
};
use crate::diag::Finding;
use crate::graph::codes::{UNIT_MISMATCH, UNKNOWN_ITEM_TYPE, UNKNOWN_LEDGER, UNKNOWN_TAX};
use crate::graph::{
    Bill, Charge, Code, Id, ItemType, Ledger, Outage, Outages, PhasesFrom, Prepaid, Product, Status, Tax, Timing,
};
use crate::money::Decimal;
use crate::schema::bad_code;

pub(super) fn status(status: &Spanned<StatusDecl>) -> Status {
    match status.get() {
        Some(StatusDecl::Draft) => Status::Draft,
        Some(StatusDecl::Active) | None => Status::Active,
        Some(StatusDecl::Retired) => Status::Retired,
    }
}

/// What a charge is booked on, shown under and taxed with.
#[derive(Clone, Copy)]
struct Booking {
    tax: Option<Id<Tax>>,
    ledger: Option<Id<Ledger>>,
    item_type: Option<Id<ItemType>>,
}

impl Booking {
    /// Returns this booking with what is named replaced.
    fn with(
        self,
        cx: &mut Context,
        names: &AllNames,
        owner: &dyn Fn() -> String,
        (tax, ledger, item_type): (&Spanned<CodeDecl>, &Spanned<CodeDecl>, &Spanned<CodeDecl>),
    ) -> Self {
        let own_tax = cx.link(&names.taxes, &UNKNOWN_TAX, owner, tax).map(|link| link.target);
        let own_ledger = cx.link(&names.ledgers, &UNKNOWN_LEDGER, owner, ledger).map(|link| link.target);
        let own_item_type = cx.link(&names.item_types, &UNKNOWN_ITEM_TYPE, owner, item_type).map(|link| link.target);
        Self {
            tax: own_tax.unwrap_or(self.tax),
            ledger: own_ledger.unwrap_or(self.ledger),
            item_type: own_item_type.unwrap_or(self.item_type),
        }
    }
}

pub(super) fn product(cx: &mut Context, names: &AllNames, code: Code, decl: Option<ProductDecl>) -> Product {
    let decl = decl.unwrap_or_default();
    let owner = || format!("product `{}`", code.text);
    let inherited = Booking { tax: cx.default_tax, ledger: None, item_type: None };
    let booking = inherited.with(cx, names, &owner, (&decl.tax, &decl.ledger, &decl.item_type));
    let written = decl.charges.value.map_or_else(Vec::new, |section| section.0);
    let mut charges = Vec::with_capacity(written.len());
    for (charge_code, charge_decl) in written {
        let (Some(text), Some(charge_decl)) = (charge_code.value, charge_decl.value) else { continue };
        if !is_code(&text) {
            cx.report(bad_code("the code of a charge", &text, charge_code.span));
        }
        let charge_code = Code { text, span: charge_code.span };
        charges.push(charge(cx, names, booking, &code, charge_code, &charge_decl));
    }
    // The order of keys must not matter on an invoice.
    charges.sort_by(|a, b| a.code.text.cmp(&b.code.text));
    Product {
        name: name(&decl.name),
        tags: tags(&decl.tags),
        sensitive: decl.sensitive.get().copied().unwrap_or(false),
        sensitive_span: decl.sensitive.span,
        repeatable: decl.repeatable.get().copied().unwrap_or(true),
        repeatable_span: decl.repeatable.span,
        charges: charges.into_boxed_slice(),
        status: status(&decl.status),
        status_span: decl.status.span,
        code,
    }
}

/// When a charge falls due, as far as it is known before its price.
enum When<'d> {
    Settled(Timing, Option<Box<Prepaid>>),
    Metered(UsageFields<'d>),
}

fn charge(
    cx: &mut Context,
    names: &AllNames,
    inherited: Booking,
    product: &Code,
    code: Code,
    decl: &ChargeDecl,
) -> Charge {
    let owner = || format!("charge `{}` of product `{}`", code.text, product.text);
    let (own_name, price, booked, timing, own_anchor) = match decl {
        ChargeDecl::OneTime { name, price, tax, ledger, item_type, due: _ } => {
            (name, price, (tax, ledger, item_type), When::Settled(Timing::OneTime, None), None)
        }
        ChargeDecl::Recurring {
            name,
            price,
            every,
            per,
            prepaid,
            anchor: own,
            credit_days_for,
            bill,
            phases_from,
            proration,
            tax,
            ledger,
            item_type,
        } => {
            let flag =
                |pick: fn(&ChargeProrationDecl) -> &Spanned<bool>| proration.get().and_then(|p| pick(p).get().copied());
            let every = every.get().map_or(cx.billing.period, |length| length.0);
            let timing = Timing::Recurring {
                every,
                per: cx.per(&owner, (per, every), bill),
                bill: self::bill(bill),
                phases_from: match phases_from.get() {
                    Some(PhasesFromDecl::Purchase) | None => PhasesFrom::Purchase,
                    Some(PhasesFromDecl::Subscription) => PhasesFrom::Subscription,
                },
                first: flag(|p| &p.first).unwrap_or(cx.billing.first),
                last: flag(|p| &p.last).unwrap_or(cx.billing.last),
                credits: outages(credit_days_for).unwrap_or(cx.billing.conventions.credits.value),
            };
            cx.beyond_calendar(&owner, every, (prepaid, bill));
            let prepaid = cx.prepaid(&owner, prepaid, (bill, per));
            (name, price, (tax, ledger, item_type), When::Settled(timing, prepaid), anchor(own))
        }
        ChargeDecl::Usage {
            name,
            unit,
            price,
            every,
            anchor: own,
            count,
            prorated,
            bill,
            included,
            rollover,
            consume,
            spend,
            tax,
            ledger,
            item_type,
        } => {
            let fields = UsageFields { every, unit, count, prorated, bill, included, rollover, consume, spend };
            (name, price, (tax, ledger, item_type), When::Metered(fields), anchor(own))
        }
    };
    let price = cx.price(names, &owner, price);
    cx.phases_without_effect(&owner, decl, &price);
    // Usage is counted as its price needs.
    let (timing, spend, prepaid) = match timing {
        When::Settled(timing, prepaid) => (timing, None, prepaid),
        When::Metered(fields) => {
            let (timing, spend) = cx.usage(names, &owner, &fields, &price);
            (timing, spend, None)
        }
    };
    let booking = inherited.with(cx, names, &owner, booked);
    Charge {
        name: name(own_name),
        price,
        timing,
        anchor: own_anchor,
        spend,
        prepaid,
        tax: booking.tax,
        ledger: booking.ledger,
        item_type: booking.item_type,
        code,
    }
}

/// Returns when a period is charged.
fn bill(written: &Spanned<BillDecl>) -> Bill {
    match written.get() {
        Some(BillDecl::InAdvance) | None => Bill::InAdvance(1),
        Some(BillDecl::InAdvanceBy(periods)) => Bill::InAdvance(periods.get().map_or(1, |count| count.0)),
        Some(BillDecl::InArrears) => Bill::InArrears,
        Some(BillDecl::Progressive) => Bill::Progressive,
    }
}

/// Returns the outages for which days go back, if that is said.
fn outages(written: &Spanned<Vec<Spanned<OutageDecl>>>) -> Option<Outages> {
    let reasons = written.get()?.iter().filter_map(Spanned::get).map(|reason| match reason {
        OutageDecl::Expired => Outage::Expired,
        OutageDecl::Blocked => Outage::Blocked,
        OutageDecl::Suspended => Outage::Suspended,
        OutageDecl::NoFunds => Outage::NoFunds,
    });
    Some(reasons.fold(Outages::default(), Outages::with))
}

/// Returns how many units a period includes; reports an allowance in another unit than the charge counts.
pub(super) fn allowance(
    cx: &mut Context,
    owner: &dyn Fn() -> String,
    unit: &Spanned<CodeDecl>,
    included: &Spanned<Box<Allowance>>,
) -> Decimal {
    let Some(Allowance((quantity, code))) = included.get().map(Box::as_ref) else { return Decimal::ZERO };
    if let Some(counted) = unit.get().map(|unit| &unit.0).filter(|counted| *counted != code) {
        let message = format!("{} counts in `{counted}` and includes `{code}`", owner());
        cx.report(
            Finding::new(&UNIT_MISMATCH, included.span, message)
                .label(format!("in `{code}`"))
                .also(unit.span, format!("in `{counted}`"))
                .help("write both in one unit"),
        );
    }
    *quantity
}
