//! What a purchase contains, charge by charge, once nothing in it forbids it.

use super::refusals::{CURRENCY_NOT_PRICED, NOT_AN_OPTION, PRICE_NOT_PUBLISHED, QUANTITY_WITHOUT_UNIT_PRICE};
use super::run::{Stop, refuse};
use crate::graph::{
    Amounts, Bundle, Catalog, Charge, Discount, DiscountValue, EarlyTermination, Id, Plan, PriceModel, Product, Term,
};
use crate::money::{Currency, Decimal};
use crate::scenario::Order;
use crate::source::Span;

/// A purchase to examine.
pub(super) struct Offer<'a> {
    pub bundles: &'a [Id<Bundle>],
    pub order: &'a Order,
    pub currency: Currency,
    /// The plan, if it is bought with it.
    pub plan: Option<Id<Plan>>,
    /// The discounts of a coupon.
    pub discounts: &'a [Id<Discount>],
}

/// A charge that a purchase sets running.
pub(super) struct Offered<'a> {
    pub bundle: Id<Bundle>,
    pub product: Id<Product>,
    pub index: u32,
    pub charge: &'a Charge,
    pub unit: Decimal,
    pub per_unit: bool,
    pub source: Span,
    pub quantity: u32,
}

impl Offer<'_> {
    /// Returns all charges in the order of bundles, products and charges.
    ///
    /// # Errors
    /// Refuses what is no option, has no price in the currency, or has a quantity without a price for each unit.
    pub(super) fn examine<'a>(&self, catalog: &'a Catalog) -> Result<Vec<Offered<'a>>, Stop> {
        self.options(catalog)?;
        let mut offered = Vec::new();
        for bundle in self.bundles {
            for item in &catalog.bundles.get(*bundle).products {
                let Some(product) = item.link.target else { continue };
                if item.required || self.order.options.iter().any(|(chosen, _)| *chosen == product) {
                    self.charges(catalog, *bundle, product, &mut offered)?;
                }
            }
        }
        self.quantities(catalog, &offered)?;
        self.other_amounts(catalog)?;
        Ok(offered)
    }

    fn options(&self, catalog: &Catalog) -> Result<(), Stop> {
        for (option, span) in &self.order.options {
            let items = self.bundles.iter().flat_map(|bundle| &catalog.bundles.get(*bundle).products);
            let mut found = items.filter(|item| item.link.target == Some(*option)).peekable();
            let required = found.peek().is_some();
            if !found.any(|item| !item.required) {
                let code = &catalog.products.get(*option).code.text;
                let why = if required { "it comes with every purchase" } else { "nothing that is bought contains it" };
                return Err(refuse(&NOT_AN_OPTION, *span, format!("product `{code}` is not an option here: {why}")));
            }
        }
        Ok(())
    }

    fn charges<'a>(
        &self,
        catalog: &'a Catalog,
        bundle: Id<Bundle>,
        product: Id<Product>,
        offered: &mut Vec<Offered<'a>>,
    ) -> Result<(), Stop> {
        let object = catalog.products.get(product);
        let chosen = self.order.quantities.iter().find(|(id, ..)| *id == product);
        let quantity = chosen.map_or(1, |(_, quantity, _)| *quantity);
        for (index, charge) in object.charges.iter().enumerate() {
            let name = || format!("charge `{}` of product `{}`", charge.code.text, object.code.text);
            let (amounts, per_unit) = match &charge.price.model {
                PriceModel::Flat(amounts) => (amounts, false),
                PriceModel::Each(amounts) => (amounts, true),
                PriceModel::Text(words) => {
                    let message = format!("{} has no published price: \"{words}\"", name());
                    return Err(refuse(&PRICE_NOT_PUBLISHED, charge.price.span, message));
                }
                PriceModel::Broken => {
                    let message = format!("{} has no price that could be read", name());
                    return Err(refuse(&PRICE_NOT_PUBLISHED, charge.price.span, message));
                }
            };
            let (unit, source) = self.priced(amounts, charge.price.span, name)?;
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            offered.push(Offered { bundle, product, index, charge, unit, per_unit, source, quantity });
        }
        Ok(())
    }

    fn quantities(&self, catalog: &Catalog, offered: &[Offered<'_>]) -> Result<(), Stop> {
        for (product, _, span) in &self.order.quantities {
            let code = &catalog.products.get(*product).code;
            let bought = || offered.iter().filter(|o| o.product == *product);
            if bought().any(|o| o.per_unit) {
                continue;
            }
            let (because, why) = match bought().next() {
                None => (*span, "it is not bought"),
                Some(_) => (code.span, "none of its prices is for `each` unit"),
            };
            let message = format!("product `{}` cannot have a quantity here: {why}", code.text);
            return Err(refuse(&QUANTITY_WITHOUT_UNIT_PRICE, because, message));
        }
        Ok(())
    }

    /// Refuses a purchase whose discounts or penalties could not be worked out in its currency later.
    fn other_amounts(&self, catalog: &Catalog) -> Result<(), Stop> {
        let of_bundle = |bundle: &Id<Bundle>| {
            let items = catalog.bundles.get(*bundle).discounts.iter();
            items.filter(|item| item.required).filter_map(|item| item.link.target)
        };
        for id in self.bundles.iter().flat_map(of_bundle).chain(self.discounts.iter().copied()) {
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
        amounts.get(self.currency).ok_or_else(|| {
            let message = format!("{} has no amount in {}, the currency of the account", name(), self.currency);
            refuse(&CURRENCY_NOT_PRICED, span, message)
        })
    }
}
