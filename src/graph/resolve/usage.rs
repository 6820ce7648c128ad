//! Charges for usage: how units are counted, and that no setting contradicts another.

use super::amounts::Digits;
use super::context::{AllNames, Context};
use super::product::allowance;
use crate::decl::{
    Allowance, Code as CodeDecl, ConsumeDecl, CountDecl, Length, PeriodCount, Spanned, SpendDecl, UsageBillDecl,
};
use crate::diag::Finding;
use crate::graph::codes::{MIXED_PRICE, SETTING_WITHOUT_EFFECT, UNIT_MISMATCH, UNKNOWN_UNIT, USAGE_WITHOUT_UNIT};
use crate::graph::{Count, Id, Metering, Price, PriceModel, Rollover, Spend, Timing, Unit, UsageBill};
use crate::source::Span;

/// The fields of a charge for usage that say how it is counted.
pub(super) struct UsageFields<'d> {
    pub every: &'d Spanned<Length>,
    pub unit: &'d Spanned<CodeDecl>,
    pub count: &'d Spanned<CountDecl>,
    pub prorated: &'d Spanned<bool>,
    pub bill: &'d Spanned<UsageBillDecl>,
    pub included: &'d Spanned<Box<Allowance>>,
    pub rollover: &'d Spanned<PeriodCount>,
    pub consume: &'d Spanned<ConsumeDecl>,
    pub spend: &'d Spanned<Box<SpendDecl>>,
}

impl Context {
    /// Resolves when a charge for usage falls due and how it is counted, against the price it has.
    pub(super) fn usage(
        &mut self,
        names: &AllNames,
        owner: &dyn Fn() -> String,
        fields: &UsageFields<'_>,
        price: &Price,
    ) -> (Timing, Option<Box<Spend>>) {
        let unit = self.link(&names.units, &UNKNOWN_UNIT, owner, fields.unit).and_then(|link| link.target);
        if !fields.unit.is_written() && !matches!(price.model, PriceModel::Capacity(_) | PriceModel::Broken) {
            let message = format!("{} is for usage and says in no unit what is counted", owner());
            let finding = Finding::new(&USAGE_WITHOUT_UNIT, price.span, message).label("so much for each of what?");
            self.report(finding.help("add `unit`"));
        }
        if let (PriceModel::Capacity(capacity), Some(unit)) = (&price.model, unit)
            && capacity.units.iter().any(|of| *of != unit)
        {
            let message = format!("{} counts in one unit, and its price reads others", owner());
            let finding = Finding::new(&UNIT_MISMATCH, price.span, message).label("reads other units");
            let finding = finding.also(fields.unit.span, "the unit that is counted");
            self.report(finding.help("remove `unit`: a capacity names its own"));
        }
        if !self.counted_in_two_ways(owner, price) {
            self.settings(owner, fields, price);
        }
        let timing = Timing::Usage {
            every: fields.every.get().map_or(self.billing.period, |length| length.0),
            unit: unit.filter(|_| !matches!(price.model, PriceModel::Capacity(_))),
            included: allowance(self, owner, fields.unit, fields.included),
            metering: metering(fields),
        };
        (timing, self.spend(owner, fields.spend))
    }

    /// Tells whether a price needs usage counted otherwise later than at first; reports where.
    fn counted_in_two_ways(&mut self, owner: &dyn Fn() -> String, price: &Price) -> bool {
        let Some(counts) = counting(&price.model) else { return false };
        let phases = price.timeline.iter().flat_map(|timeline| timeline.versions.iter().flat_map(|v| &v.phases));
        let other = phases.clone().find_map(|phase| {
            let later = counting(price.variant(phase.variant)).filter(|later| !counts.serves(later))?;
            Some((phase.span, later))
        });
        let Some((place, later)) = other else { return false };
        let message = format!("the price of {} counts usage in two ways, one after the other", owner());
        let finding = Finding::new(&MIXED_PRICE, place, message).label(later.words());
        let first = phases.map(|phase| phase.span).next().unwrap_or(price.span);
        self.report(finding.also(first, counts.words()).help("write a charge for each way"));
        true
    }

    /// Reports settings that change nothing beside the others.
    fn settings(&mut self, owner: &dyn Fn() -> String, fields: &UsageFields<'_>, price: &Price) {
        let UsageFields { count, prorated, bill, included, rollover, consume, spend, .. } = fields;
        let counted = count.get().copied().unwrap_or(CountDecl::Sum);
        let shares = |model: &PriceModel| model.of_units().is_some();
        let model = match price.model {
            // A later price has shares of units.
            _ if price.models().any(shares) => None,
            PriceModel::Percentage(_) => Some("a `percentage`"),
            PriceModel::GraduatedPercentage(_) => Some("a `graduated_percentage`"),
            PriceModel::Capacity(_) => Some("a `capacity`"),
            PriceModel::Package(_) => Some("a `package`"),
            PriceModel::Flat(_)
            | PriceModel::Each(_)
            | PriceModel::Graduated(_)
            | PriceModel::Volume(_)
            | PriceModel::Text(_)
            | PriceModel::Broken => None,
        };
        let of_events = matches!(price.model, PriceModel::Percentage(_) | PriceModel::Capacity(_));
        let mut found: Vec<(Span, String, &str)> = Vec::new();
        if let (true, Some(model), true) = (count.is_written() && counted != CountDecl::Sum, model, of_events) {
            found.push((count.span, format!("`count` has no effect beside {model}"), "remove `count`"));
        }
        if let (true, Some(model), true) = (included.is_written(), model, of_events) {
            let of_each = matches!(price.model, PriceModel::Percentage(_));
            let help = if of_each { "write `free_amount` in the price" } else { "remove `included`" };
            found.push((included.span, format!("`included` has no effect beside {model}"), help));
        }
        if prorated.get() == Some(&true) {
            if counted != CountDecl::Standing {
                let why = "`prorated` has no effect on units that do not stay".to_owned();
                found.push((prorated.span, why, "add `count: standing`, or remove `prorated`"));
            } else if let Some(model) = model {
                found.push((prorated.span, format!("`prorated` has no effect beside {model}"), "remove `prorated`"));
            }
        }
        if bill.get() == Some(&UsageBillDecl::InAdvance) && counted != CountDecl::Standing {
            let why = "`bill: in_advance` has no effect on units that do not stay".to_owned();
            found.push((bill.span, why, "add `count: standing`, or write `bill: progressive`"));
        }
        if rollover.is_written() && !included.is_written() {
            let why = "`rollover` has no effect where nothing is included".to_owned();
            found.push((rollover.span, why, "add `included`, or remove `rollover`"));
        }
        if rollover.is_written() && counted == CountDecl::Standing {
            let why = "`rollover` has no effect on units that stay".to_owned();
            found.push((rollover.span, why, "remove `rollover`"));
        }
        if consume.is_written() && !rollover.is_written() {
            let why = "`consume` has no effect where nothing rolls over".to_owned();
            found.push((consume.span, why, "add `rollover`, or remove `consume`"));
        }
        if let Some(spend) = spend.get()
            && spend.overage.is_written()
            && !spend.minimum.is_written()
        {
            let why = "`overage` has no effect without a minimum that it begins at".to_owned();
            found.push((spend.overage.span, why, "add `minimum`, or remove `overage`"));
        }
        for (place, why, help) in found {
            let finding = Finding::new(&SETTING_WITHOUT_EFFECT, place, format!("{}: {why}", owner()));
            self.report(finding.label("changes nothing").help(help));
        }
    }

    /// Reports a `spend` with neither a minimum nor a maximum.
    pub(super) fn bounds_nothing(&mut self, owner: &dyn Fn() -> String, place: Span) {
        let message = format!("{}: `spend` bounds nothing", owner());
        let finding = Finding::new(&SETTING_WITHOUT_EFFECT, place, message).label("without effect");
        self.report(finding.help("add `minimum` or `maximum`, or remove `spend`"));
    }

    fn spend(&mut self, owner: &dyn Fn() -> String, spend: &Spanned<Box<SpendDecl>>) -> Option<Box<Spend>> {
        let decl = spend.get()?;
        // `overage` alone has its own finding.
        if !decl.minimum.is_written() && !decl.maximum.is_written() && !decl.overage.is_written() {
            self.bounds_nothing(owner, spend.span);
            return None;
        }
        let minimum = self.amounts(owner, &decl.minimum, Digits::OfCurrency);
        let maximum = self.amounts(owner, &decl.maximum, Digits::OfCurrency);
        self.minimum_above_maximum(owner, minimum.as_ref(), maximum.as_ref());
        let overage = decl.overage.get().map(|factor| factor.0);
        Some(Box::new(Spend { span: spend.span, minimum, maximum, overage }))
    }
}

/// How a price has usage counted.
enum Counting<'p> {
    /// Event by event.
    Events,
    /// By the readings of units.
    Readings(&'p [Id<Unit>]),
    /// By units.
    Units,
    /// In any way: it costs the same.
    Any,
}

impl Counting<'_> {
    /// Tells whether usage that is counted so from the beginning is enough for a later price.
    fn serves(&self, later: &Self) -> bool {
        match (self, later) {
            (Self::Readings(units), Self::Readings(others)) => others.iter().all(|unit| units.contains(unit)),
            (Self::Events, Self::Events) | (Self::Units | Self::Any, Self::Units) | (_, Self::Any) => true,
            (Self::Events | Self::Readings(_) | Self::Units | Self::Any, _) => false,
        }
    }

    fn words(&self) -> &'static str {
        match self {
            Self::Events => "reads each event",
            Self::Readings(_) => "reads the highest of its units",
            Self::Units => "is for units",
            Self::Any => "is the same for any usage",
        }
    }
}

/// Returns how a price has usage counted; nothing if it could not be read.
fn counting(model: &PriceModel) -> Option<Counting<'_>> {
    match model {
        PriceModel::Percentage(_) => Some(Counting::Events),
        PriceModel::Capacity(capacity) => Some(Counting::Readings(&capacity.units)),
        PriceModel::Each(_)
        | PriceModel::Graduated(_)
        | PriceModel::Volume(_)
        | PriceModel::Package(_)
        | PriceModel::GraduatedPercentage(_) => Some(Counting::Units),
        PriceModel::Flat(_) | PriceModel::Text(_) => Some(Counting::Any),
        PriceModel::Broken => None,
    }
}

fn metering(fields: &UsageFields<'_>) -> Metering {
    let count = match fields.count.get() {
        Some(CountDecl::Sum) | None => Count::Sum,
        Some(CountDecl::Highest) => Count::Highest,
        Some(CountDecl::Latest) => Count::Latest,
        Some(CountDecl::Standing) => Count::Standing,
    };
    let rollover = match fields.rollover.get() {
        Some(PeriodCount(Some(periods))) => Rollover::Periods(*periods),
        Some(PeriodCount(None)) => Rollover::Unlimited,
        None => Rollover::default(),
    };
    let bill = match fields.bill.get() {
        Some(UsageBillDecl::InArrears) | None => UsageBill::InArrears,
        Some(UsageBillDecl::Progressive) => UsageBill::Progressive,
        // It has its finding where units do not stay.
        Some(UsageBillDecl::InAdvance) => UsageBill::InAdvance,
    };
    Metering {
        count,
        prorated: fields.prorated.get() == Some(&true),
        bill,
        rollover,
        rollover_span: fields.rollover.span,
        newest_first: fields.consume.get() == Some(&ConsumeDecl::NewestFirst),
    }
}
