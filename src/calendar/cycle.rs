//! A billing cycle: the dates on which one period ends and the next begins.

use super::{Date, Period};

/// An endless row of period boundaries, each computed from the anchor, never from its neighbour.
///
/// So a cycle anchored on the 31st has its boundary on 28 or 29 February and on 31 March again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cycle {
    anchor: Date,
    /// The day of the month that boundaries aim for; only for periods made of months.
    day: u32,
    every: Period,
}

impl Cycle {
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
        Self { anchor: start, day: start.day(), every }
    }

    /// Returns the cycle whose boundaries fall on `day` of the month (1 to 31, clamped in short months), boundary 0
    /// being the first on or after `start`. Periods of days or weeks know no bill day and count from `start`.
    #[must_use]
    pub fn on_bill_day(start: Date, day: u32, every: Period) -> Option<Self> {
        if every.months().is_none() {
            return Some(Self::anniversary(start, every));
        }
        let here = Date::clamped(start.year(), start.month(), day)?;
        let anchor = if here >= start { here } else { Self { anchor: here, day, every: Period::MONTH }.boundary(1)? };
        Some(Self { anchor, day, every })
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
        Some(Self { anchor: Date::clamped(start.year(), start.month(), day)?, day, every })
    }

    /// Returns the cycle of a subscription whose periods begin on the 28th at the latest (`P-26`); only the first begins
    /// on `start` whatever its day.
    ///
    /// ```
    /// use ratebook::calendar::{Cycle, Date, Period};
    /// let cycle = Cycle::until_28(Date::parse("2026-03-30").unwrap(), Period::MONTH);
    /// let dates: Vec<String> = (0..3).filter_map(|k| cycle.boundary(k)).map(|d| d.to_string()).collect();
    /// assert_eq!(dates, ["2026-03-30", "2026-04-28", "2026-05-28"]);
    /// ```
    #[must_use]
    pub fn until_28(start: Date, every: Period) -> Self {
        Self { day: start.day().min(28), ..Self::anniversary(start, every) }
    }

    /// Returns the length of a period.
    #[must_use]
    pub fn every(&self) -> Period {
        self.every
    }

    /// Returns boundary number `index`, which may be negative; nothing outside the calendar's range.
    #[must_use]
    pub fn boundary(&self, index: i32) -> Option<Date> {
        match (self.every.months(), self.every.days()) {
            (Some(_), _) if index == 0 => Some(self.anchor),
            (Some(months), _) => {
                let shifted = self.anchor.plus_months(months.checked_mul(index)?)?;
                Date::clamped(shifted.year(), shifted.month(), self.day)
            }
            (None, Some(days)) => self.anchor.plus_days(days.checked_mul(i64::from(index))?),
            (None, None) => None,
        }
    }

    /// Returns the number of the period `[boundary(n), boundary(n + 1))` that holds `date`.
    #[must_use]
    pub fn index_of(&self, date: Date) -> Option<i32> {
        let estimate = match (self.every.months(), self.every.days()) {
            (Some(months), _) => {
                let month = |d: Date| d.year() * 12 + i32::try_from(d.month()).unwrap_or(0);
                (month(date) - month(self.anchor)).div_euclid(months)
            }
            (None, Some(days)) => i32::try_from(self.anchor.days_until(date).div_euclid(days)).ok()?,
            (None, None) => return None,
        };
        // The estimate may be one off where the month is right but the day is before or after the boundary.
        (estimate - 1..=estimate + 1).rev().find(|k| self.boundary(*k).is_some_and(|b| b <= date))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        for every in ["1 month", "3 months", "1 year", "7 days", "1 week"] {
            let cycle = Cycle::anniversary(d("2024-01-31"), Period::parse(every).unwrap());
            let mut date = d("2023-11-01");
            for _ in 0..900 {
                let n = cycle.index_of(date).unwrap();
                assert!(cycle.boundary(n).unwrap() <= date && date < cycle.boundary(n + 1).unwrap(), "{every} {date}");
                date = date.plus_days(1).unwrap();
            }
        }
    }
}
