//! What the charges of a purchase cost and what the discounts take off each, as the simulator would have it.
//!
//! A purchase that would be refused costs nothing that could be told; what is not known for certain has no amount.

use super::permitted::{Content, Taking};
use super::purchase::Purchase;
use crate::calendar::{Date, Lasting};
use crate::graph::{
    Bill, Catalog, Charge, Collect, Discount, Id, Price, PriceModel, Product, Taken, Timing, TrialUsage,
};
use crate::money::{Currency, Decimal};

/// A discount that is held for a charge, and what it takes off it.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    /// The discount.
    pub discount: Id<Discount>,
    /// How much; exact.
    pub amount: Decimal,
}

impl Taken for Cut {
    fn discount(&self) -> Id<Discount> {
        self.discount
    }

    fn take(&mut self, amount: Decimal) {
        self.amount = amount;
    }
}

/// A whole period of a charge.
#[derive(Debug, Clone)]
pub struct Line {
    /// The product.
    pub product: Id<Product>,
    /// The number of the charge in the product.
    pub charge: usize,
    /// The number of the step that buys it.
    pub step: usize,
    /// What it costs before discounts.
    pub gross: Decimal,
    /// The discounts that are held for it, in the order they apply; those of the whole invoice take nothing here.
    pub cuts: Vec<Cut>,
    /// What is left.
    pub left: Decimal,
}

/// What a purchase costs.
#[derive(Debug)]
pub struct Costs {
    /// The currency.
    pub currency: Currency,
    /// Every charge whose price is known.
    pub lines: Vec<Line>,
    /// Whether that is every charge.
    pub whole: bool,
}

impl Line {
    /// Returns the charge.
    #[must_use]
    pub fn of<'a>(&self, catalog: &'a Catalog) -> Option<&'a Charge> {
        catalog.products.get(self.product).charges.get(self.charge)
    }

    /// Returns what a discount takes off it; nothing if it is not held for it.
    #[must_use]
    pub fn cut(&self, discount: Id<Discount>) -> Option<Decimal> {
        self.cuts.iter().find(|cut| cut.discount == discount).map(|cut| cut.amount)
    }

    /// Tells whether it costs nothing, with discounts and without.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.gross.is_zero() && self.left.is_zero()
    }

    /// Returns the discounts that take something off it.
    pub fn taking(&self) -> impl Iterator<Item = &Cut> {
        self.cuts.iter().filter(|cut| !cut.amount.is_zero())
    }
}

impl Costs {
    /// Works out what a purchase costs; nothing if it would be refused.
    #[must_use]
    pub fn of(catalog: &Catalog, purchase: &Purchase) -> Option<Self> {
        let currency = purchase.currency(catalog)?;
        let taking = Taking::of(catalog, purchase)?;
        let at_once =
            purchase.is_on_one_day() && (purchase.steps.len() == 1 || catalog.invoices.collect != Collect::Event);
        let mut costs = Self { currency, lines: Vec::new(), whole: true };
        for content in &taking.contents {
            for product in &content.products {
                let object = catalog.products.get(*product);
                for (index, charge) in object.charges.iter().enumerate() {
                    let cx = Reader { catalog, purchase, taking: &taking, currency, at_once };
                    match cx.line(content, (*product, object), (index, charge)) {
                        Some(line) => costs.lines.push(line),
                        None => costs.whole = false,
                    }
                }
            }
        }
        Some(costs)
    }

    /// Returns the line of a charge.
    #[must_use]
    pub fn line(&self, product: Id<Product>, charge: usize) -> Option<&Line> {
        self.lines.iter().find(|line| line.product == product && line.charge == charge)
    }
}

struct Reader<'a> {
    catalog: &'a Catalog,
    purchase: &'a Purchase,
    taking: &'a Taking,
    currency: Currency,
    /// Whether what is charged on the day of the purchase sees all of its steps.
    at_once: bool,
}

impl Reader<'_> {
    /// Returns a whole period of a charge; nothing if what it costs is not known for certain.
    fn line(
        &self,
        content: &Content,
        (product, object): (Id<Product>, &Product),
        (index, charge): (usize, &Charge),
    ) -> Option<Line> {
        let step = self.purchase.steps.get(content.step)?;
        let gross = self.gross(charge, step.on)?;
        let begins = self.begins(charge, step.on)?;
        // Whether it is the first period that is looked at, to which a code belongs, or one after all steps.
        let first = self.at_once || matches!(charge.timing, Timing::OneTime);
        if !first && charge.price.timeline.is_some() {
            return None;
        }
        let mut cuts: Vec<Cut> = Vec::new();
        let held = self.taking.contents.iter().flat_map(|held| held.discounts.iter().map(move |id| (held, *id)));
        for (held, discount) in held {
            let object_of = self.catalog.discounts.get(discount);
            let of_code = held.for_code.is_some();
            if !object_of.matches(product, object, charge) || of_code && held.step != content.step {
                continue;
            }
            if first && !self.at_once && !self.has_come(held.step, content.step) {
                continue;
            }
            let lasts = match (first, object_of.lasts) {
                (_, None) if of_code && !first => continue,
                (_, None) => true,
                (false, Some(_)) => return None,
                (true, Some(lasting)) => lasts(lasting, self.purchase.steps.get(held.step)?.on, begins),
            };
            if lasts && cuts.iter().all(|cut| cut.discount != discount) {
                cuts.push(Cut { discount, amount: Decimal::ZERO });
            }
        }
        cuts.sort_by_key(|cut| self.catalog.turn(cut.discount));
        let left = self.catalog.take_off(self.currency, gross, &mut cuts)?;
        Some(Line { product, charge: index, step: content.step, gross, cuts, left })
    }

    /// Tells whether what one step brings is there when what another buys is charged at once.
    fn has_come(&self, step: usize, buying: usize) -> bool {
        let day = |step: usize| self.purchase.steps.get(step).map(|step| step.on);
        match self.catalog.invoices.collect {
            Collect::Event => step <= buying,
            Collect::Day | Collect::BillDay => day(step) <= day(buying),
        }
    }

    /// Returns the first day of a charge that is bought on a day.
    fn begins(&self, charge: &Charge, on: Date) -> Option<Date> {
        let start = self.purchase.steps.first()?.on;
        let trial = self.catalog.plans.get(self.purchase.plan).trial;
        let free_until = trial.map_or(Some(start), |trial| trial.after(start))?;
        match charge.timing {
            Timing::OneTime => Some(on),
            Timing::Usage { .. } if self.catalog.billing.conventions.trial_usage.value == TrialUsage::Charged => {
                Some(on)
            }
            // Which phase of its price a charge is in after a trial is for the simulator to say.
            Timing::Recurring { .. } | Timing::Usage { .. } if charge.price.timeline.is_some() && free_until > on => {
                None
            }
            Timing::Recurring { .. } | Timing::Usage { .. } => Some(on.max(free_until)),
        }
    }

    /// Returns what a whole period costs that is bought on a day, at a quantity of one and without use.
    fn gross(&self, charge: &Charge, on: Date) -> Option<Decimal> {
        if charge.prepaid.is_some() || charge.spend.is_some() {
            return None;
        }
        let model = first_model(&charge.price, on)?;
        let quantity = match charge.timing {
            Timing::Recurring { per: Some(_), .. } => return None,
            Timing::OneTime | Timing::Recurring { .. } => Decimal::ONE,
            Timing::Usage { .. } => Decimal::ZERO,
        };
        model.amount(self.currency, quantity)
    }
}

/// Tells whether a discount that is held since a day is taken off the first period that begins on another.
fn lasts(lasting: Lasting, since: Date, begins: Date) -> bool {
    match lasting {
        Lasting::Once | Lasting::Periods(_) => true,
        Lasting::Time(time) => time.after(since).is_none_or(|end| begins < end),
    }
}

/// Returns the price that somebody pays first who buys on a day.
fn first_model(price: &Price, on: Date) -> Option<&PriceModel> {
    let Some(timeline) = &price.timeline else { return Some(&price.model) };
    let version = timeline.versions.get(timeline.on(on)?)?;
    Some(price.variant(version.phases.first()?.variant))
}

/// Tells whether a charge is billed on the day on which it is bought.
pub(super) fn is_due_at_once(timing: &Timing) -> Option<bool> {
    match timing {
        Timing::OneTime | Timing::Recurring { bill: Bill::InAdvance(1), .. } => Some(true),
        Timing::Recurring { bill: Bill::InAdvance(_), .. } => None,
        Timing::Recurring { bill: Bill::InArrears | Bill::Progressive, .. } | Timing::Usage { .. } => Some(false),
    }
}
