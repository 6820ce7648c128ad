//! A purchase as a value: what somebody does, step by step, and how it is said.

use smol_str::SmolStr;

use crate::calendar::Date;
use crate::graph::{BatchId, Bundle, Catalog, Coupon, Id, Plan};
use crate::money::Currency;

/// What one customer does from subscribing on. Purchases are ordered by how many choices they take, then by code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Purchase {
    /// How many things are chosen beside the plan: options, bundles that are added, codes that are used.
    choices: usize,
    /// The plan.
    pub plan: Id<Plan>,
    /// The subscription, then what follows it, in the order in which it is done.
    pub steps: Vec<Step>,
    /// The number of the currency among those of the catalog.
    currency: usize,
}

/// One thing that is done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// What.
    pub act: Act,
    /// The codes of the optional products and discounts that are chosen, by code.
    pub options: Vec<SmolStr>,
    /// The batch whose first code is used.
    pub code: Option<BatchId>,
    /// The day.
    pub on: Date,
}

/// What is done in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// The plan is subscribed to.
    Subscribe,
    /// A bundle is added.
    Add(Id<Bundle>),
    /// The code is redeemed without a purchase.
    Redeem,
}

impl Step {
    /// Returns how many choices the step takes.
    fn choices(&self) -> usize {
        usize::from(matches!(self.act, Act::Add(_))) + self.options.len() + usize::from(self.code.is_some())
    }

    fn words(&self, catalog: &Catalog, plan: Id<Plan>) -> String {
        let code = self.code.map(|batch| first_code(catalog.batch(batch)));
        let used = code.as_deref().unwrap_or_default();
        let (mut words, code) = match self.act {
            Act::Subscribe => (format!("subscribe to `{}`", catalog.plans.get(plan).code.text), code.as_ref()),
            Act::Add(bundle) => (format!("add `{}`", catalog.bundles.get(bundle).code.text), code.as_ref()),
            Act::Redeem => (format!("redeem `{used}`"), None),
        };
        let options = self.options.iter().map(|option| format!("option `{option}`"));
        let with: Vec<String> = options.chain(code.map(|code| format!("code `{code}`"))).collect();
        if !with.is_empty() {
            words.push_str(" with ");
            words.push_str(&with.join(", "));
        }
        words
    }

    fn event(&self, catalog: &Catalog, plan: Id<Plan>) -> String {
        let mut fields = match self.act {
            Act::Subscribe => vec!["account: ada".to_owned(), format!("plan: {}", catalog.plans.get(plan).code.text)],
            Act::Add(bundle) => {
                vec!["to: ada-1".to_owned(), format!("bundle: {}", catalog.bundles.get(bundle).code.text)]
            }
            Act::Redeem => vec!["subscription: ada-1".to_owned()],
        };
        if !self.options.is_empty() {
            fields.push(format!("options: [{}]", self.options.join(", ")));
        }
        if let Some(batch) = self.code {
            fields.push(format!("code: {}", quoted(&first_code(catalog.batch(batch)))));
        }
        let verb = match self.act {
            Act::Subscribe => {
                fields.push("as: ada-1".to_owned());
                "subscribe"
            }
            Act::Add(_) => "add",
            Act::Redeem => "redeem",
        };
        format!("{{ on: {}, {verb}: {{ {} }} }}", self.on, fields.join(", "))
    }
}

impl Purchase {
    /// Makes a purchase of its steps, of which the first is the subscription.
    pub(super) fn new(plan: Id<Plan>, steps: Vec<Step>) -> Self {
        let choices = steps.iter().map(Step::choices).sum();
        Self { choices, plan, steps, currency: 0 }
    }

    /// Returns the same in another currency of the catalog, by its number.
    pub(super) fn paid_in(mut self, currency: usize) -> Self {
        self.currency = currency;
        self
    }

    /// Returns how many things are chosen beside the plan.
    #[must_use]
    pub fn choices(&self) -> usize {
        self.choices
    }

    /// Returns the currency in which it is paid; nothing in a catalog without one.
    #[must_use]
    pub fn currency(&self, catalog: &Catalog) -> Option<Currency> {
        catalog.currencies.get(self.currency).copied()
    }

    /// Tells whether a code of a batch is used in it.
    #[must_use]
    pub fn uses(&self, batch: BatchId) -> bool {
        self.steps.iter().any(|step| step.code == Some(batch))
    }

    /// Returns the same without the codes of a batch, and without what is done only to use one.
    #[must_use]
    pub fn without_code(&self, batch: BatchId) -> Self {
        let mut steps = self.steps.clone();
        steps.retain(|step| step.code != Some(batch) || step.act != Act::Redeem);
        for step in steps.iter_mut().filter(|step| step.code == Some(batch)) {
            step.code = None;
        }
        Self::new(self.plan, steps).paid_in(self.currency)
    }

    /// Returns the day of its last step.
    #[must_use]
    pub fn last_day(&self) -> Option<Date> {
        self.steps.iter().map(|step| step.on).max()
    }

    /// Tells whether everything is done on one day.
    #[must_use]
    pub fn is_on_one_day(&self) -> bool {
        self.steps.windows(2).all(|pair| matches!(pair, [a, b] if a.on == b.on))
    }

    /// Returns it in plain words, on one line.
    #[must_use]
    pub fn words(&self, catalog: &Catalog) -> String {
        let one_day = self.is_on_one_day();
        let step = |step: &Step| match one_day {
            true => step.words(catalog, self.plan),
            false => format!("{} on {}", step.words(catalog, self.plan), step.on),
        };
        let mut words = self.steps.iter().map(step).collect::<Vec<_>>().join("; ");
        if let (true, Some(step)) = (one_day, self.steps.first()) {
            let all = if self.steps.len() > 1 { "; all on" } else { " on" };
            words.push_str(&format!("{all} {}", step.on));
        }
        words
    }

    /// Returns it as the events of a scenario, one each.
    #[must_use]
    pub fn events(&self, catalog: &Catalog) -> Vec<String> {
        self.steps.iter().map(|step| step.event(catalog, self.plan)).collect()
    }

    /// Returns the account of the events as a scenario declares it.
    #[must_use]
    pub fn account(&self, catalog: &Catalog) -> String {
        let mut fields = Vec::new();
        if let (true, Some(currency)) = (catalog.currencies.len() > 1, self.currency(catalog)) {
            fields.push(format!("currency: {}", currency.code()));
        }
        let accepted = catalog.plans.get(self.plan).payment_methods.iter().find_map(|link| link.target);
        if let Some(method) = accepted {
            fields.push(format!("payment_method: {}", catalog.payment_methods.get(method).code.text));
        }
        if fields.is_empty() { "ada: {}".to_owned() } else { format!("ada: {{ {} }}", fields.join(", ")) }
    }
}

/// Returns the first code of a batch; empty if it has none.
fn first_code(batch: &Coupon) -> String {
    batch.codes.as_ref().and_then(|codes| codes.code(codes.range_start)).unwrap_or_default()
}

/// Returns text as a YAML scalar in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
