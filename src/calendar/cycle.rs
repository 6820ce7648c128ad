//! A billing cycle: the dates on which one period ends and the next begins.

use super::{Date, Period, Unit};

/// An endless row of period boundaries, each computed from the anchor, never from its neighbour.
///
/// So a cycle anchored on the 31st has its boundary on 28 or 29 February and on 31 March again. Half-months are those of
/// the calendar in every cycle: they begin on the 1st and the 16th.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cycle {
    anchor: Date,
    /// The number of the month that holds the anchor.
    month: i32,
    /// The day of the month that boundaries aim for; only for periods made of months.
    day: u32,
    every: Period,
}

impl Cycle {
    fn of(anchor: Date, day: u32, every: Period) -> Self {
        Self { anchor, month: anchor.months(), day, every }
    }

    /// Returns the cycle whose boundary 0 is `start`: the anniversary of a subscription.
    ///
    /// ```
    /// use ratebook::calendar::{Cycle, Date, Period};
    /// let start = Date::parse("2026-01-31").unwrap();
    /// let cycle = Cycle::anniversary(start, Period::MONTH);
    /// let dates: Vec<String> = (0..4).filter_map(|k| cycle.boundary(k)).map(|d| d.to_string()).collect();
    /// assert_eq!(dates, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]);
    /// ```
    #[must_use]
    pub fn anniversary(start: Date, every: Period) -> Self {
        if every.unit() == Unit::HalfMonth {
            let day = if start.day() > 15 { 16 } else { 1 };
            let anchor = Date::in_month(start.months(), day).unwrap_or(start);
            return Self::of(anchor, day, every);
        }
        Self::of(start, start.day(), every)
    }

    /// Returns the cycle of calendar periods, one of which holds `start`: weeks that begin on Monday, half-months on the
    /// 1st and 16th, months on the 1st, and a number of months that divides the year, or is divided by it, in January.
    ///
    /// Where the calendar has no such periods (5 months, 30 days), they are counted from the calendar's month or day of
    /// `start`.
    ///
    /// ```
    /// use ratebook::calendar::{Cycle, Date, Period};
    /// let start = Date::parse("2026-05-20").unwrap();
    /// let boundaries = |every| {
    ///     let cycle = Cycle::calendar(start, Period::parse(every).unwrap()).unwrap();
    ///     let index = cycle.index_of(start).unwrap();
    ///     (cycle.boundary(index).unwrap().to_string(), cycle.boundary(index + 1).unwrap().to_string())
    /// };
    /// assert_eq!(boundaries("1 week"), ("2026-05-18".into(), "2026-05-25".into()));
    /// assert_eq!(boundaries("1 half-month"), ("2026-05-16".into(), "2026-06-01".into()));
    /// assert_eq!(boundaries("3 months"), ("2026-04-01".into(), "2026-07-01".into()));
    /// assert_eq!(boundaries("1 year"), ("2026-01-01".into(), "2027-01-01".into()));
    /// ```
    #[must_use]
    pub fn calendar(start: Date, every: Period) -> Option<Self> {
        let anchor = match (every.unit(), every.months()) {
            (Unit::Day, _) => start.midnight(),
            (Unit::Week, _) => start.monday()?,
            (_, Some(months)) if 12 % months == 0 || months % 12 == 0 => Date::clamped(start.year(), 1, 1)?,
            (Unit::HalfMonth | Unit::Month | Unit::Year, _) => Date::in_month(start.months(), 1)?,
        };
        match every.unit() {
            // Counted from the half that holds the start.
            Unit::HalfMonth => Some(Self::anniversary(start, every)),
            Unit::Day | Unit::Week | Unit::Month | Unit::Year => Some(Self::of(anchor, anchor.day(), every)),
        }
    }

    /// Returns the cycle whose boundaries fall on `day` of the month (1 to 31, clamped in short months), boundary 0
    /// being the first on or after `start`. Periods of days or weeks know no bill day and count from `start`.
    #[must_use]
    pub fn on_bill_day(start: Date, day: u32, every: Period) -> Option<Self> {
        if every.months().is_none() {
            return Some(Self::anniversary(start, every));
        }
        let month = start.months();
        let here = Date::in_month(month, day)?;
        let (month, anchor) = if here >= start { (month, here) } else { (month + 1, Date::in_month(month + 1, day)?) };
        Some(Self { month, anchor, day, every })
    }

    /// Returns the cycle whose boundaries are whole periods away from `day` in the month of `start`, as far as the first
    /// bill of a quarter may be; for periods of a month the same as [`Cycle::on_bill_day`].
    ///
    /// ```
    /// use ratebook::calendar::{Cycle, Date, Period};
    /// let start = Date::parse("2011-01-31").unwrap();
    /// let cycle = Cycle::from_bill_day(start, 7, Period::parse("3 months").unwrap()).unwrap();
    /// assert_eq!(cycle.boundary(1).unwrap().to_string(), "2011-04-07");
    /// ```
    #[must_use]
    pub fn from_bill_day(start: Date, day: u32, every: Period) -> Option<Self> {
        if every.months().is_none() {
            return Some(Self::anniversary(start, every));
        }
        Some(Self::of(Date::in_month(start.months(), day)?, day, every))
    }

    /// Returns the cycle whose boundary 0 is `start` whatever its day, and whose others fall on `day` of the month
    /// (`P-26`); those of days or weeks know no bill day.
    ///
    /// ```
    /// use ratebook::calendar::{Cycle, Date, Period};
    /// let cycle = Cycle::towards(Date::parse("2026-03-30").unwrap(), 28, Period::MONTH);
    /// let dates: Vec<String> = (0..3).filter_map(|k| cycle.boundary(k)).map(|d| d.to_string()).collect();
    /// assert_eq!(dates, ["2026-03-30", "2026-04-28", "2026-05-28"]);
    /// ```
    #[must_use]
    pub fn towards(start: Date, day: u32, every: Period) -> Self {
        let cycle = Self::anniversary(start, every);
        if every.months().is_some() { Self { day, ..cycle } } else { cycle }
    }

    /// Returns the cycle on the same day of the month that begins anew on a day: its first period ends on that day of the
    /// month, or a whole period after it where it has passed. Nothing if it leaves the calendar.
    #[must_use]
    pub fn again(&self, from: Date) -> Option<Self> {
        Self::from_bill_day(from, self.day, self.every)
    }

    /// Returns the length of a period.
    #[must_use]
    pub fn every(&self) -> Period {
        self.every
    }

    /// Returns boundary number `index`, which may be negative; nothing outside the calendar's range.
    #[must_use]
    #[inline]
    pub fn boundary(&self, index: i32) -> Option<Date> {
        match (self.every.months(), self.every.days()) {
            (Some(_), _) if index == 0 => Some(self.anchor),
            (Some(months), _) => {
                let month = self.month.checked_add(months.checked_mul(index)?)?;
                Some(Date::in_month(month, self.day)?.at(self.anchor.second()))
            }
            (None, Some(days)) => self.anchor.plus_days(days.checked_mul(i64::from(index))?),
            (None, None) => {
                let halves = self.every.half_months()?.checked_mul(index)?;
                self.anchor.plus_half_months(halves)
            }
        }
    }

    /// Returns boundary number `index` and those after it, as far as the calendar goes.
    ///
    /// ```
    /// use ratebook::calendar::{Cycle, Date, Period};
    /// let cycle = Cycle::anniversary(Date::parse("2026-01-31").unwrap(), Period::MONTH);
    /// let dates: Vec<String> = cycle.boundaries(1).take(2).map(|day| day.to_string()).collect();
    /// assert_eq!(dates, ["2026-02-28", "2026-03-31"]);
    /// ```
    pub fn boundaries(self, mut index: i32) -> impl Iterator<Item = Date> {
        let step = self.every.months();
        let mut month = step.map_or(0, |step| self.month.saturating_add(step.saturating_mul(index)));
        std::iter::from_fn(move || {
            let boundary = match step {
                // The next month is at hand, and need not be worked out from the number.
                Some(_) if index != 0 => Date::in_month(month, self.day)?.at(self.anchor.second()),
                Some(_) | None => self.boundary(index)?,
            };
            (index, month) = (index.checked_add(1)?, month.saturating_add(step.unwrap_or(0)));
            Some(boundary)
        })
    }

    /// Returns the number of the period `[boundary(n), boundary(n + 1))` that holds `date`.
    #[must_use]
    pub fn index_of(&self, date: Date) -> Option<i32> {
        let estimate = match (self.every.months(), self.every.days()) {
            (Some(months), _) => (date.months() - self.month).div_euclid(months),
            (None, Some(days)) => i32::try_from(self.anchor.days_until(date).div_euclid(days)).ok()?,
            (None, None) => (date.half_months() - self.anchor.half_months()).div_euclid(self.every.half_months()?),
        };
        // The month, the half or the day is right, so that the boundary is in it, before the date or after it.
        let begun = |index: i32| self.boundary(index).is_some_and(|boundary| boundary <= date);
        if begun(estimate) { Some(estimate) } else { Some(estimate - 1).filter(|index| begun(*index)) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn boundaries_rise_and_spring_back(
            from in 0_i64..150_000, count in 1_u16..40, unit in 0_usize..5, day in 1_u32..=31, index in -200_i32..200,
        ) {
            let unit = ["days", "weeks", "half-months", "months", "years"][unit];
            let every = Period::parse(&format!("{count} {unit}")).unwrap();
            let start = d("2100-01-01").plus_days(from).unwrap();
            let bill_days = [Cycle::on_bill_day(start, day, every), Cycle::from_bill_day(start, day, every)];
            let others = [Some(Cycle::anniversary(start, every)), Cycle::calendar(start, every)];
            for (is_bill_day, cycle) in
                bill_days.into_iter().map(|c| (true, c)).chain(others.into_iter().map(|c| (false, c)))
            {
                let Some(cycle) = cycle else { continue };
                let (Some(this), Some(next)) = (cycle.boundary(index), cycle.boundary(index + 1)) else { continue };
                prop_assert!(this < next);
                prop_assert_eq!(cycle.boundaries(index).take(2).collect::<Vec<_>>(), [this, next]);
                prop_assert_eq!(cycle.index_of(this), Some(index));
                prop_assert_eq!(cycle.index_of(next.plus_days(-1).unwrap()), Some(index));
                if is_bill_day && every.months().is_some() {
                    // On the day, or on the last one of a month that does not have it.
                    prop_assert_eq!(Date::in_month(this.months(), day), Some(this));
                }
            }
        }
    }

    fn d(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn a_fixed_bill_day_starts_at_the_next_one_and_clamps() {
        let cycle = Cycle::on_bill_day(d("2026-01-15"), 31, Period::MONTH).unwrap();
        assert_eq!(cycle.boundary(0), Some(d("2026-01-31")));
        assert_eq!(cycle.boundary(1), Some(d("2026-02-28")));
        assert_eq!(cycle.boundary(2), Some(d("2026-03-31")));
        assert_eq!(cycle.boundary(-1), Some(d("2025-12-31")));
        let cycle = Cycle::on_bill_day(d("2026-01-15"), 1, Period::MONTH).unwrap();
        assert_eq!(cycle.boundary(0), Some(d("2026-02-01")));
        let cycle = Cycle::on_bill_day(d("2026-02-28"), 31, Period::MONTH).unwrap();
        assert_eq!(cycle.boundary(0), Some(d("2026-02-28")));
    }

    #[test]
    fn every_date_lies_in_the_period_it_is_said_to_lie_in() {
        let start = d("2024-01-31");
        for every in ["1 month", "3 months", "5 months", "1 year", "7 days", "2 weeks", "1 half-month", "3 half-months"]
        {
            let every = Period::parse(every).unwrap();
            let cycles = [
                Cycle::anniversary(start, every),
                Cycle::anniversary(start.at(79_518), every),
                Cycle::towards(start, 28, every),
                Cycle::calendar(start, every).unwrap(),
                Cycle::on_bill_day(start, 30, every).unwrap(),
                Cycle::from_bill_day(start, 30, every).unwrap(),
            ];
            for cycle in cycles {
                let mut date = d("2023-11-01").at(40_000);
                for _ in 0..900 {
                    let n = cycle.index_of(date).unwrap();
                    let (from, to) = (cycle.boundary(n).unwrap(), cycle.boundary(n + 1).unwrap());
                    assert!(from <= date && date < to, "{cycle:?} {date}");
                    date = date.plus_days(1).unwrap();
                }
            }
        }
    }

    #[test]
    fn several_calendar_units_begin_where_the_calendar_has_them() {
        let first = |every: &str| {
            let cycle = Cycle::calendar(d("2026-08-20"), Period::parse(every).unwrap()).unwrap();
            cycle.boundary(cycle.index_of(d("2026-08-20")).unwrap()).unwrap().to_string()
        };
        let cases = [
            ("1 day", "2026-08-20"),
            ("30 days", "2026-08-20"),
            ("2 weeks", "2026-08-17"),
            ("3 half-months", "2026-08-16"),
            ("2 months", "2026-07-01"),
            ("5 months", "2026-08-01"),
            ("6 months", "2026-07-01"),
            ("12 months", "2026-01-01"),
            ("2 years", "2026-01-01"),
        ];
        for (every, begins) in cases {
            assert_eq!(first(every), begins, "{every}");
        }
    }
}
