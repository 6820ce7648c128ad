//! What a purchase contains, charge by charge, once nothing in it forbids it.

use smallvec::{SmallVec, smallvec};

use super::coupon::Redeemable;
use super::refusals::{
    CURRENCY_NOT_PRICED, NOT_AN_OPTION, PRICE_NOT_PUBLISHED, PRODUCT_NOT_ON_SALE, QUANTITY_WITHOUT_UNIT_PRICE,
    SENSITIVE_IN_SELF_CARE,
};
use super::run::{Stop, refuse};
use super::tariff::Quote;
use crate::calendar::Date;
use crate::graph::{
    Amounts, Bundle, Catalog, Charge, Discount, DiscountValue, EarlyTermination, Id, Item, Plan, Price, PriceModel,
    Product, Status, Term,
};
use crate::money::{Currency, Decimal};
use crate::scenario::{Channel, Choice, Order};
use crate::source::Span;

/// A purchase to examine.
pub(super) struct Offer<'a> {
    pub bundles: &'a [Id<Bundle>],
    pub order: &'a Order,
    pub currency: Currency,
    /// The day, which decides the version of a price.
    pub on: Date,
    /// The plan, if it is bought with it.
    pub plan: Option<Id<Plan>>,
    /// The coupon that is used with it.
    pub coupon: Option<&'a Redeemable>,
}

/// A charge that a purchase sets running.
pub(super) struct Offered<'a> {
    pub bundle: Id<Bundle>,
    pub product: Id<Product>,
    pub index: u32,
    pub charge: &'a Charge,
    /// Whether the quantity decides the amount at some time.
    pub counts: bool,
    pub quantity: u32,
}

/// Returns the discounts of a bundle that an order takes: the required ones and the chosen.
pub(super) fn discounts_of(catalog: &Catalog, bundle: Id<Bundle>, order: &Order) -> impl Iterator<Item = Id<Discount>> {
    let taken = |item: &&Item<Discount>| {
        item.required
            || order.options.iter().any(|choice| choice.discount.is_some() && choice.discount == item.link.target)
    };
    catalog.bundles.get(bundle).discounts.iter().filter(taken).filter_map(|item| item.link.target)
}

/// Returns the products of a bundle that an order takes: the required ones and the chosen.
pub(super) fn products_of(catalog: &Catalog, bundle: Id<Bundle>, order: &Order) -> impl Iterator<Item = Id<Product>> {
    let taken = |item: &&Item<Product>| {
        item.required
            || order.options.iter().any(|choice| choice.product.is_some() && choice.product == item.link.target)
    };
    catalog.bundles.get(bundle).products.iter().filter(taken).filter_map(|item| item.link.target)
}

impl Offer<'_> {
    /// Returns all charges in the order of bundles, products and charges.
    ///
    /// # Errors
    /// Refuses what is no option, is not on sale here, has no price in the currency, or has a quantity without a price
    /// for each unit.
    pub(super) fn examine<'a>(&self, catalog: &'a Catalog) -> Result<SmallVec<[Offered<'a>; 4]>, Stop> {
        self.options(catalog)?;
        let mut offered = SmallVec::new();
        for bundle in self.bundles {
            for item in &catalog.bundles.get(*bundle).products {
                let Some(product) = item.link.target else { continue };
                if item.required || self.order.options.iter().any(|choice| choice.product == Some(product)) {
                    self.sellable(catalog, *bundle, item.required, product)?;
                    self.charges(catalog, *bundle, product, &mut offered)?;
                }
            }
        }
        self.quantities(catalog, &offered)?;
        self.other_amounts(catalog)?;
        Ok(offered)
    }

    /// Refuses a choice of something that is not optional in what is bought (`T-3`).
    fn options(&self, catalog: &Catalog) -> Result<(), Stop> {
        for Choice { product, discount, span } in &self.order.options {
            let granted = self.coupon.map(|coupon| coupon.bundle);
            let bundles = || self.bundles.iter().copied().chain(granted).map(|bundle| catalog.bundles.get(bundle));
            let products =
                bundles().flat_map(|b| &b.products).filter(|i| product.is_some() && i.link.target == *product);
            let discounts =
                bundles().flat_map(|b| &b.discounts).filter(|i| discount.is_some() && i.link.target == *discount);
            let mut found = products.map(|i| i.required).chain(discounts.map(|i| i.required)).peekable();
            let contained = found.peek().is_some();
            if !found.any(|required| !required) {
                let what = match (product, discount) {
                    (Some(product), _) => format!("product `{}`", catalog.products.get(*product).code.text),
                    (None, Some(discount)) => format!("discount `{}`", catalog.discounts.get(*discount).code.text),
                    (None, None) => continue,
                };
                let why = if contained { "it comes with every purchase" } else { "nothing that is bought contains it" };
                return Err(refuse(&NOT_AN_OPTION, *span, format!("{what} is not an option here: {why}")));
            }
        }
        Ok(())
    }

    /// Refuses a product that is not offered, or not to a customer who buys alone (`T-7`).
    fn sellable(
        &self,
        catalog: &Catalog,
        bundle: Id<Bundle>,
        required: bool,
        product: Id<Product>,
    ) -> Result<(), Stop> {
        let Product { code, status, status_span, sensitive, sensitive_span, .. } = catalog.products.get(product);
        let code = &code.text;
        let state = match status {
            Status::Active => None,
            Status::Draft => Some("a draft"),
            Status::Retired => Some("retired"),
        };
        if let Some(state) = state {
            let message = if required {
                let bundle = &catalog.bundles.get(bundle).code.text;
                format!("bundle `{bundle}` cannot be bought: its product `{code}` is {state}")
            } else {
                format!("product `{code}` cannot be chosen: it is {state}")
            };
            return Err(refuse(&PRODUCT_NOT_ON_SALE, *status_span, message));
        }
        if *sensitive && self.order.channel == Channel::SelfCare {
            let message = format!("product `{code}` is sensitive: a customer cannot buy it in self-care");
            return Err(refuse(&SENSITIVE_IN_SELF_CARE, *sensitive_span, message));
        }
        Ok(())
    }

    fn charges<'a>(
        &self,
        catalog: &'a Catalog,
        bundle: Id<Bundle>,
        product: Id<Product>,
        offered: &mut SmallVec<[Offered<'a>; 4]>,
    ) -> Result<(), Stop> {
        let object = catalog.products.get(product);
        let chosen = self.order.quantities.iter().find(|(id, ..)| *id == product);
        let quantity = chosen.map_or(1, |(_, quantity, _)| *quantity);
        for (index, charge) in object.charges.iter().enumerate() {
            let name = || format!("charge `{}` of product `{}`", charge.code.text, object.code.text);
            let Some(variants) = variants(&charge.price, self.on) else {
                let message = format!("{} has no price on {} yet", name(), self.on);
                return Err(refuse(&PRICE_NOT_PUBLISHED, charge.price.span, message));
            };
            let mut counts = false;
            for variant in variants {
                let model = charge.price.variant(variant);
                let why = match model {
                    PriceModel::Text(words) => Some(format!("has no published price: \"{words}\"")),
                    PriceModel::Broken => Some("has no price that could be read".to_owned()),
                    PriceModel::Flat(_)
                    | PriceModel::Each(_)
                    | PriceModel::Graduated(_)
                    | PriceModel::Volume(_)
                    | PriceModel::Package(_)
                    | PriceModel::Percentage(_)
                    | PriceModel::GraduatedPercentage(_)
                    | PriceModel::Capacity(_) => None,
                };
                if let Some(why) = why {
                    return Err(refuse(&PRICE_NOT_PUBLISHED, charge.price.span, format!("{} {why}", name())));
                }
                let quote = Quote::of(&charge.price, variant, self.currency, &charge.timing);
                counts |= quote.ok_or_else(|| self.not_priced(charge.price.span, name))?.per_unit;
            }
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            offered.push(Offered { bundle, product, index, charge, counts, quantity });
        }
        Ok(())
    }

    fn quantities(&self, catalog: &Catalog, offered: &[Offered<'_>]) -> Result<(), Stop> {
        for (product, _, span) in &self.order.quantities {
            let code = &catalog.products.get(*product).code;
            let bought = || offered.iter().filter(|o| o.product == *product);
            if bought().any(|o| o.counts) {
                continue;
            }
            let (because, why) = match bought().next() {
                None => (*span, "it is not bought"),
                Some(_) => (code.span, "none of its prices depends on a quantity"),
            };
            let message = format!("product `{}` cannot have a quantity here: {why}", code.text);
            return Err(refuse(&QUANTITY_WITHOUT_UNIT_PRICE, because, message));
        }
        Ok(())
    }

    /// Refuses a purchase whose discounts or penalties could not be worked out in its currency later.
    fn other_amounts(&self, catalog: &Catalog) -> Result<(), Stop> {
        let of_bundles = self.bundles.iter().flat_map(|bundle| discounts_of(catalog, *bundle, self.order));
        let of_coupon = self.coupon.into_iter().flat_map(|coupon| coupon.discounts.iter().copied());
        for id in of_bundles.chain(of_coupon) {
            let discount = catalog.discounts.get(id);
            if let DiscountValue::Amount(amounts) = &discount.value {
                self.priced(amounts, discount.value_span, || format!("discount `{}`", discount.code.text))?;
            }
        }
        let of_plan = self.plan.and_then(|plan| catalog.plans.get(plan).term);
        let terms = self.bundles.iter().filter_map(|bundle| catalog.bundles.get(*bundle).term).chain(of_plan);
        for link in terms {
            let mut seen: Vec<Id<Term>> = Vec::new();
            let mut next = link.target;
            while let Some(id) = next.filter(|id| !seen.contains(id)) {
                seen.push(id);
                let term = catalog.terms.get(id);
                if let EarlyTermination::Penalty(penalty) = &term.early_termination
                    && let Some(fee) = &penalty.fee
                {
                    self.priced(fee, penalty.fee_span, || format!("the penalty of term `{}`", term.code.text))?;
                }
                next = term.renews_to.and_then(|link| link.target);
            }
        }
        Ok(())
    }

    fn priced(&self, amounts: &Amounts, span: Span, name: impl Fn() -> String) -> Result<(Decimal, Span), Stop> {
        amounts.get(self.currency).ok_or_else(|| self.not_priced(span, name))
    }

    fn not_priced(&self, span: Span, name: impl Fn() -> String) -> Stop {
        let message = format!("{} has no amount in {}, the currency of the account", name(), self.currency);
        refuse(&CURRENCY_NOT_PRICED, span, message)
    }
}

/// Returns the numbers of the prices that somebody may come to pay who buys on a day; nothing if there is none yet.
fn variants(price: &Price, on: Date) -> Option<SmallVec<[u16; 4]>> {
    let Some(timeline) = &price.timeline else { return Some(smallvec![0]) };
    let chosen = timeline.on(on)?;
    let holding = timeline.versions.iter().enumerate();
    let holding = holding.filter(|(at, v)| *at == chosen || (*at > chosen && v.existing_from.is_some()));
    Some(holding.flat_map(|(_, version)| version.phases.iter().map(|phase| phase.variant)).collect())
}
