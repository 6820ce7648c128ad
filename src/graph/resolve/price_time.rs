//! Prices that change with time: their phases and versions, in order and without gaps.

use super::context::{AllNames, Context};
use crate::calendar::Date;
use crate::decl::{
    ChargeDecl, PhaseDecl, PhasedPriceDecl, PriceDecl, PriceMapDecl, PriceModelsDecl, Spanned, VersionDecl,
    WithinPeriodDecl,
};
use crate::diag::Finding;
use crate::graph::codes::{
    EXISTING_BEFORE_VERSION, MIXED_PRICE, PHASE_AFTER_ENDLESS, SETTING_WITHOUT_EFFECT, VERSION_WITHOUT_DATE,
    VERSIONS_OUT_OF_ORDER,
};
use crate::graph::{Phase, Price, PriceModel, Timeline, Version};
use crate::source::Span;

/// What is known of the versions before one.
#[derive(Default)]
struct Earlier<'d> {
    /// The one just before it.
    version: Option<&'d VersionDecl>,
    /// From when the last of those that reach existing customers does, and where that is written.
    reached: Option<(Date, Span)>,
}

/// Gathers the prices of all phases.
struct Gathered<'a> {
    names: &'a AllNames,
    owner: &'a dyn Fn() -> String,
    models: Vec<PriceModel>,
}

impl Context {
    /// Resolves a price that has phases or versions; nothing if it has neither.
    pub(super) fn price_in_time(
        &mut self,
        names: &AllNames,
        owner: &dyn Fn() -> String,
        price: &Spanned<PriceDecl>,
    ) -> Option<Price> {
        let Some(PriceDecl::Map(map)) = price.get() else { return None };
        let models =
            map.models.as_deref().filter(|models| models.phases.is_written() || models.versions.is_written())?;
        let mut gathered = Gathered { names, owner, models: Vec::new() };
        let versions = match self.alone(owner, map, models) {
            false => None,
            true if models.versions.is_written() => self.versions(&mut gathered, &models.versions),
            true => self.phases(&mut gathered, &models.phases).map(|phases| {
                let phases = phases.into_boxed_slice();
                vec![Version { from: None, existing_from: None, waits: false, phases }]
            }),
        };
        let mut models = gathered.models.into_iter();
        let broken = Price { span: price.span, model: PriceModel::Broken, timeline: None };
        let Some((versions, model)) = versions.filter(|v| !v.is_empty()).zip(models.next()) else {
            return Some(broken);
        };
        let timeline = Timeline { versions: versions.into_boxed_slice(), models: models.collect() };
        Some(Price { span: price.span, model, timeline: Some(Box::new(timeline)) })
    }

    /// Reports phases that a charge never gets to, and what they count from where none ends.
    pub(super) fn phases_without_effect(&mut self, owner: &dyn Fn() -> String, charge: &ChargeDecl, price: &Price) {
        let mut versions = price.timeline.iter().flat_map(|timeline| &timeline.versions);
        match charge {
            ChargeDecl::OneTime { .. } => {
                for phase in versions.filter_map(|version| version.phases.get(1)) {
                    let message = format!("{} is charged once, and its price has a phase after the first", owner());
                    let finding = Finding::new(&SETTING_WITHOUT_EFFECT, phase.span, message);
                    self.report(finding.label("nobody gets here").help("write the first phase's price as the price"));
                }
            }
            ChargeDecl::Recurring { phases_from, .. } => {
                let ends = versions.any(|version| version.phases.iter().any(|phase| phase.lasts.is_some()));
                if !phases_from.is_written() || ends || matches!(price.model, PriceModel::Broken) {
                    return;
                }
                let what = "`phases_from` says what phases count from, and the price has none that ends";
                let finding = Finding::new(&SETTING_WITHOUT_EFFECT, phases_from.span, format!("{}: {what}", owner()));
                let finding = finding.label("without effect").also(price.span, "no phase of the price ends");
                self.report(finding.help("add `phases`, or remove `phases_from`"));
            }
            ChargeDecl::Usage { price, .. } => self.splits_of_usage(owner, price),
        }
    }

    /// Reports versions that would split a period of usage: its tiers and what it includes are for the whole of it.
    fn splits_of_usage(&mut self, owner: &dyn Fn() -> String, price: &Spanned<PriceDecl>) {
        let Some(PriceDecl::Map(map)) = price.get() else { return };
        let versions = map.models.iter().filter_map(|models| models.versions.get()).flatten();
        for (number, version) in (1_usize..).zip(versions) {
            let Some(VersionDecl { existing_from, within_period, .. }) = version.get() else { continue };
            if within_period.get() != Some(&WithinPeriodDecl::Split) || !existing_from.is_written() {
                continue;
            }
            let why = "a period of usage keeps its price to its end";
            let message = format!("version {number} of the price of {}: {why}", owner());
            let finding = Finding::new(&SETTING_WITHOUT_EFFECT, within_period.span, message).label("without effect");
            self.report(finding.help("write `within_period: wait`, or remove it"));
        }
    }

    /// Reports days and words about existing customers in a version that none of them gets.
    fn reaches_nobody(&mut self, owner: &dyn Fn() -> String, number: usize, version: &VersionDecl, is_first: bool) {
        let (place, why, help) = if is_first && version.existing_from.is_written() {
            let help = "remove `existing_from`, or write the older price as the first version";
            (version.existing_from.span, "nobody has an older price than the first", help)
        } else if version.within_period.is_written() && !version.existing_from.is_written() {
            let help =
                if is_first { "remove `within_period`" } else { "add `existing_from`, or remove `within_period`" };
            (version.within_period.span, "it reaches no running period", help)
        } else {
            return;
        };
        let message = format!("version {number} of the price of {}: {why}", owner());
        self.report(Finding::new(&SETTING_WITHOUT_EFFECT, place, message).label("without effect").help(help));
    }

    /// Tells whether phases or versions stand alone; reports what stands beside them.
    fn alone(&mut self, owner: &dyn Fn() -> String, map: &PriceMapDecl, models: &PriceModelsDecl) -> bool {
        let (first, one) = match models.versions.is_written() {
            true => (models.versions.span, "`versions`"),
            false => (models.phases.span, "`phases`"),
        };
        let others = [
            (map.currencies.first().map_or(Span::NONE, |(key, _)| key.span), "an amount by currency"),
            (map.each.span, "`each`"),
            (models.graduated.span, "`graduated`"),
            (models.volume.span, "`volume`"),
            (models.package.span, "`package`"),
            (models.percentage.span, "`percentage`"),
            (models.graduated_percentage.span, "`graduated_percentage`"),
            (models.capacity.span, "`capacity`"),
            (models.text.span, "`text`"),
            (if models.versions.is_written() { models.phases.span } else { Span::NONE }, "`phases`"),
        ];
        let Some((second, other)) = others.into_iter().find(|(span, _)| span.is_written()) else { return true };
        let message = format!("the price of {} is {one} and {other} at once", owner());
        let finding = Finding::new(&MIXED_PRICE, second, message).label(format!("{other} here"));
        self.report(finding.also(first, format!("{one} here")).help("write it inside a phase or version"));
        false
    }

    fn versions(
        &mut self,
        gathered: &mut Gathered<'_>,
        list: &Spanned<Vec<Spanned<VersionDecl>>>,
    ) -> Option<Vec<Version>> {
        let written = list.get()?;
        let mut versions: Vec<Version> = Vec::with_capacity(written.len());
        let mut whole = true;
        let mut last = Earlier::default();
        for (number, version) in (1_usize..).zip(written) {
            let Some(decl) = version.get() else {
                whole = false;
                continue;
            };
            self.reaches_nobody(gathered.owner, number, decl, number == 1);
            whole &= self.in_time(gathered.owner, number, (version.span, decl), &last);
            last.version = Some(decl);
            last.reached = decl.existing_from.get().map(|day| (day.0, decl.existing_from.span)).or(last.reached);
            let Some(phases) = self.phases_of(gathered, &decl.price) else {
                whole = false;
                continue;
            };
            versions.push(Version {
                from: decl.from.get().map(|day| day.0),
                existing_from: decl.existing_from.get().map(|day| day.0),
                waits: decl.within_period.get() == Some(&WithinPeriodDecl::Wait),
                phases: phases.into_boxed_slice(),
            });
        }
        whole.then_some(versions)
    }

    /// Tells whether a version has its day, after that of the version before, and no earlier one for existing customers.
    fn in_time(
        &mut self,
        owner: &dyn Fn() -> String,
        number: usize,
        (span, version): (Span, &VersionDecl),
        earlier: &Earlier<'_>,
    ) -> bool {
        let before = earlier.version;
        let of = |number: usize| format!("version {number} of the price of {}", owner());
        if before.is_some() && !version.from.is_written() {
            let message = format!("{} does not say from when it holds", of(number));
            let finding = Finding::new(&VERSION_WITHOUT_DATE, span, message).label("from when?");
            self.report(finding.help("add `from`; only the first version holds since ever"));
            return false;
        }
        let from = version.from.get().map(|day| day.0);
        let mut right = !version.from.is_written() || from.is_some();
        if let (Some(from), Some(earlier)) = (from, before.and_then(|before| before.from.get().map(|day| day.0)))
            && from <= earlier
        {
            let message = format!("{} holds from {from}, not after the one before it", of(number));
            let finding = Finding::new(&VERSIONS_OUT_OF_ORDER, version.from.span, message);
            let finding = finding.label(format!("not after {earlier}"));
            let place = before.map_or(Span::NONE, |before| before.from.span);
            self.report(finding.also(place, "the version before").help("write the oldest version first"));
            right = false;
        }
        if let (Some(from), Some(existing)) = (from, version.existing_from.get().map(|day| day.0))
            && existing < from
        {
            let message =
                format!("{} holds for existing customers from {existing}, before it is published", of(number));
            let finding = Finding::new(&EXISTING_BEFORE_VERSION, version.existing_from.span, message);
            let finding = finding.label(format!("before {from}")).also(version.from.span, "published here");
            self.report(finding.help("write the same day or a later one"));
            right = false;
        } else if let (Some((reached, place)), Some(existing)) =
            (earlier.reached, version.existing_from.get().map(|day| day.0))
            && existing < reached
        {
            let message = format!("{} reaches existing customers on {existing}, before an older one does", of(number));
            let finding = Finding::new(&VERSIONS_OUT_OF_ORDER, version.existing_from.span, message);
            let finding = finding.label(format!("before {reached}")).also(place, "an older price reaches them here");
            self.report(finding.help("write the same day or a later one, or remove the older day"));
            right = false;
        }
        right
    }

    /// Resolves the price of a version: its phases, or the one price that never ends.
    fn phases_of(&mut self, gathered: &mut Gathered<'_>, price: &Spanned<PhasedPriceDecl>) -> Option<Vec<Phase>> {
        if let Some(PriceDecl::Map(map)) = price.get().map(|price| &price.0)
            && let Some(models) = map.models.as_deref().filter(|models| models.phases.is_written())
        {
            let alone = self.alone(gathered.owner, map, models);
            return if alone { self.phases(gathered, &models.phases) } else { None };
        }
        let variant = self.variant(gathered, price.span, price.get().map(|price| &price.0))?;
        Some(vec![Phase { lasts: None, variant, span: price.span }])
    }

    fn phases(&mut self, gathered: &mut Gathered<'_>, list: &Spanned<Vec<Spanned<PhaseDecl>>>) -> Option<Vec<Phase>> {
        let written = list.get()?;
        let mut phases = Vec::with_capacity(written.len());
        let mut whole = true;
        let mut endless: Option<(usize, Span)> = None;
        for (number, phase) in (1_usize..).zip(written) {
            let Some(decl) = phase.get() else {
                whole = false;
                continue;
            };
            if let Some((first, span)) = endless {
                let message =
                    format!("phase {number} of the price of {} comes after one that never ends", (gathered.owner)());
                let finding = Finding::new(&PHASE_AFTER_ENDLESS, phase.span, message).label("nobody gets here");
                let finding = finding.also(span, format!("phase {first} has no `for`"));
                self.report(finding.help(format!("give phase {first} a `for`, or remove what follows it")));
                return None;
            }
            if !decl.r#for.is_written() {
                endless = Some((number, phase.span));
            }
            let lasts = decl.r#for.get().map(|lasting| lasting.0);
            whole &= lasts.is_some() == decl.r#for.is_written();
            match self.variant(gathered, decl.price.span, decl.price.get().map(|price| &price.0)) {
                Some(variant) => phases.push(Phase { lasts, variant, span: phase.span }),
                None => whole = false,
            }
        }
        whole.then_some(phases)
    }

    /// Resolves one price and returns its number.
    fn variant(&mut self, gathered: &mut Gathered<'_>, span: Span, price: Option<&PriceDecl>) -> Option<u16> {
        let resolved = self.price(gathered.names, gathered.owner, &Spanned { span, value: price.cloned() });
        let number = u16::try_from(gathered.models.len()).ok()?;
        let broken = matches!(resolved.model, PriceModel::Broken);
        gathered.models.push(resolved.model);
        (!broken).then_some(number)
    }
}
