//! How many days, or seconds, a proration sees between two dates.

use super::{Date, Period};

/// How the days of a partial period and of its whole are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayCount {
    /// Calendar days over the calendar days of the whole period.
    #[default]
    ActualDays,
    /// Calendar days over 30 for each month of the whole period.
    Actual360,
    /// Days of months of 30 days: the 31st counts as the 30th, and February is as long as the others.
    Thirty360,
    /// Days of months of 28 days: what follows the 28th counts as it.
    TwentyEight,
    /// Calendar days over the nominal days of the whole period: 30 a month, 91 a quarter, 182 a half-year, 365 a year.
    Nominal,
    /// Seconds over the seconds of the whole period, every day having 86,400.
    Seconds,
}

impl DayCount {
    /// Returns how many days, or seconds, lie in `[from, to)` of a period this long; negative if `to` is earlier.
    ///
    /// Periods of days, weeks or half-months have no months to even out: their days are calendar days in every count of
    /// days.
    ///
    /// ```
    /// use ratebook::calendar::{Date, DayCount, Period};
    /// let (from, to) = (Date::parse("2023-05-23").unwrap(), Date::parse("2023-06-15").unwrap());
    /// assert_eq!(DayCount::ActualDays.days(from, to, Period::MONTH), 23);
    /// assert_eq!(DayCount::Thirty360.days(from, to, Period::MONTH), 22);
    /// ```
    #[must_use]
    pub fn days(self, from: Date, to: Date, every: Period) -> i64 {
        match (self, every.months()) {
            (Self::Thirty360, Some(_)) => day_number(to, 30) - day_number(from, 30),
            (Self::TwentyEight, Some(_)) => day_number(to, 28) - day_number(from, 28),
            (Self::Seconds, _) => from.seconds_until(to),
            (Self::ActualDays | Self::Actual360 | Self::Thirty360 | Self::TwentyEight | Self::Nominal, _) => {
                from.days_until(to)
            }
        }
    }

    /// Returns how many days, or seconds, the fee of the whole period `[from, to)` is divided by.
    #[must_use]
    pub fn whole(self, from: Date, to: Date, every: Period) -> i64 {
        match (self, every.months()) {
            (Self::Actual360, Some(months)) => 30 * i64::from(months),
            (Self::Nominal, _) => every.nominal_days(),
            (Self::ActualDays | Self::Actual360 | Self::Thirty360 | Self::TwentyEight | Self::Seconds, _) => {
                self.days(from, to, every)
            }
        }
    }

    /// Returns the name used on invoices, if days are not plainly those of the calendar.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::ActualDays | Self::Seconds => None,
            Self::Actual360 => Some("actual/360"),
            Self::Thirty360 => Some("30/360"),
            Self::TwentyEight => Some("months of 28"),
            Self::Nominal => Some("nominal"),
        }
    }

    /// Returns the word for what is counted.
    #[must_use]
    pub fn noun(self) -> &'static str {
        if self == Self::Seconds { "seconds" } else { "days" }
    }
}

/// Numbers the days of months that all have as many.
fn day_number(date: Date, month: u32) -> i64 {
    i64::from(date.months()) * i64::from(month) + i64::from(date.day().min(month))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(count: DayCount, from: &str, to: &str) -> (i64, i64) {
        let d = |text| Date::parse(text).unwrap();
        let first = Date::clamped(d(from).year(), d(from).month(), 1).unwrap();
        (count.days(d(from), d(to), Period::MONTH), count.whole(first, first.plus_months(1).unwrap(), Period::MONTH))
    }

    #[test]
    fn the_end_of_january_is_five_or_four_days_of_31_or_30() {
        assert_eq!(counted(DayCount::ActualDays, "2021-01-27", "2021-02-01"), (5, 31));
        assert_eq!(counted(DayCount::Actual360, "2021-01-27", "2021-02-01"), (5, 30));
        assert_eq!(counted(DayCount::Thirty360, "2021-01-27", "2021-02-01"), (4, 30));
    }

    #[test]
    fn a_leap_february_has_29_or_30_days() {
        assert_eq!(counted(DayCount::ActualDays, "2020-02-01", "2020-03-01"), (29, 29));
        assert_eq!(counted(DayCount::Actual360, "2020-02-01", "2020-03-01"), (29, 30));
        assert_eq!(counted(DayCount::Thirty360, "2020-02-01", "2020-03-01"), (30, 30));
    }

    #[test]
    fn from_the_23rd_to_the_15th_is_22_days_of_30_in_every_month() {
        for (from, to) in [
            ("2023-05-23", "2023-06-15"),
            ("2023-06-23", "2023-07-15"),
            ("2023-02-23", "2023-03-15"),
            ("2024-02-23", "2024-03-15"),
        ] {
            assert_eq!(counted(DayCount::Thirty360, from, to).0, 22, "{from}");
        }
    }

    #[test]
    fn a_year_has_365_nominal_days_in_leap_years_too() {
        let (from, to, year) = (Date::parse("2024-01-31").unwrap(), Date::parse("2025-01-31").unwrap(), "1 year");
        assert_eq!(DayCount::Nominal.whole(from, to, Period::parse(year).unwrap()), 365);
        assert_eq!(counted(DayCount::Nominal, "2024-02-01", "2024-03-01"), (29, 30));
    }

    #[test]
    fn weeks_have_calendar_days_in_every_count() {
        let (from, to, week) = (Date::parse("2026-01-29").unwrap(), Date::parse("2026-02-05").unwrap(), "1 week");
        for count in [DayCount::ActualDays, DayCount::Actual360, DayCount::Thirty360, DayCount::Nominal] {
            assert_eq!(count.whole(from, to, Period::parse(week).unwrap()), 7);
            assert_eq!(count.days(from, to, Period::parse(week).unwrap()), 7);
        }
    }
}
