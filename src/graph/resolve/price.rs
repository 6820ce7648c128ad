//! Prices: which model, and that it is only one.

use super::amounts::Digits;
use super::context::{AllNames, Context};
use crate::decl::{PackageDecl, PartialDecl, PriceDecl, PriceMapDecl, PriceModelsDecl, Spanned};
use crate::diag::Finding;
use crate::graph::codes::MIXED_PRICE;
use crate::graph::{Package, Price, PriceModel};
use crate::money::Decimal;
use crate::source::Span;

impl Context {
    /// Resolves a price; what is wrong with it becomes [`PriceModel::Broken`].
    pub(super) fn price(&mut self, names: &AllNames, owner: &dyn Fn() -> String, price: &Spanned<PriceDecl>) -> Price {
        if let Some(price) = self.price_in_time(names, owner, price) {
            return price;
        }
        let model = match price.get() {
            None => None,
            Some(PriceDecl::One(amount)) => self.bare(owner, amount, price.span, Digits::OfPrice).map(PriceModel::Flat),
            Some(PriceDecl::Map(map)) => self.model(names, owner, map),
        };
        Price { span: price.span, model: model.unwrap_or(PriceModel::Broken), timeline: None }
    }

    fn model(&mut self, names: &AllNames, owner: &dyn Fn() -> String, price: &PriceMapDecl) -> Option<PriceModel> {
        let PriceMapDecl { currencies, each, models } = price;
        let none = PriceModelsDecl::default();
        let PriceModelsDecl {
            graduated,
            volume,
            package,
            percentage,
            graduated_percentage,
            capacity,
            text,
            phases: _,
            versions: _,
        } = models.as_deref().unwrap_or(&none);
        let by_currency = currencies.first().map_or(Span::NONE, |(key, _)| key.span);
        let models = [
            (by_currency, "an amount by currency"),
            (each.span, "`each`"),
            (graduated.span, "`graduated`"),
            (volume.span, "`volume`"),
            (package.span, "`package`"),
            (percentage.span, "`percentage`"),
            (graduated_percentage.span, "`graduated_percentage`"),
            (capacity.span, "`capacity`"),
            (text.span, "`text`"),
        ];
        let mut written: Vec<_> = models.into_iter().filter(|(span, _)| span.is_written()).collect();
        written.sort_by_key(|(span, _)| span.start);
        let mut written = written.into_iter();
        // Nothing at all has its finding already.
        let (first, one) = written.next()?;
        if let Some((second, other)) = written.next() {
            let message = format!("the price of {} is {one} and {other} at once", owner());
            self.report(
                Finding::new(&MIXED_PRICE, second, message)
                    .label(format!("{other} here"))
                    .also(first, format!("{one} here"))
                    .help("keep one of the two"),
            );
            return None;
        }
        if each.is_written() {
            self.amounts(owner, each, Digits::Any).map(PriceModel::Each)
        } else if graduated.is_written() {
            self.tiers(owner, graduated).map(PriceModel::Graduated)
        } else if volume.is_written() {
            self.tiers(owner, volume).map(PriceModel::Volume)
        } else if package.is_written() {
            self.package(owner, package.get()?).map(PriceModel::Package)
        } else if percentage.is_written() {
            self.percentage(owner, percentage).map(PriceModel::Percentage)
        } else if graduated_percentage.is_written() {
            self.rates(owner, graduated_percentage).map(PriceModel::GraduatedPercentage)
        } else if capacity.is_written() {
            self.capacity(names, owner, capacity).map(PriceModel::Capacity)
        } else if text.is_written() {
            text.get().map(|text| PriceModel::Text(text.0.clone()))
        } else {
            self.per_currency(owner, currencies, Digits::OfPrice).map(PriceModel::Flat)
        }
    }

    fn package(&mut self, owner: &dyn Fn() -> String, package: &PackageDecl) -> Option<Package> {
        let price = self.amounts(owner, &package.price, Digits::Any)?;
        let free = match package.free.get() {
            Some(free) => free.0,
            None if package.free.is_written() => return None,
            None => Decimal::ZERO,
        };
        let round_up = package.partial.get() != Some(&PartialDecl::RoundDown);
        Some(Package { size: package.size.get()?.0, price, round_up, free })
    }
}
