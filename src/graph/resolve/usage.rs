//! Charges for usage: how units are counted, and that no setting contradicts another.

use super::amounts::Digits;
use super::context::{AllNames, Context};
use super::product::allowance;
use crate::decl::{
    Allowance, Code as CodeDecl, ConsumeDecl, CountDecl, Length, PeriodCount, Spanned, SpendDecl, UsageBillDecl,
};
use crate::diag::Finding;
use crate::graph::codes::{SETTING_WITHOUT_EFFECT, UNIT_MISMATCH, UNKNOWN_UNIT, USAGE_WITHOUT_UNIT};
use crate::graph::{Count, Metering, Price, PriceModel, Rollover, Spend, Timing};
use crate::source::Span;

/// The fields of a charge for usage that say how it is counted.
pub(super) struct UsageFields<'d> {
    pub every: &'d Spanned<Length>,
    pub unit: &'d Spanned<CodeDecl>,
    pub count: &'d Spanned<CountDecl>,
    pub prorated: &'d Spanned<bool>,
    pub bill: &'d Spanned<UsageBillDecl>,
    pub included: &'d Spanned<Allowance>,
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
        self.settings(owner, fields, price);
        let timing = Timing::Usage {
            every: fields.every.get().map_or(self.billing.period, |length| length.0),
            unit: unit.filter(|_| !matches!(price.model, PriceModel::Capacity(_))),
            included: allowance(self, owner, fields.unit, fields.included),
            metering: metering(fields),
        };
        (timing, self.spend(owner, fields.spend))
    }

    /// Reports settings that change nothing beside the others.
    fn settings(&mut self, owner: &dyn Fn() -> String, fields: &UsageFields<'_>, price: &Price) {
        let UsageFields { count, prorated, included, rollover, consume, spend, .. } = fields;
        let counted = count.get().copied().unwrap_or(CountDecl::Sum);
        let model = match price.model {
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

    fn spend(&mut self, owner: &dyn Fn() -> String, spend: &Spanned<Box<SpendDecl>>) -> Option<Box<Spend>> {
        let decl = spend.get()?;
        let minimum = self.amounts(owner, &decl.minimum, Digits::OfCurrency);
        let maximum = self.amounts(owner, &decl.maximum, Digits::OfCurrency);
        self.minimum_above_maximum(owner, minimum.as_ref(), maximum.as_ref());
        let overage = decl.overage.get().map(|factor| factor.0);
        Some(Box::new(Spend { span: spend.span, minimum, maximum, overage }))
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
    Metering {
        count,
        prorated: fields.prorated.get() == Some(&true),
        progressive: fields.bill.get() == Some(&UsageBillDecl::Progressive),
        rollover,
        newest_first: fields.consume.get() == Some(&ConsumeDecl::NewestFirst),
    }
}
