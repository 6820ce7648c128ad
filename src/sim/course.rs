//! A recurring charge in time: the period that is charged next, and those that were.

use smallvec::SmallVec;

use super::ledger::Piece;
use super::paid::Paid;
use crate::calendar::{Cycle, Date, DayCount, Period};
use crate::graph::{Bill, Catalog, Conventions, FirstWhole, FullPeriod, Per, Plan};
use crate::money::Decimal;

/// Where a recurring charge stands.
#[derive(Debug)]
pub(super) struct Course {
    pub cycle: Cycle,
    /// The cycles before it, each with the day on which it gave way.
    pub earlier: Vec<(Cycle, Date)>,
    pub counting: Counting,
    pub bill: Bill,
    /// How many whole periods are paid at once; 1 is the ordinary case (`P-19`).
    pub prepaid: u16,
    /// Whether the last partial period is prorated.
    pub last: bool,
    /// The period that is charged next: in advance it has not begun, in arrears it is running.
    pub next: Part,
    /// In arrears: quantities within the running period, from its start on.
    pub quantities: SmallVec<[(Date, u32); 2]>,
    /// The first day that is not charged any more, if its price or its bundle ends.
    pub ends: Option<Date>,
    /// The first day that will not be charged any more, if notice was given.
    pub notice: Option<Date>,
    /// Since when it is not charged, if it is paused.
    pub paused: Option<Date>,
    /// Whether the next period was begun before a pause, so that a price that waits for the next one still waits.
    pub resumed: bool,
    /// The cycle that takes over when the next period has ended.
    pub then: Option<Cycle>,
    /// The day on which the next period is charged in advance, if it is a stub that is charged before it begins.
    pub stub_due: Option<Date>,
    /// Days of the running period without service, for which the charge gives money back when it is charged.
    pub outages: Vec<(Date, Date)>,
    /// What was charged of the running period, if it is charged day by day.
    pub spread: Option<Spread>,
    /// What was charged, in the order of time; something of it may have to go back.
    pub(super) paid: Vec<Paid>,
}

/// What was charged of a period that is charged day by day.
#[derive(Debug)]
pub(super) struct Spread {
    /// The first day that is not charged yet.
    pub until: Date,
    /// What was charged, each day rounded.
    pub charged: Decimal,
    /// The days at one price.
    pub pieces: Vec<Piece>,
}

impl Course {
    /// Tells whether a period is charged when it starts.
    pub fn is_in_advance(&self) -> bool {
        matches!(self.bill, Bill::InAdvance(_))
    }

    /// Returns the day on which the next period is charged, if it is charged in advance.
    pub fn due(&self) -> Date {
        match self.bill {
            Bill::InAdvance(1) => self.stub_due.unwrap_or(self.next.from),
            Bill::InArrears | Bill::Progressive => self.next.from,
            // So many periods before may be before the calendar's first day.
            Bill::InAdvance(periods) => {
                let index = self.next.index.checked_sub(i32::from(periods) - 1);
                index.and_then(|index| self.cycle.boundary(index)).map_or(Date::FIRST, |day| day.min(self.next.from))
            }
        }
    }

    /// Lets periods follow another cycle from a day on.
    pub fn turn_to(&mut self, cycle: Cycle, on: Date) {
        self.earlier.push((std::mem::replace(&mut self.cycle, cycle), on));
    }

    /// Goes on to the next period.
    pub fn go_on(&mut self) -> Option<()> {
        (self.resumed, self.stub_due) = (false, None);
        let from = self.next.to;
        self.next = match self.then.take() {
            Some(cycle) => {
                self.turn_to(cycle, from);
                self.part_from(from)?
            }
            None => self.with_prepaid(part_after(&self.cycle, self.counting, &self.next)?)?,
        };
        Some(())
    }

    /// Returns what is left from a day on of the period that holds it, or the periods that are paid at once from then on.
    pub fn part_from(&self, from: Date) -> Option<Part> {
        self.with_prepaid(part_of(&self.cycle, self.counting, self.cycle.index_of(from)?, from, true)?)
    }

    /// Returns a whole period with those that are paid at once with it.
    pub fn with_prepaid(&self, part: Part) -> Option<Part> {
        if self.prepaid < 2 || self.cycle.boundary(part.index)? != part.from {
            return Some(part);
        }
        let periods = self.prepaid;
        let to = self.cycle.boundary(part.index.checked_add(i32::from(periods))?)?;
        let (full_from, of, count) = (part.from, u32::from(periods), Count::Periods(self.cycle));
        Some(Part { periods, to, full_from, full_to: to, whole: of, of, count, by_days: false, ..part })
    }

    /// Returns the end of the period that is charged for the day before `end`, or of those that are paid at once.
    pub fn whole_until(&self, end: Date) -> Option<Date> {
        let (cycle, next) = (&self.cycle, &self.next);
        let running = cycle.index_of(end)?;
        let after = if cycle.boundary(running)? == end { running } else { running.checked_add(1)? };
        // Those that are paid at once follow each other from the next ones on, or from the one after a part of a period.
        let (first, periods) = (next.index.checked_add(i32::from(next.periods))?, i32::from(self.prepaid.max(1)));
        let beyond = after.checked_sub(first)?.max(0);
        if next.from < end && next.periods > 1 && beyond == 0 {
            return Some(next.to);
        }
        let whole = beyond.checked_add(periods - 1)? / periods * periods;
        cycle.boundary(if beyond == 0 { after } else { first.checked_add(whole)? })
    }

    /// Returns the first day that is not charged any more, as far as that is known.
    pub fn end(&self) -> Option<Date> {
        match (self.ends, self.notice) {
            (Some(ends), Some(notice)) => Some(ends.min(notice)),
            (ends, notice) => ends.or(notice),
        }
    }

    /// Tells whether a day is charged no more.
    pub fn has_ended(&self, day: Date) -> bool {
        let by = |end: Option<Date>| end.is_some_and(|end| end <= day);
        by(self.end()) || by(self.paused)
    }
}

/// A period, or the part of it that is held.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// The number of the period in the cycle.
    pub index: i32,
    /// How many periods it is.
    pub periods: u16,
    /// The first of its days, whose number all others count from.
    pub begins: Date,
    /// The first of its days that is not charged yet.
    pub from: Date,
    pub to: Date,
    /// The first of the days that the full fee is for.
    pub full_from: Date,
    /// The first day after them.
    pub full_to: Date,
    /// How many days the full fee is for, as they are counted.
    pub of: u32,
    /// How many of them a whole period is: fewer where the fee is for several.
    whole: u32,
    /// How they are counted.
    count: Count,
    every: Period,
    /// Whether a whole period costs its days, too, and not its price.
    by_days: bool,
}

/// What is counted.
#[derive(Debug, Clone, Copy)]
enum Count {
    /// Days.
    Days(DayCount),
    /// Periods that have begun (`P-20`).
    Periods(Cycle),
}

/// How the days of parts and wholes are counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counting {
    count: DayCount,
    full_period: FullPeriod,
    first_whole: FirstWhole,
    per: Option<Per>,
}

impl Counting {
    /// Tells whether a price is for each period, and not for another time.
    pub fn is_per_period(&self) -> bool {
        self.per.is_none()
    }

    /// Returns how days are counted.
    pub fn days(&self) -> DayCount {
        self.count
    }

    /// Returns the count for a charge of a plan with a period, whose price may be for another time.
    pub fn of_charge(catalog: &Catalog, plan: &Plan, every: Period, per: Option<Per>) -> Self {
        let counting = Self::from(&catalog.billing.conventions);
        match per {
            Some(_) => Self { per, ..counting },
            None => Self { count: catalog.count_in(plan, every), ..counting },
        }
    }
}

impl From<&Conventions> for Counting {
    fn from(conventions: &Conventions) -> Self {
        let Conventions { count, full_period, first_whole, .. } = conventions;
        Self { count: count.value, full_period: full_period.value, first_whole: first_whole.value, per: None }
    }
}

/// A share of a full fee.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    /// How many days are charged.
    pub part: u32,
    /// How many days the full fee is for.
    pub of: u32,
    /// The first day of the full fee.
    pub full_from: Date,
    /// The first day after it.
    pub full_to: Date,
}

impl Part {
    /// Tells whether it is a whole period that costs its price.
    pub fn is_whole(&self) -> bool {
        // Whoever adds a field has to think of it here.
        let Self { index: _, periods, begins: _, from, to, full_from, full_to, of, whole, count: _, every: _, by_days } =
            self;
        *periods == 1 && !by_days && of == whole && from == full_from && to == full_to
    }

    /// Returns the whole period that comes so many after it in a cycle, where each is paid alone and costs its price.
    pub fn whole_after(&self, cycle: &Cycle, days: DayCount, periods: u32) -> Option<Self> {
        let index = self.index.checked_add(i32::try_from(periods).ok()?)?;
        let (from, to) = (cycle.boundary(index)?, cycle.boundary(index.checked_add(1)?)?);
        let of = u32::try_from(days.whole(from, to, self.every)).ok()?;
        let (begins, full_from, full_to, whole, count) = (from, from, to, of, Count::Days(days));
        Some(Self { index, begins, from, to, full_from, full_to, of, whole, count, ..*self })
    }

    /// Returns how many of the days of the full fee lie in `[from, to)`, both within the part.
    ///
    /// Days are counted from the start of the part, so that pieces of it add up to it in every count; those of a whole
    /// period add up to the full fee.
    pub fn days(&self, from: Date, to: Date) -> u32 {
        let counted = |day: Date| {
            if !self.by_days && day >= self.full_to && self.begins == self.full_from {
                return self.whole;
            }
            let days = match self.count {
                Count::Days(count) => u32::try_from(count.days(self.begins, day, self.every)).unwrap_or(0),
                Count::Periods(cycle) => self.begun(&cycle, day),
            };
            if self.by_days { days } else { days.min(self.whole) }
        };
        counted(to).saturating_sub(counted(from))
    }

    /// Returns the share of the full fee that the days in `[from, to)` cost.
    pub fn share(&self, from: Date, to: Date) -> Share {
        let whole = !self.by_days && from == self.full_from && to == self.full_to;
        let part = if whole { self.whole } else { self.days(from, to) };
        Share { part, of: self.of, full_from: self.full_from, full_to: self.full_to }
    }

    /// Returns how many of its periods have begun before a day.
    fn begun(&self, cycle: &Cycle, day: Date) -> u32 {
        let begun = cycle.index_of(day).and_then(|index| {
            let running = i32::from(cycle.boundary(index)? < day);
            u32::try_from(index - self.index + running).ok()
        });
        begun.unwrap_or(0)
    }

    /// Returns the first day from `day` on that can go unused: where several periods are paid at once, one that has begun
    /// is used.
    pub fn unused_from(&self, day: Date) -> Date {
        let Count::Periods(cycle) = self.count else { return day };
        let index = cycle.index_of(day).filter(|_| day < self.to);
        let boundary = |index: i32| cycle.boundary(index);
        let next = index.and_then(|index| if boundary(index)? < day { boundary(index + 1) } else { Some(day) });
        next.unwrap_or(self.to)
    }

    /// Returns the part from `day` on at one price, where the price is for a time of the calendar (`P-27`); else all of it.
    pub fn at_one_price(self, counting: Counting, day: Date) -> Option<Self> {
        let Some(Per::Calendar(every)) = counting.per else { return Some(self) };
        let calendar = Cycle::calendar(day, every)?;
        let index = calendar.index_of(day)?;
        let (full_from, full_to) = (calendar.boundary(index)?, calendar.boundary(index + 1)?);
        let of = u32::try_from(counting.count.whole(full_from, full_to, every)).ok()?;
        Some(Self {
            begins: day,
            from: day,
            to: self.to.min(full_to),
            full_from,
            full_to,
            of,
            whole: of,
            every,
            ..self
        })
    }
}

/// Returns the part of the period with number `index` that begins on `from`, if both its ends lie in the calendar.
///
/// With `prorated` the fee is for the whole period, so that the part costs its share; without, the part costs it all.
pub(super) fn part_of(cycle: &Cycle, counting: Counting, index: i32, from: Date, prorated: bool) -> Option<Part> {
    part_between(cycle, counting, (index, cycle.boundary(index)?), from, prorated)
}

/// Returns the whole period that begins where another ends.
pub(super) fn part_after(cycle: &Cycle, counting: Counting, before: &Part) -> Option<Part> {
    part_between(cycle, counting, (before.index.checked_add(i32::from(before.periods))?, before.to), before.to, true)
}

fn part_between(
    cycle: &Cycle,
    counting: Counting,
    (index, begins): (i32, Date),
    from: Date,
    prorated: bool,
) -> Option<Part> {
    let to = cycle.boundary(index.checked_add(1)?)?;
    let every = cycle.every();
    let full_from = match (prorated, counting.first_whole, every.months()) {
        (false, ..) => from,
        (true, FirstWhole::Length, Some(months)) if from > begins => to.plus_months(-months)?.min(from),
        (true, FirstWhole::Length | FirstWhole::Cycle, _) => begins,
    };
    // A part that costs as much as a whole period is shared out over its own calendar days, or its seconds.
    let as_counted = prorated || counting.count == DayCount::Seconds;
    let count = if as_counted { counting.count } else { DayCount::ActualDays };
    let of = u32::try_from(count.whole(full_from, to, every)).ok()?;
    let by_days = prorated && counting.full_period == FullPeriod::Days;
    let (whole, count) = (of, Count::Days(count));
    let of = match counting.per {
        Some(Per::Periods(shares)) => whole.checked_mul(shares)?,
        Some(Per::Calendar(_)) | None => whole,
    };
    Some(Part { index, periods: 1, begins: from, from, to, full_from, full_to: to, of, whole, count, every, by_days })
}
