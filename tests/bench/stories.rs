//! A year of subscriptions of two kinds, and what each must come to, counted in whole cents without the engine.

use std::fmt::Write as _;
use std::io;

use ratebook::compile::{Compilation, Files, compile};
use ratebook::graph::{Catalog, Checked};
use ratebook::scenario::Scenario;
use ratebook::source::FileText;

/// Which plan is replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A flat monthly fee in arrears, 10 % off, 20 % tax; bought and cancelled within a month.
    Flat,
    /// A fee in advance, seats in advance by graduated tiers, support in arrears by volume tiers, 12.5 % off, 19 % tax;
    /// bought, enlarged and cancelled within a month.
    Tiers,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Flat, Self::Tiers];

    pub fn parse(name: &str) -> io::Result<Self> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| io::Error::other(format!("`{name}` is neither `a` nor `b`")))
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Flat => "a",
            Self::Tiers => "b",
        }
    }

    fn catalog(self) -> &'static str {
        match self {
            Self::Flat => FLAT,
            Self::Tiers => TIERS,
        }
    }
}

const MANIFEST: &str = "\
ratebook: 1
catalog: measured
currencies: [USD]
billing: { anchor: { bill_day: 1 } }
rounding: { mode: half_up, at: line }
tax: { prices: exclusive, default: vat }
";

const FLAT: &str = "\
taxes: { vat: { name: VAT, rate: 20% } }
products:
  line:
    name: Line
    charges:
      access: { type: recurring, price: 49.90, every: 1 month, bill: in_arrears }
discounts:
  loyal: { name: Loyal, type: percent, value: 10%, applies_to: { products: [line] } }
bundles:
  all: { products: { line: required }, discounts: { loyal: required } }
plans:
  plan: { name: Plan, bundles: [all] }
";

const TIERS: &str = "\
taxes: { vat: { name: VAT, rate: 19% } }
products:
  suite:
    name: Suite
    charges:
      fee: { type: recurring, price: 29.90, every: 1 month, bill: in_advance }
      seats:
        type: recurring
        price: { graduated: [{ up_to: 5, each: 9.95 }, { up_to: 25, each: 7.45, flat: 2.50 }, { each: 4.99 }] }
        every: 1 month
        bill: in_advance
      support:
        type: recurring
        price: { volume: [{ up_to: 10, each: 0.35, flat: 9.00 }, { up_to: 40, each: 0.85, flat: 6.00 }, { each: 1.05, flat: 5.00 }] }
        every: 1 month
        bill: in_arrears
discounts:
  loyal: { name: Loyal, type: percent, value: 12.5%, applies_to: { products: [suite] } }
bundles:
  all: { products: { suite: required }, discounts: { loyal: required } }
plans:
  plan: { name: Plan, bundles: [all] }
";

/// What a subscription must come to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum {
    pub lines: u64,
    pub cents: i128,
}

impl Sum {
    /// Adds a line of ten-thousandths of a cent over so many days of so many, and its tax.
    fn add(&mut self, full: i128, days: u32, of: u32, tax_percent: i128) {
        self.add_cents(half_up(full * i128::from(days), i128::from(of) * 10_000), tax_percent);
    }

    fn add_cents(&mut self, cents: i128, tax_percent: i128) {
        self.lines += 1;
        self.cents += cents + half_up(cents * tax_percent, 100);
    }
}

/// The nearest whole number to a quotient above zero.
fn half_up(numerator: i128, denominator: i128) -> i128 {
    (2 * numerator + denominator) / (2 * denominator)
}

/// The stories of one kind, which are replayed in turns.
pub struct Stories {
    compilation: Compilation,
    sums: Vec<Sum>,
}

/// A day of the month in a month counted from January 2025.
#[derive(Debug, Clone, Copy)]
struct Day {
    month: u32,
    day: u32,
}

impl Day {
    fn text(self) -> String {
        format!("{}-{:02}-{:02}", 2025 + self.month / 12, self.month % 12 + 1, self.day)
    }
}

/// The days of a month of 2025 or 2026.
fn length(month: u32) -> u32 {
    match month % 12 {
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    }
}

/// A subscription bought on one day, enlarged on another and cancelled on a third a year after the first.
struct Story {
    bought: Day,
    enlarged: Day,
    left: Day,
    seats: (u32, u32),
}

impl Stories {
    /// Compiles the catalog with a story for every day of a year but the first days of months.
    pub fn of(kind: Kind) -> io::Result<Self> {
        let mut text = String::new();
        let mut sums = Vec::new();
        for month in 0..12 {
            for day in 2..=length(month) {
                let story = Story {
                    bought: Day { month, day },
                    enlarged: Day { month: month + 5, day: 2 + (day * 7) % 27 },
                    left: Day { month: month + 12, day: 2 + (day * 5) % 27 },
                    seats: (1 + day % 12, 9 + day),
                };
                story.write(kind, &mut text).map_err(io::Error::other)?;
                sums.push(story.sum(kind));
            }
        }
        let file = |name: &str, text: &str| (name.to_owned(), FileText::Whole(text.to_owned()));
        let files = vec![
            file("ratebook.yaml", MANIFEST),
            file("catalog.yaml", kind.catalog()),
            file("year.scenario.yaml", &text),
        ];
        let compilation = compile(Files { manifest: "ratebook.yaml".to_owned(), files });
        match compilation.findings.first() {
            Some(finding) => Err(io::Error::other(finding.message.clone())),
            None => Ok(Self { compilation, sums }),
        }
    }

    pub fn catalog(&self) -> &Checked<Catalog> {
        self.compilation.checked().unwrap_or_else(|| panic!("bug: a catalog without findings is checked"))
    }

    /// Returns the stories.
    pub fn scenarios(&self) -> Vec<&Scenario> {
        self.compilation.scenarios.iter().filter_map(|placed| placed.scenario.as_ref()).collect()
    }

    /// Returns what so many of them must come to, from the first again after the last.
    pub fn sum(&self, count: u64) -> Sum {
        let of = |sums: &mut dyn Iterator<Item = &Sum>| {
            sums.fold(Sum::default(), |all, one| Sum { lines: all.lines + one.lines, cents: all.cents + one.cents })
        };
        let (turn, length) = (of(&mut self.sums.iter()), self.sums.len().max(1) as u64);
        let rest = of(&mut self.sums.iter().take(usize::try_from(count % length).unwrap_or(0)));
        let turns = count / length;
        Sum { lines: turns * turn.lines + rest.lines, cents: i128::from(turns) * turn.cents + rest.cents }
    }
}

impl Story {
    fn write(&self, kind: Kind, out: &mut String) -> std::fmt::Result {
        let Self { bought, enlarged, left, seats: (few, many) } = self;
        let (bought, enlarged, left) = (bought.text(), enlarged.text(), left.text());
        writeln!(
            out,
            "---\nscenario: a year from {bought}\nfrom: {bought}\nthrough: {left}\naccounts: {{ ada: {{}} }}"
        )?;
        write!(out, "events:\n  - {{ on: {bought}, subscribe: {{ account: ada, plan: plan, as: ada-plan")?;
        match kind {
            Kind::Flat => out.push_str(" } }\n"),
            Kind::Tiers => {
                writeln!(out, ", quantities: {{ suite: {few} }} }} }}")?;
                write!(out, "  - {{ on: {enlarged}, change_quantity: ")?;
                writeln!(out, "{{ subscription: ada-plan, product: suite, quantity: {many} }} }}")?;
            }
        }
        writeln!(out, "  - {{ on: {left}, cancel: {{ subscription: ada-plan }} }}")
    }

    fn sum(&self, kind: Kind) -> Sum {
        let mut sum = Sum::default();
        match kind {
            // 49.90 less 10 % = 44.91
            Kind::Flat => self.in_arrears(&mut sum, 20, |_| 44_910_000),
            Kind::Tiers => {
                self.in_advance(&mut sum, |_| 2990);
                self.in_advance(&mut sum, graduated);
                self.in_arrears(&mut sum, 19, |seats| loyal(volume(seats)));
            }
        }
        sum
    }

    /// Returns the first and the last days of the story within a month, the latter not included, out of how many.
    fn days(&self, month: u32) -> (u32, u32, u32) {
        let from = if month == self.bought.month { self.bought.day } else { 1 };
        let to = if month == self.left.month { self.left.day } else { length(month) + 1 };
        (from, to, length(month))
    }

    /// A line for each month and, in the month of the change, for each quantity if they differ.
    fn in_arrears(&self, sum: &mut Sum, tax: i128, full: impl Fn(u32) -> i128) {
        let (few, many) = (full(self.seats.0), full(self.seats.1));
        for month in self.bought.month..=self.left.month {
            let (from, to, of) = self.days(month);
            if month == self.enlarged.month && few != many {
                sum.add(few, self.enlarged.day - from, of, tax);
                sum.add(many, to - self.enlarged.day, of, tax);
            } else {
                sum.add(if month < self.enlarged.month { few } else { many }, to - from, of, tax);
            }
        }
    }

    /// A line for each month, one for the change and one for what is given back.
    fn in_advance(&self, sum: &mut Sum, cents: impl Fn(u32) -> i128) {
        let (few, many) = (loyal(cents(self.seats.0)), loyal(cents(self.seats.1)));
        for month in self.bought.month..self.left.month {
            let (from, to, of) = self.days(month);
            sum.add(if month <= self.enlarged.month { few } else { many }, to - from, of, 19);
            if month == self.enlarged.month && few != many {
                sum.add(many - few, to - self.enlarged.day, of, 19);
            }
        }
        // The last month is charged whole; what remains after the rest goes back is the rounded used part, and so is its tax.
        sum.lines += 1;
        sum.add(many, self.left.day - 1, length(self.left.month), 19);
    }
}

/// 12.5 % off, in ten-thousandths of a cent.
fn loyal(cents: i128) -> i128 {
    cents * 8_750
}

fn graduated(seats: u32) -> i128 {
    let seats = i128::from(seats);
    let (first, second, third) = (seats.min(5), seats.min(25) - seats.min(5), seats - seats.min(25));
    first * 995 + second * 745 + if seats > 5 { 250 } else { 0 } + third * 499
}

fn volume(seats: u32) -> i128 {
    let (each, flat) = match seats {
        0..=10 => (35, 900),
        11..=40 => (85, 600),
        _ => (105, 500),
    };
    i128::from(seats) * each + flat
}
