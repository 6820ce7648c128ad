//! A catalog in a few words.

use smol_str::SmolStr;

use super::charge::{ChargeSpec, usd};
use super::terms::{TermSpec, built_term};
use super::{day, dec};
use crate::calendar::{Lasting, Period};
use crate::graph::*;
use crate::money::{Currency, RoundingMode, parse_percent};
use crate::source::Span;

/// First day, and first day after.
type Days = (Option<&'static str>, Option<&'static str>);

fn rounding(mode: RoundingMode, at: RoundAt) -> Rounding {
    Rounding { mode, because: Because::Default, at, digits: None, span: Span::NONE }
}

/// A bundle (`"tv recorder? %minus-20"`: products, optional ones with `?`, discounts with `%`) or a plan (of bundles).
pub(crate) struct Sold {
    code: &'static str,
    items: &'static str,
    term: Option<&'static str>,
    valid: Days,
    status: Status,
    compatible: Option<&'static str>,
    pays: &'static str,
}

impl Sold {
    pub(crate) fn new(code: &'static str, items: &'static str) -> Self {
        Self { code, items, term: None, valid: (None, None), status: Status::Active, compatible: None, pays: "" }
    }

    pub(crate) fn term(mut self, term: &'static str) -> Self {
        self.term = Some(term);
        self
    }

    pub(crate) fn valid(mut self, from: &'static str, until: &'static str) -> Self {
        self.valid = (Some(from), Some(until));
        self
    }

    pub(crate) fn status(mut self, status: Status) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn compatible(mut self, bundles: &'static str) -> Self {
        self.compatible = Some(bundles);
        self
    }

    pub(crate) fn pays(mut self, methods: &'static str) -> Self {
        self.pays = methods;
        self
    }
}

struct DiscountSpec {
    code: &'static str,
    value: DiscountValue,
    products: &'static str,
    priority: u32,
}

pub(crate) struct Shop {
    pub(crate) billing: Billing,
    pub(crate) rounding: Rounding,
    pub(crate) inclusive: bool,
    pub(crate) tax_round: Chosen<TaxRound>,
    /// Whether discounts are taken off whole invoices, and whether once.
    of_invoices: Option<bool>,
    pub(crate) invoices: Invoicing,
    taxes: Vec<(&'static str, &'static str)>,
    products: Vec<(&'static str, Vec<ChargeSpec>)>,
    discounts: Vec<DiscountSpec>,
    terms: Vec<TermSpec>,
    bundles: Vec<Sold>,
    plans: Vec<Sold>,
    coupons: Vec<(&'static str, CodeBatch, Days)>,
}

impl Shop {
    /// Monthly, on the anniversary, prorated at both ends, half up at each line, in dollars without tax.
    pub(crate) fn new() -> Self {
        Self {
            billing: Billing {
                period: Period::MONTH,
                anchor: Anchor::Anniversary,
                first: true,
                last: true,
                conventions: Conventions::of(Dialect::Ratebook, false),
                span: Span::NONE,
            },
            rounding: rounding(RoundingMode::HalfUp, RoundAt::Line),
            inclusive: false,
            tax_round: Chosen { value: TaxRound::Line, because: Because::Default },
            of_invoices: None,
            invoices: Invoicing::of(Dialect::Ratebook, false),
            taxes: Vec::new(),
            products: Vec::new(),
            discounts: Vec::new(),
            terms: Vec::new(),
            bundles: Vec::new(),
            plans: Vec::new(),
            coupons: Vec::new(),
        }
    }

    pub(crate) fn bill_day(self, day: u32) -> Self {
        self.anchor(Anchor::BillDay(day))
    }

    pub(crate) fn anchor(mut self, anchor: Anchor) -> Self {
        self.billing.anchor = anchor;
        self
    }

    pub(crate) fn rounding(mut self, mode: RoundingMode, at: RoundAt) -> Self {
        self.rounding = rounding(mode, at);
        let round = if at == RoundAt::Line { TaxRound::Line } else { TaxRound::EachTax };
        self.tax_round = Chosen { value: round, because: Because::Default };
        self
    }

    /// Rounds the tax there.
    pub(crate) fn tax_round(mut self, round: TaxRound) -> Self {
        self.tax_round = Chosen { value: round, because: Because::Default };
        self
    }

    /// Takes every discount off whole invoices; once, if so.
    pub(crate) fn discounts_of_invoices(mut self, once: bool) -> Self {
        self.of_invoices = Some(once);
        self
    }

    /// Changes how time becomes a share of a price.
    pub(crate) fn conventions(mut self, change: impl FnOnce(&mut Conventions)) -> Self {
        change(&mut self.billing.conventions);
        self
    }

    /// Taxes every charge that names none with this one.
    pub(crate) fn tax(mut self, code: &'static str, rate: &'static str, inclusive: bool) -> Self {
        self.taxes.push((code, rate));
        self.inclusive = inclusive;
        self
    }

    pub(crate) fn product(mut self, code: &'static str, charges: impl Into<Vec<ChargeSpec>>) -> Self {
        self.products.push((code, charges.into()));
        self
    }

    /// A value of `20%` or `5.00`, on some products or all.
    pub(crate) fn discount(mut self, code: &'static str, value: &str, products: &'static str, priority: u32) -> Self {
        let value = match parse_percent(value) {
            Ok(share) => DiscountValue::Percent(share),
            Err(_) => DiscountValue::Amount(usd(value)),
        };
        self.discounts.push(DiscountSpec { code, value, products, priority });
        self
    }

    pub(crate) fn term(mut self, term: TermSpec) -> Self {
        self.terms.push(term);
        self
    }

    pub(crate) fn bundle(mut self, bundle: Sold) -> Self {
        self.bundles.push(bundle);
        self
    }

    pub(crate) fn plan(mut self, plan: Sold) -> Self {
        self.plans.push(plan);
        self
    }

    /// Codes `coupon_87` to `coupon_91` for a bundle.
    pub(crate) fn coupon(mut self, bundle: &'static str, redemptions: u32, valid: Days) -> Self {
        let batch = CodeBatch {
            template: "coupon_##".into(),
            template_span: Span::NONE,
            charset: Charset::Numeric,
            quantity: 5,
            quantity_span: Span::NONE,
            range_start: 87,
            redemptions,
        };
        self.coupons.push((bundle, batch, valid));
        self
    }

    pub(crate) fn open(self) -> Checked<Catalog> {
        let taxes = Table::new(
            self.taxes
                .iter()
                .map(|(c, rate)| Tax {
                    code: code(c),
                    name: None,
                    rate: Some(dec(rate)),
                    rate_span: Span::NONE,
                    amount: None,
                    amount_span: Span::NONE,
                    provided: false,
                })
                .collect(),
        );
        let default: Option<Id<Tax>> = self.taxes.first().and_then(|(code, _)| taxes.find(code));
        let payment_methods = Table::new(["card", "sepa"].map(|c| PaymentMethod { code: code(c), name: None }).into());
        let products = Table::new(self.products.into_iter().map(|(c, charges)| product(c, charges, default)).collect());
        let discounts = Table::new(
            self.discounts
                .into_iter()
                .map(|d| Discount {
                    code: code(d.code),
                    name: None,
                    value: d.value,
                    value_span: Span::NONE,
                    products: d.products.split_whitespace().map(|p| link(&products, p)).collect(),
                    tags: Box::default(),
                    charges: None,
                    priority: d.priority,
                    lasts: self.of_invoices.filter(|once| *once).map(|_| Lasting::Once),
                    scope: if self.of_invoices.is_some() { Scope::Invoice } else { Scope::Charge },
                    stacks: true,
                    while_inactive: false,
                    below_zero: false,
                })
                .collect(),
        );
        // Terms name one another, so that a table of codes comes first.
        let codes = Table::new(self.terms.iter().map(|t| built_term(t, None, None)).collect());
        let terms = Table::new(
            self.terms
                .iter()
                .map(|t| built_term(t, t.renews_to.map(|r| link(&codes, r)), t.tax.map(|tax| link(&taxes, tax))))
                .collect(),
        );
        let item = |text: &str| text.trim_end_matches('?').to_owned();
        let bundles = Table::new(
            self.bundles
                .iter()
                .map(|b| Bundle {
                    code: code(b.code),
                    name: None,
                    products: b
                        .items
                        .split_whitespace()
                        .filter(|i| !i.starts_with('%'))
                        .map(|i| Item { link: link(&products, &item(i)), required: !i.ends_with('?') })
                        .collect(),
                    discounts: b
                        .items
                        .split_whitespace()
                        .filter_map(|i| i.strip_prefix('%'))
                        .map(|i| Item { link: link(&discounts, &item(i)), required: !i.ends_with('?') })
                        .collect(),
                    term: b.term.map(|t| link(&terms, t)),
                    valid: validity(b.valid),
                    status_span: Span::NONE,
                    status: b.status,
                    whole: true,
                })
                .collect(),
        );
        let plans = Table::new(
            self.plans
                .iter()
                .map(|p| Plan {
                    policy: None,
                    spend: None,
                    code: code(p.code),
                    name: None,
                    bundles: p.items.split_whitespace().map(|b| link(&bundles, b)).collect(),
                    bundles_span: Span::NONE,
                    compatible: Compatible {
                        only: p.compatible.is_some(),
                        only_span: Span::NONE,
                        bundles: p.compatible.unwrap_or("").split_whitespace().map(|b| link(&bundles, b)).collect(),
                        span: Span::NONE,
                    },
                    trial: None,
                    term: p.term.map(|t| link(&terms, t)),
                    payment_methods: p.pays.split_whitespace().map(|m| link(&payment_methods, m)).collect(),
                    payment_methods_span: Span::NONE,
                    sensitive: false,
                    sensitive_span: Span::NONE,
                    valid: validity(p.valid),
                    status: p.status,
                    status_span: Span::NONE,
                    whole: true,
                })
                .collect(),
        );
        let coupons = Table::new(
            self.coupons
                .into_iter()
                .map(|(bundle, batch, valid)| Coupon {
                    code: code("spring"),
                    name: None,
                    vendor: "us".into(),
                    bundle: link(&bundles, bundle),
                    codes: Some(batch),
                    valid: validity(valid),
                    kind: BatchKind::Coupon,
                })
                .collect(),
        );
        Checked::seal(Catalog {
            code: "example".into(),
            operator: "operator".into(),
            currencies: vec![Currency::parse("USD").unwrap()],
            currencies_span: Span::NONE,
            time_zone: crate::calendar::Zone::default(),
            billing: self.billing,
            rounding: self.rounding,
            tax: TaxSettings {
                inclusive: self.inclusive,
                default: default.map(|id| Link { span: Span::NONE, target: Some(id) }),
                round: self.tax_round,
            },
            invoices: self.invoices,
            taxes,
            ledgers: Table::new(Vec::new()),
            item_types: Table::new(Vec::new()),
            units: Table::new(Vec::new()),
            payment_methods,
            products,
            discounts,
            terms,
            bundles,
            plans,
            policies: Table::new(Vec::new()),
            policy: None,
            coupons,
            vouchers: Table::new(Vec::new()),
        })
    }
}

pub(super) fn code(text: &str) -> Code {
    Code { text: SmolStr::new(text), span: Span::NONE }
}

fn link<T: Object>(table: &Table<T>, code: &str) -> Link<T> {
    Link { span: Span::NONE, target: Some(table.find(code).unwrap_or_else(|| panic!("no {code}"))) }
}

fn validity((from, until): (Option<&str>, Option<&str>)) -> Validity {
    Validity { from: from.map(day), until: until.map(day), span: Span::NONE, whole: true }
}

fn product(name: &'static str, charges: Vec<ChargeSpec>, tax: Option<Id<Tax>>) -> Product {
    let charge = |c: ChargeSpec| Charge {
        code: code(c.code),
        name: None,
        price: Price { span: c.span, model: c.price, timeline: c.timeline.map(Box::new) },
        timing: c.timing,
        anchor: None,
        spend: None,
        prepaid: c.prepaid,
        tax,
        ledger: None,
        item_type: None,
    };
    Product {
        code: code(name),
        name: None,
        tags: Box::default(),
        sensitive: false,
        sensitive_span: Span::NONE,
        repeatable: true,
        repeatable_span: Span::NONE,
        charges: charges.into_iter().map(charge).collect(),
        status: Status::Active,
        status_span: Span::NONE,
    }
}
