//! A charge as a story: the objects that bring it, its dates, its price.

use super::Explainer;
use super::bought::Bought;
use super::line::is_part;
use super::story::Passage;
use crate::graph::{
    Anchor, Because, Bill, Bundle, Charge, FirstEnd, Id, MonthEnd, Plan, PriceModel, Product, Rollover, Timing,
    UsageBill,
};
use crate::invoice::describe::money;
use crate::money::{Decimal, plain};
use crate::scenario::Action;
use crate::sim::{Entry, EntryKind, Subject};

/// A bundle, its product, the product's charge and which of its prices holds.
type Parts = (Id<Bundle>, Id<Product>, u32, u16);

impl Explainer<'_> {
    /// Tells of a charge, up to its price.
    pub(super) fn charge(&self, entry: &Entry, (bundle, product, charge, variant): Parts) -> Vec<Passage> {
        let bought = self.bought(entry, bundle);
        let mut passages = self.events(entry, bought.as_ref());
        let object = self.tell.catalog.products.get(product);
        let Some(charge) = object.charges.get(charge as usize) else { return passages };
        passages.push(self.objects(bought.as_ref(), bundle, product, charge));
        passages.push(self.dates(entry, bought.as_ref(), charge));
        passages.push(self.price(entry, charge, variant));
        passages.extend(self.rollover(entry, charge));
        passages.extend(self.bounds(entry, charge));
        passages.extend(self.withdrawn(entry, Some(bundle)));
        if is_part(entry) {
            passages.extend(self.share(entry, (entry.part, entry.of)));
        }
        passages
    }

    /// Tells which objects bring the charge, from the plan down.
    fn objects(
        &self,
        bought: Option<&Bought<'_>>,
        bundle: Id<Bundle>,
        product: Id<Product>,
        charge: &Charge,
    ) -> Passage {
        let catalog = self.tell.catalog;
        let (bundle_object, product_object) = (catalog.bundles.get(bundle), catalog.products.get(product));
        let (bundle_code, product_code) = (&bundle_object.code.text, &product_object.code.text);
        let item = bundle_object.products.iter().find(|item| item.link.target == Some(product));
        let charge_code = &charge.code.text;
        let brings = format!("brings product `{product_code}`, whose charge is `{charge_code}`");
        let plan = bought.and_then(|bought| bought.plan).map(|plan| catalog.plans.get(plan));
        let text = match plan {
            Some(plan) => format!("plan `{}` has bundle `{bundle_code}`, which {brings}", plan.code.text),
            None => format!("bundle `{bundle_code}` {brings}"),
        };
        let mut passage = Passage::new("objects", text).at(charge.code.span, "the charge");
        if let Some(item) = item {
            let word = if item.required {
                "the product is required in its bundle"
            } else {
                "the product is optional in its bundle"
            };
            passage = passage.at(item.link.span, word);
        }
        if let Some(plan) = plan {
            let link = plan.bundles.iter().find(|link| link.target == Some(bundle));
            passage = link.map_or(passage.clone(), |link| passage.at(link.span, "the bundle is in the plan"));
        }
        let option =
            bought.and_then(|bought| bought.order.options.iter().find(|choice| choice.product == Some(product)));
        option.map_or(passage.clone(), |choice| passage.at(choice.span, "the product was chosen here"))
    }

    /// Tells the dates: bought, period, whole period, due.
    fn dates(&self, entry: &Entry, bought: Option<&Bought<'_>>, charge: &Charge) -> Passage {
        let period = format!("[{} .. {})", entry.from, entry.to);
        let (due, fee) = (entry.due, self.tell.ledger.fee(entry.fee));
        let text = match &entry.kind {
            EntryKind::OneTime => format!("due on {due}"),
            EntryKind::Recurring | EntryKind::Day(_) => format!("charged for {period}, due on {due}"),
            EntryKind::Usage { .. } | EntryKind::Progress { .. } => format!("used in {period}, due on {due}"),
            EntryKind::Minimum { .. } | EntryKind::Maximum { .. } if fee.settles_again() => {
                format!("settled again for {period} on {due}")
            }
            EntryKind::Minimum { .. } => format!("lacking in {period}, due on {due}"),
            EntryKind::Maximum { .. } => format!("too much in {period}, given back on {due}"),
            EntryKind::Increase { .. } => format!("more units for {period}, due on {due}"),
            EntryKind::Refund(settlement) if settlement.is_withdrawal() && entry.from < entry.to => {
                format!("charged before for {period}, withdrawn: given back on {due}")
            }
            EntryKind::Refund(settlement) if settlement.is_withdrawal() => {
                format!("charged before, withdrawn: given back on {due}")
            }
            EntryKind::Refund(_) => format!("charged before, not used in {period}: given back on {due}"),
            EntryKind::Adjustment if entry.from < entry.to => format!("charged for {period}, taken off on {due}"),
            EntryKind::Adjustment => format!("charged on {}, taken off on {due}", entry.from),
            EntryKind::Penalty => format!("due on {due}"),
        };
        let mut passage = Passage::new("dates", text);
        if let Some(Bought { event, .. }) = bought {
            passage = passage.say("date", format!("bought on {}", event.on));
        }
        if entry.from < entry.to && (entry.from, entry.to) != (entry.full_from, entry.full_to) {
            passage = passage.say("date", format!("the whole period is [{} .. {})", entry.full_from, entry.full_to));
        }
        passage = passage.say("rule", due_rule(charge, entry, fee.settles_again()));
        let plan = bought.and_then(|bought| bought.plan).map(|plan| self.tell.catalog.plans.get(plan));
        if let Some((plan, trial)) = plan.and_then(|plan| Some((plan, plan.trial?))) {
            let text = format!("plan `{}` has a trial of {trial}: nothing is charged before its end", plan.code.text);
            passage = passage.say("rule", text);
        }
        match charge.timing {
            Timing::OneTime => passage,
            Timing::Recurring { .. } | Timing::Usage { .. } => self.anchor(entry, bought, charge, passage),
        }
    }

    /// Says where periods begin, and who says so: the last of bill day change, order, charge, account and manifest.
    fn anchor(&self, entry: &Entry, bought: Option<&Bought<'_>>, charge: &Charge, passage: Passage) -> Passage {
        let fee = self.tell.ledger.fee(entry.fee);
        let catalog = self.tell.catalog;
        let changed = self.before(fee.subscription, entry.event).into_iter().find_map(|event| {
            let Action::ChangeBillDay { bundle, bill_day, .. } = event.action else { return None };
            let is_of = |bundle| matches!(fee.subject, Subject::Charge { bundle: of, .. } if of == bundle);
            bundle.is_none_or(is_of).then_some((event, bill_day))
        });
        let account = self.tell.scenario.account(fee.account);
        let ends = bought.and_then(|bought| Some((bought, bought.order.first_period_ends?)));
        let passage = if let Some((event, day)) = changed {
            passage.say("rule", begins(Anchor::BillDay(day))).at(event.span, "the bill day was changed")
        } else if let Some((bought, end)) = ends {
            passage.say("rule", format!("the first period ends on {end}")).at(bought.event.span, "the purchase says so")
        } else if let Some((bought, day)) = bought.and_then(|bought| Some((bought, bought.order.bill_day?))) {
            passage.say("rule", begins(Anchor::BillDay(day))).at(bought.event.span, "the purchase says so")
        } else if let Some(anchor) = charge.anchor {
            passage.say("rule", begins(anchor)).at(charge.code.span, "the charge says so")
        } else if let Some(day) = account.bill_day {
            passage.say("rule", begins(Anchor::BillDay(day))).at(account.name.span, "the account says so")
        } else {
            let passage = passage.say("rule", begins(catalog.billing.anchor));
            if catalog.billing.span.is_written() {
                passage.at(catalog.billing.span, "the manifest says so")
            } else {
                passage.since(Because::Default)
            }
        };
        let conventions = &catalog.billing.conventions;
        let passage = match conventions.month_end.value {
            MonthEnd::LastDay => passage,
            MonthEnd::Day28 => {
                passage.say("rule", "no period begins after the 28th of a month").since(conventions.month_end.because)
            }
        };
        let Timing::Recurring { every, .. } = charge.timing else { return passage };
        match conventions.first_end.value {
            _ if every.months().is_none_or(|months| months < 2) => passage,
            FirstEnd::NextBillDay => passage,
            FirstEnd::StartMonth => passage
                .say("rule", "a first period of several months ends on the bill day of the month it starts in, or a whole period after it")
                .since(conventions.first_end.because),
        }
    }

    /// Tells which price holds: the model, the version, the phase.
    fn price(&self, entry: &Entry, charge: &Charge, variant: u16) -> Passage {
        let fee = self.tell.ledger.fee(entry.fee);
        let digits = self.tell.catalog.rounding.digits(fee.currency);
        let unit = |of: &str| {
            fee.unit.map_or_else(|| of.to_owned(), |unit| format!("{} {}{of}", money(unit, digits), fee.currency))
        };
        let text = match charge.price.variant(variant) {
            PriceModel::Flat(_) => unit(" whatever the quantity"),
            PriceModel::Each(_) => format!("{}; quantity {}", unit(" for each unit"), plain(fee.units())),
            PriceModel::Graduated(_) => "the units in each tier cost the tier's price".to_owned(),
            PriceModel::Volume(_) => "all units cost the price of the tier that the quantity lies in".to_owned(),
            PriceModel::Package(package) if package.round_up => "each package that is begun costs its price".to_owned(),
            PriceModel::Package(_) => "each full package costs its price, the rest is free".to_owned(),
            PriceModel::Percentage(_) => "each event costs a share of what it moves".to_owned(),
            PriceModel::GraduatedPercentage(_) => "the units in each tier cost the tier's rate".to_owned(),
            PriceModel::Capacity(_) => "the first tier that holds the highest readings decides".to_owned(),
            PriceModel::Text(words) => words.to_string(),
            PriceModel::Broken => String::new(),
        };
        let mut passage = Passage::new("price", text).at(fee.source, "");
        if !fee.included.is_zero() {
            let carried = fee.usage.as_ref().map_or(Decimal::ZERO, |usage| usage.carried);
            let of_before = if carried.is_zero() {
                String::new()
            } else {
                format!(", {} of them left of earlier periods", plain(carried))
            };
            passage = passage.say("rule", format!("{} of the units are included{of_before}", plain(fee.included)));
        }
        let Some(timeline) = &charge.price.timeline else { return passage };
        let version =
            timeline.versions.iter().find(|version| version.phases.iter().any(|phase| phase.variant == variant));
        let Some(version) = version else { return passage };
        if timeline.versions.len() > 1 {
            let from = version.from.map_or_else(|| "since ever".to_owned(), |from| format!("from {from} on"));
            passage = passage.say("version", format!("the one that new customers pay {from}"));
            if let Some(existing) = version.existing_from {
                passage = passage.say("version", format!("those who bought before pay it from {existing} on"));
            }
        }
        let number = version.phases.iter().position(|phase| phase.variant == variant).unwrap_or(0);
        if let (Some(phase), true) = (version.phases.get(number), version.phases.len() > 1) {
            let lasts = phase.lasts.map_or_else(|| "does not end".to_owned(), |lasts| format!("lasts {lasts}"));
            let text = format!("number {} of {}, which {lasts}", number + 1, version.phases.len());
            passage = passage.say("phase", text).at(phase.span, "the phase");
        }
        passage
    }

    /// Tells which included units are left of earlier periods and of this one, and until when they can be used.
    fn rollover(&self, entry: &Entry, charge: &Charge) -> Option<Passage> {
        let Timing::Usage { every, included, metering, .. } = charge.timing else { return None };
        if metering.rollover == Rollover::default()
            || !matches!(entry.kind, EntryKind::Usage { .. } | EntryKind::Progress { .. })
        {
            return None;
        }
        let fee = self.tell.ledger.fee(entry.fee);
        let carried = fee.usage.as_ref().map_or(Decimal::ZERO, |usage| usage.carried);
        let used = fee.units().max(Decimal::ZERO);
        let own = if metering.newest_first { used } else { (used - carried).max(Decimal::ZERO) }.min(included);
        let before = if metering.newest_first { (used - own).min(carried) } else { used.min(carried) };
        let end = entry.full_to;
        let of_before = if carried.is_zero() { "none".to_owned() } else { plain(carried) };
        let text = format!(
            "{of_before} of the included units are left of earlier periods, beside {} of this one",
            plain(included)
        );
        let passage = Passage::new("rollover", text).at(metering.rollover_span, "for how long units can be used");
        let (lasts, lapses) = match metering.rollover {
            Rollover::Unlimited => ("what is left of a period can be used for ever".to_owned(), String::new()),
            Rollover::Periods(periods) => {
                let times = i32::try_from(periods).ok().and_then(|times| every.times_after(end, times));
                let lapses = times.map_or_else(String::new, |day| format!(", which can be used before {day}"));
                let after = if periods == 1 { "period".to_owned() } else { format!("{periods} periods") };
                (format!("what is left of a period can be used in the {after} after it"), lapses)
            }
        };
        let first = if metering.newest_first {
            "this period's units are used first, then the newest"
        } else {
            "the oldest units are used first"
        };
        let passage = passage.say("rule", format!("{lasts}; {first}"));
        let (of_before, of_own) = (plain(before), plain(own));
        let passage =
            passage.say("note", format!("used: {of_before} of {}, and {of_own} of this period's", plain(carried)));
        let passage = if let (Rollover::Periods(1), true) = (metering.rollover, before < carried) {
            passage.say("note", format!("{} of earlier periods lapse on {end}", plain(carried - before)))
        } else {
            passage
        };
        let left = included - own;
        Some(passage.say(
            "note",
            if left.is_zero() {
                "nothing is left of this period".to_owned()
            } else {
                format!("left of this period: {}{lapses}", plain(left))
            },
        ))
    }

    /// Tells what a period of usage costs at least and at most, and what is above the least.
    fn bounds(&self, entry: &Entry, charge: &Charge) -> Option<Passage> {
        let fee = self.tell.ledger.fee(entry.fee);
        let spent = fee.usage.as_ref().and_then(|usage| usage.spend)?;
        let digits = self.tell.catalog.rounding.digits(fee.currency);
        let bound = |word: &str, bound: Option<Decimal>| bound.map(|bound| format!("{word} {}", money(bound, digits)));
        let overage = spent.overage.map(|factor| format!("what is above the least times {}", plain(factor)));
        let told = [bound("at least", spent.minimum), bound("at most", spent.maximum), overage];
        let told: Vec<String> = told.into_iter().flatten().collect();
        let text = format!("what is used in the period costs {}", told.join(", "));
        let passage = Passage::new("spend", text).at(charge.spend.as_ref()?.span, "");
        Some(match spent.days {
            Some((part, of)) => passage.say("note", format!("{part} of the {of} days of a whole period count")),
            None => passage,
        })
    }

    /// Tells of what a period lacks to the least that a plan costs, or is above the most.
    pub(super) fn plan_spend(&self, entry: &Entry, plan: Id<Plan>) -> Vec<Passage> {
        let object = self.tell.catalog.plans.get(plan);
        let fee = self.tell.ledger.fee(entry.fee);
        let mut passages = self.events(entry, None);
        let bound = object.spend.as_ref().map_or(object.code.span, |spend| spend.span);
        let every = object.spend.as_ref().map_or_else(String::new, |spend| format!(" every {}", spend.every));
        // What was given back for the most is charged again by a withdrawal.
        let goes_back = if let EntryKind::Refund(settlement) = &entry.kind { Some(settlement.charged) } else { None };
        let is_maximum = matches!(entry.kind, EntryKind::Maximum { .. })
            || goes_back.is_some_and(|charged| charged.is_sign_negative());
        let (word, bounds, line) =
            if is_maximum { ("maximum", "at most", "exceeds it by") } else { ("minimum", "at least", "lacks") };
        let amounts = object
            .spend
            .as_ref()
            .and_then(|spend| if is_maximum { spend.maximum.as_ref() } else { spend.minimum.as_ref() });
        let whole = amounts.and_then(|amounts| amounts.get(fee.currency));
        let digits = self.tell.catalog.rounding.digits(fee.currency);
        let (code, currency, from, to) = (&object.code.text, fee.currency, entry.from, entry.to);
        let costs = whole.map_or_else(String::new, |(amount, _)| format!(" {} {currency}", money(amount, digits)));
        let line = match goes_back {
            None if fee.settles_again() => {
                format!("the line is what [{from} .. {to}) {line}, less what was booked for that before")
            }
            None => format!("the line is what [{from} .. {to}) {line}"),
            Some(_) => format!("what that came to for [{from} .. {to}) goes back"),
        };
        let text = format!("plan `{code}` costs {bounds}{costs}{every}; {line}");
        passages.push(Passage::new(word, text).at(bound, "").at(object.code.span, ""));
        let spent = fee.usage.as_ref().and_then(|usage| usage.spend);
        if let (Some(days), None) = (spent.and_then(|spent| spent.days), goes_back) {
            passages.extend(self.share(entry, days));
        }
        passages.extend(self.withdrawn(entry, None));
        passages
    }
}

/// Returns when a charge falls due, as a rule.
fn due_rule(charge: &Charge, entry: &Entry, again: bool) -> String {
    match (&entry.kind, charge.timing) {
        (EntryKind::Refund(settlement), _) if settlement.is_withdrawal() => {
            "all that was charged goes back when the withdrawal takes effect, whether used or not".to_owned()
        }
        (EntryKind::Maximum { .. }, Timing::Usage { .. }) => corrected(),
        (EntryKind::Minimum { .. }, Timing::Usage { .. }) if again => corrected(),
        (EntryKind::Refund(_), Timing::Usage { .. }) => {
            "what was charged too much is settled when the event is said".to_owned()
        }
        (EntryKind::Refund(_), _) => "what was paid ahead is settled when the event takes effect".to_owned(),
        (EntryKind::Increase { .. }, _) => "units that are added to a paid period are charged at once".to_owned(),
        (EntryKind::Adjustment, _) => "taken off at once".to_owned(),
        (_, Timing::OneTime) => "a one-time charge is due when its product is activated".to_owned(),
        (EntryKind::Recurring, Timing::Recurring { bill: Bill::InAdvance(1), .. }) if entry.due < entry.from => {
            "in advance: the stub that a new bill day leaves is due on the new bill day before it".to_owned()
        }
        (_, Timing::Recurring { every, bill: Bill::InAdvance(1), .. }) => {
            format!("in advance: every {every} is due when it begins")
        }
        (_, Timing::Recurring { every, bill: Bill::InAdvance(ahead), .. }) => {
            let earlier = ahead - 1;
            let periods = if earlier == 1 { "period" } else { "periods" };
            format!("{ahead} periods in advance: every {every} is due {earlier} {periods} before it begins")
        }
        (_, Timing::Recurring { every, bill: Bill::InArrears, .. }) => {
            format!("in arrears: every {every} is due when it has ended")
        }
        (_, Timing::Recurring { bill: Bill::Progressive, .. }) => {
            "progressive: each day is due when it is over".to_owned()
        }
        (_, Timing::Usage { every, metering, .. }) => match metering.bill {
            UsageBill::InArrears => format!("what was used in every {every} is due when it has ended"),
            UsageBill::Progressive => "progressive: what was used on a day is due that day".to_owned(),
            UsageBill::InAdvance => {
                format!(
                    "in advance: what stays is due when a {every} begins, what is added on its day; nothing goes back"
                )
            }
        },
    }
}

fn corrected() -> String {
    "what a period costs at least and at most is settled again when an event is said that reaches back into it"
        .to_owned()
}

fn begins(anchor: Anchor) -> String {
    match anchor {
        Anchor::Anniversary => "periods begin on the day of the subscription".to_owned(),
        Anchor::Calendar => "periods begin where the calendar's do".to_owned(),
        Anchor::Purchase => "periods begin on the day of the purchase".to_owned(),
        Anchor::BillDay(day) => format!("periods begin on day {day} of the month"),
    }
}
