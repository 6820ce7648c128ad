//! What a purchase brings, if nothing forbids it: the refusals of the simulator, asked of the catalog alone.

use super::purchase::{Act, Purchase, Step};
use crate::calendar::Date;
use crate::graph::{
    Amounts, BatchId, BatchKind, Bundle, Catalog, Discount, DiscountValue, EarlyTermination, Id, Item, Link, Plan,
    Price, PriceModel, Product, Status, Term, Timing, Validity,
};
use crate::money::Currency;

/// What one bundle brings.
#[derive(Debug)]
pub(super) struct Content {
    /// The number of the step.
    pub step: usize,
    pub bundle: Id<Bundle>,
    /// Those that are required or chosen.
    pub products: Vec<Id<Product>>,
    /// Those that are required or chosen.
    pub discounts: Vec<Id<Discount>>,
    /// The coupon whose discounts are for this step alone.
    pub for_code: Option<BatchId>,
}

/// What a purchase brings.
#[derive(Debug)]
pub(super) struct Taking {
    pub contents: Vec<Content>,
}

impl Taking {
    /// Returns what a purchase brings; nothing if a step of it would be refused.
    pub fn of(catalog: &Catalog, purchase: &Purchase) -> Option<Self> {
        let asked = Asked { catalog, plan: catalog.plans.get(purchase.plan), currency: purchase.currency(catalog)? };
        let mut taking = Self { contents: Vec::new() };
        let mut used: Vec<BatchId> = Vec::new();
        for (number, step) in purchase.steps.iter().enumerate() {
            let sorted = number == 0 || purchase.steps.get(number - 1).is_some_and(|before| before.on <= step.on);
            let is_first = matches!(step.act, Act::Subscribe);
            if !sorted || is_first != (number == 0) || step.code.is_some_and(|code| used.contains(&code)) {
                return None;
            }
            used.extend(step.code);
            let brought = asked.step(&taking, number, step)?;
            taking.contents.extend(brought);
        }
        Some(taking)
    }

    fn holds(&self, bundle: Id<Bundle>) -> bool {
        self.contents.iter().any(|content| content.bundle == bundle)
    }
}

struct Asked<'a> {
    catalog: &'a Catalog,
    plan: &'a Plan,
    currency: Currency,
}

impl Asked<'_> {
    /// Returns what a step brings beside what is held; nothing if it would be refused.
    fn step(&self, held: &Taking, number: usize, step: &Step) -> Option<Vec<Content>> {
        let bundles: Vec<Id<Bundle>> = match step.act {
            Act::Subscribe => {
                let sold = is_on_sale(self.plan.status, &self.plan.valid, step.on);
                let bundles = self.plan.bundles.iter().map(|link| link.target).collect::<Option<_>>()?;
                sold.then_some(bundles)?
            }
            Act::Add(bundle) => vec![bundle],
            Act::Redeem => Vec::new(),
        };
        if let Act::Add(bundle) = step.act
            && !self.permits(held, bundle)
        {
            return None;
        }
        let mut contents: Vec<Content> = bundles.iter().map(|id| self.content(number, step, *id)).collect();
        if let Some(batch) = step.code {
            contents.push(self.granted(held, number, step, batch)?);
        }
        if matches!(step.act, Act::Redeem)
            && !step.code.is_some_and(|code| self.catalog.batch(code).kind == BatchKind::Voucher)
        {
            return None;
        }
        self.options(step, &contents)?;
        for content in &contents {
            self.sellable(content, step.on)?;
        }
        self.term(self.plan.term.filter(|_| matches!(step.act, Act::Subscribe)))?;
        self.not_repeated(held, &contents)?;
        self.grants_something(held, &contents, step)?;
        Some(contents)
    }

    fn content(&self, step: usize, order: &Step, bundle: Id<Bundle>) -> Content {
        let object = self.catalog.bundles.get(bundle);
        let chosen = |code: &str| order.options.iter().any(|option| option == code);
        let products = object.products.iter().filter_map(|item| {
            let id = item.link.target?;
            (item.required || chosen(&self.catalog.products.get(id).code.text)).then_some(id)
        });
        let discounts = object.discounts.iter().filter_map(|item| {
            let id = item.link.target?;
            (item.required || chosen(&self.catalog.discounts.get(id).code.text)).then_some(id)
        });
        Content { step, bundle, products: products.collect(), discounts: discounts.collect(), for_code: None }
    }

    /// Returns what a code brings; nothing if it would be refused.
    fn granted(&self, held: &Taking, number: usize, step: &Step, batch: BatchId) -> Option<Content> {
        let object = self.catalog.batch(batch);
        let codes = object.codes.as_ref()?;
        let bundle = object.bundle.target?;
        let usable = codes.quantity > 0 && codes.redemptions > 0 && codes.code(codes.range_start).is_some();
        let named = self.plan.bundles.iter().any(|link| link.target == Some(bundle));
        let added = matches!(step.act, Act::Add(other) if other == bundle);
        if !usable || !object.valid.contains(step.on) || named || added {
            return None;
        }
        let mut content = self.content(number, step, bundle);
        match object.kind {
            BatchKind::Coupon => content.for_code = Some(batch),
            BatchKind::Voucher => {}
        }
        let is_held = object.kind == BatchKind::Voucher || !self.catalog.bundles.get(bundle).products.is_empty();
        (!is_held || self.permits(held, bundle)).then_some(content)
    }

    /// Tells whether a bundle may be added to what is held.
    fn permits(&self, held: &Taking, bundle: Id<Bundle>) -> bool {
        let listed = || self.plan.compatible.bundles.iter().any(|link| link.target == Some(bundle));
        !held.holds(bundle) && (!self.plan.compatible.only || listed())
    }

    /// Refuses a choice of what is no option.
    fn options(&self, step: &Step, contents: &[Content]) -> Option<()> {
        let optional = |option: &str, bundle: &Bundle| {
            let of_product = |item: &Item<Product>| {
                !item.required && self.catalog.products.follow(item.link).is_some_and(|o| o.code.text == option)
            };
            let of_discount = |item: &Item<Discount>| {
                !item.required && self.catalog.discounts.follow(item.link).is_some_and(|o| o.code.text == option)
            };
            bundle.products.iter().any(of_product) || bundle.discounts.iter().any(of_discount)
        };
        let bundles = || contents.iter().map(|content| self.catalog.bundles.get(content.bundle));
        step.options.iter().all(|option| bundles().any(|bundle| optional(option, bundle))).then_some(())
    }

    /// Refuses what is not on sale on a day or has no amount in the currency.
    fn sellable(&self, content: &Content, on: Date) -> Option<()> {
        let bundle = self.catalog.bundles.get(content.bundle);
        if !is_on_sale(bundle.status, &bundle.valid, on) {
            return None;
        }
        for id in &content.products {
            let product = self.catalog.products.get(*id);
            let priced = |price: &Price| is_priced(price, self.currency, on);
            if product.status != Status::Active || !product.charges.iter().all(|charge| priced(&charge.price)) {
                return None;
            }
        }
        for id in &content.discounts {
            if let DiscountValue::Amount(amounts) = &self.catalog.discounts.get(*id).value {
                amounts.get(self.currency)?;
            }
        }
        self.term(bundle.term)
    }

    /// Refuses a term whose penalty has no amount in the currency.
    fn term(&self, term: Option<Link<Term>>) -> Option<()> {
        let mut seen: Vec<Id<Term>> = Vec::new();
        let mut next = term.and_then(|link| link.target);
        while let Some(id) = next.filter(|id| !seen.contains(id)) {
            seen.push(id);
            let term = self.catalog.terms.get(id);
            let fee: Option<&Amounts> = match &term.early_termination {
                EarlyTermination::Penalty(penalty) => penalty.fee.as_ref(),
                EarlyTermination::Allowed | EarlyTermination::NotAllowed => None,
            };
            if let Some(fee) = fee {
                fee.get(self.currency)?;
            }
            next = term.renews_to.and_then(|link| link.target);
        }
        Some(())
    }

    /// Refuses a product that is held twice and may not be.
    fn not_repeated(&self, held: &Taking, contents: &[Content]) -> Option<()> {
        let mut seen: Vec<Id<Product>> = held.contents.iter().flat_map(|content| &content.products).copied().collect();
        for id in contents.iter().flat_map(|content| &content.products) {
            if !self.catalog.products.get(*id).repeatable && seen.contains(id) {
                return None;
            }
            seen.push(*id);
        }
        Some(())
    }

    /// Refuses a code that matches nothing or has only discounts that hold already (`T-29`).
    fn grants_something(&self, held: &Taking, contents: &[Content], step: &Step) -> Option<()> {
        let (Some(_), Some((granted, bought))) = (step.code, contents.split_last()) else { return Some(()) };
        if !self.catalog.bundles.get(granted.bundle).products.is_empty() {
            return Some(());
        }
        // What was bought before and is charged once may be over.
        let of_held = |content: &Content, discount: Id<Discount>| self.matches(content, discount, false);
        let is_voucher = granted.for_code.is_none();
        let earlier = |discount| is_voucher && held.contents.iter().any(|content| of_held(content, discount));
        let matching = |discount: &&Id<Discount>| {
            bought.iter().any(|content| self.matches(content, **discount, true)) || earlier(**discount)
        };
        let is_held = |discount: &Id<Discount>| {
            let lasting = held.contents.iter().filter(|content| content.for_code.is_none());
            lasting.chain(bought).any(|content| content.discounts.contains(discount))
        };
        let mut matching = granted.discounts.iter().filter(matching).peekable();
        matching.peek()?;
        matching.any(|discount| !is_held(discount)).then_some(())
    }

    fn matches(&self, content: &Content, discount: Id<Discount>, once: bool) -> bool {
        let discount = self.catalog.discounts.get(discount);
        content.products.iter().any(|id| {
            let product = self.catalog.products.get(*id);
            let charges = product.charges.iter().filter(|charge| once || charge.timing != Timing::OneTime);
            charges.into_iter().any(|charge| discount.matches(*id, product, charge))
        })
    }
}

/// Tells whether something can be bought on a day (`T-4`).
pub(super) fn is_on_sale(status: Status, valid: &Validity, on: Date) -> bool {
    status == Status::Active && valid.contains(on)
}

/// Tells whether every price that somebody may come to pay who buys on a day is known in a currency.
fn is_priced(price: &Price, currency: Currency, on: Date) -> bool {
    let known = |model: &PriceModel| model.place(currency).is_some();
    let Some(timeline) = &price.timeline else { return known(&price.model) };
    let Some(chosen) = timeline.on(on) else { return false };
    let versions = timeline.versions.iter().enumerate();
    let mut held = versions.filter(|(at, version)| *at == chosen || *at > chosen && version.existing_from.is_some());
    held.all(|(_, version)| version.phases.iter().all(|phase| known(price.variant(phase.variant))))
}
