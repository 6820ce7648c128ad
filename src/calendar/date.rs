//! A civil date between 1900-01-01 and 2999-12-31.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};

/// A civil date, without time or zone. The years 1900 to 2999 exist, so that every loop over dates ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateProblem {
    /// Not written as `YYYY-MM-DD`; holds the likely meaning where one is clear.
    Form(Option<String>),
    /// The form is right but the calendar has no such day.
    NoSuchDay,
    /// Outside 1900 to 2999.
    OutOfRange,
}

impl Date {
    /// Reads `2026-01-31`.
    ///
    /// # Errors
    /// Returns what is wrong with any other form, with a day that does not exist, or a year outside 1900 to 2999.
    ///
    /// ```
    /// use ratebook::calendar::{Date, DateProblem};
    /// assert_eq!(Date::parse("2026-01-31").unwrap().to_string(), "2026-01-31");
    /// assert_eq!(Date::parse("2026-02-30"), Err(DateProblem::NoSuchDay));
    /// ```
    pub fn parse(text: &str) -> Result<Self, DateProblem> {
        let fields: Vec<&str> = text.split('-').collect();
        let digits = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
        if let [y, m, d] = fields.as_slice()
            && digits(y, 4)
            && digits(m, 2)
            && digits(d, 2)
        {
            let (Ok(y), Ok(m), Ok(d)) = (y.parse(), m.parse(), d.parse()) else {
                return Err(DateProblem::Form(None));
            };
            let date = NaiveDate::from_ymd_opt(y, m, d).ok_or(DateProblem::NoSuchDay)?;
            return Self::within(date).ok_or(DateProblem::OutOfRange);
        }
        Err(DateProblem::Form(Self::likely(text)))
    }

    /// Returns the date that was probably meant; nothing where day and month could be either way round.
    fn likely(text: &str) -> Option<String> {
        let parts: Vec<&str> = text.split(['-', '/', '.', 'T', ' ']).take(3).collect();
        let [a, b, c] = parts.as_slice() else { return None };
        let date = |y: &str, m: &str, d: &str| {
            let date = NaiveDate::from_ymd_opt(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)?;
            Self::within(date).map(|date| date.to_string())
        };
        if a.len() == 4 {
            return date(a, b, c);
        }
        match (date(c, b, a), date(c, a, b)) {
            // Dots are only used with the day first.
            (Some(day_first), _) if text.contains('.') => Some(day_first),
            (Some(day_first), Some(month_first)) => (day_first == month_first).then_some(day_first),
            (day_first, month_first) => day_first.or(month_first),
        }
    }

    fn within(date: NaiveDate) -> Option<Self> {
        (1900..=2999).contains(&date.year()).then_some(Self(date))
    }

    /// Returns the date of this year, month and day of the month; a day beyond the month's end becomes its last day.
    #[must_use]
    pub fn clamped(year: i32, month: u32, day: u32) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let last = first.checked_add_months(Months::new(1))?.pred_opt()?;
        Self::within(first.with_day(day.min(last.day()))?)
    }

    /// Returns the year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Returns the month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// Returns the day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// Returns the date `days` later, or earlier if negative; nothing outside the range.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Option<Self> {
        let count = Days::new(days.unsigned_abs());
        let date = if days < 0 { self.0.checked_sub_days(count) } else { self.0.checked_add_days(count) };
        date.and_then(Self::within)
    }

    /// Returns the same day `months` later, or the last day of that month where it has no such day.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Option<Self> {
        let total =
            self.year().checked_mul(12)?.checked_add(i32::try_from(self.month()).ok()? - 1)?.checked_add(months)?;
        Self::clamped(total.div_euclid(12), u32::try_from(total.rem_euclid(12)).ok()? + 1, self.day())
    }

    /// Returns how many days lie in `[self, end)`; negative if `end` is earlier.
    #[must_use]
    pub fn days_until(self, end: Self) -> i64 {
        end.0.signed_duration_since(self.0).num_days()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_forms_are_named_with_the_likely_date() {
        assert_eq!(Date::parse("31.12.2026"), Err(DateProblem::Form(Some("2026-12-31".into()))));
        assert_eq!(Date::parse("2026/1/5"), Err(DateProblem::Form(Some("2026-01-05".into()))));
        assert_eq!(Date::parse("12/31/2026"), Err(DateProblem::Form(Some("2026-12-31".into()))));
        assert_eq!(Date::parse("01/02/2026"), Err(DateProblem::Form(None)));
        assert_eq!(Date::parse("soon"), Err(DateProblem::Form(None)));
        assert_eq!(Date::parse("1066-10-14"), Err(DateProblem::OutOfRange));
    }

    #[test]
    fn months_clamp_to_the_last_day() {
        let d = |t| Date::parse(t).unwrap();
        assert_eq!(d("2026-01-31").plus_months(1), Some(d("2026-02-28")));
        assert_eq!(d("2028-01-31").plus_months(1), Some(d("2028-02-29")));
        assert_eq!(d("2026-01-31").plus_months(-2), Some(d("2025-11-30")));
        assert_eq!(d("2999-12-31").plus_days(1), None);
    }
}
