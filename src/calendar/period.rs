//! A length of time as people write it: `1 month`, `14 days`.

use std::fmt;

use super::Date;

/// The unit of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Calendar days.
    Day,
    /// Seven days.
    Week,
    /// From the 1st through the 15th, and from the 16th on.
    HalfMonth,
    /// Calendar months.
    Month,
    /// Twelve months.
    Year,
}

impl Unit {
    /// Returns how many of it a period may have: no more years than a scenario spans.
    fn most(self) -> u16 {
        match self {
            Self::Year => 100,
            Self::Day | Self::Week | Self::HalfMonth | Self::Month => 1200,
        }
    }
}

/// A positive number of days, weeks, half-months, months or years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    count: u16,
    unit: Unit,
}

/// Why a text is not a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeriodProblem {
    /// A number without a unit.
    NoUnit,
    /// Zero of a unit.
    Zero,
    /// Longer than so many of its unit.
    TooLong(&'static str),
    /// Anything else; holds the likely meaning where one is clear.
    Form(Option<String>),
}

impl Period {
    /// One month.
    pub const MONTH: Self = Self { count: 1, unit: Unit::Month };

    /// Reads `1 month`, `14 days`, `2 weeks`, `1 half-month` or `1 year`; at least one and at most a
    /// hundred years or 1,200 of another unit.
    ///
    /// # Errors
    /// Returns what is wrong; a bare number never means a duration.
    ///
    /// ```
    /// use ratebook::calendar::{Period, PeriodProblem};
    /// assert_eq!(Period::parse("14 days").unwrap().to_string(), "14 days");
    /// assert_eq!(Period::parse("monthly"), Err(PeriodProblem::Form(Some("1 month".into()))));
    /// assert_eq!(Period::parse("14"), Err(PeriodProblem::NoUnit));
    /// ```
    pub fn parse(text: &str) -> Result<Self, PeriodProblem> {
        let mut words = text.split(' ').filter(|w| !w.is_empty());
        let (count, unit) = (words.next().unwrap_or(""), words.next());
        if count.is_empty() || !count.bytes().all(|b| b.is_ascii_digit()) || words.next().is_some() {
            return Err(PeriodProblem::Form(likely(text)));
        }
        let Some(unit) = unit else { return Err(PeriodProblem::NoUnit) };
        let unit = match unit {
            "day" | "days" => Unit::Day,
            "week" | "weeks" => Unit::Week,
            "half-month" | "half-months" => Unit::HalfMonth,
            "month" | "months" => Unit::Month,
            "year" | "years" => Unit::Year,
            _ => return Err(PeriodProblem::Form(likely(text))),
        };
        match count.parse::<u16>() {
            Ok(0) => Err(PeriodProblem::Zero),
            Ok(count) if count <= unit.most() => Ok(Self { count, unit }),
            _ if unit == Unit::Year => Err(PeriodProblem::TooLong("100")),
            _ => Err(PeriodProblem::TooLong("1,200")),
        }
    }

    /// Returns how many of the unit.
    #[must_use]
    pub fn count(self) -> u16 {
        self.count
    }

    /// Returns the unit.
    #[must_use]
    pub fn unit(self) -> Unit {
        self.unit
    }

    /// Returns the length in months if it is made of months or years.
    #[must_use]
    pub fn months(self) -> Option<i32> {
        match self.unit {
            Unit::Day | Unit::Week | Unit::HalfMonth => None,
            Unit::Month => Some(i32::from(self.count)),
            Unit::Year => Some(i32::from(self.count) * 12),
        }
    }

    /// Returns the length in days if it is made of days or weeks.
    #[must_use]
    pub fn days(self) -> Option<i64> {
        match self.unit {
            Unit::Day => Some(i64::from(self.count)),
            Unit::Week => Some(i64::from(self.count) * 7),
            Unit::HalfMonth | Unit::Month | Unit::Year => None,
        }
    }

    /// Returns the length in half-months if it is made of them.
    #[must_use]
    pub fn half_months(self) -> Option<i32> {
        (self.unit == Unit::HalfMonth).then(|| i32::from(self.count))
    }

    /// Returns its nominal length in days, wherever in the calendar it begins: 365 for a year, and what is whole of their
    /// twelfths for months, 30, 91 for three, 182 for six.
    ///
    /// ```
    /// # use ratebook::calendar::Period;
    /// let days = |text| Period::parse(text).unwrap().nominal_days();
    /// assert_eq!(["1 month", "3 months", "6 months", "1 year"].map(days), [30, 91, 182, 365]);
    /// assert_eq!(["2 years", "1 half-month", "2 weeks", "30 days"].map(days), [730, 15, 14, 30]);
    /// ```
    #[must_use]
    pub fn nominal_days(self) -> i64 {
        let count = i64::from(self.count);
        match self.unit {
            Unit::Day => count,
            Unit::Week => count * 7,
            Unit::HalfMonth => count * 365 / 24,
            Unit::Month => count * 365 / 12,
            Unit::Year => count * 365,
        }
    }

    /// Tells whether it lasts at least as long as another, wherever in the calendar both begin.
    ///
    /// ```
    /// # use ratebook::calendar::Period;
    /// let period = |text| Period::parse(text).unwrap();
    /// assert!(period("2 years").is_never_shorter_than(period("24 months")));
    /// assert!(period("31 days").is_never_shorter_than(period("1 month")));
    /// assert!(!period("30 days").is_never_shorter_than(period("1 month")));
    /// ```
    #[must_use]
    pub fn is_never_shorter_than(self, other: Self) -> bool {
        if let (Some(own), Some(others)) = (self.months(), other.months()) {
            return own >= others;
        }
        // Every fourth year has the same days, but for three in four hundred.
        let lengths = |period: Self| {
            let first = Date::parse("2025-01-01").ok();
            let starts = (0..48).filter_map(move |month| first?.plus_months(month));
            starts.filter_map(move |start| Some(start.days_until(period.after(start)?))).collect::<Vec<i64>>()
        };
        lengths(self).into_iter().min() >= lengths(other).into_iter().max()
    }

    /// Returns the date this long after `start`, with month ends clamped; nothing outside the calendar's range.
    #[must_use]
    pub fn after(self, start: Date) -> Option<Date> {
        self.times_after(start, 1)
    }

    /// Returns the date so many times this long after `start`, or before it if negative, with month ends clamped; nothing
    /// outside the calendar's range.
    ///
    /// ```
    /// # use ratebook::calendar::{Date, Period};
    /// let date = |text| Date::parse(text).unwrap();
    /// assert_eq!(Period::parse("1 month").unwrap().times_after(date("2026-03-31"), -1), Some(date("2026-02-28")));
    /// assert_eq!(Period::parse("2 weeks").unwrap().times_after(date("2026-03-01"), 3), Some(date("2026-04-12")));
    /// ```
    #[must_use]
    pub fn times_after(self, start: Date, times: i32) -> Option<Date> {
        match (self.months(), self.days()) {
            (Some(months), _) => start.plus_months(months.checked_mul(times)?),
            (None, Some(days)) => start.plus_days(days.checked_mul(i64::from(times))?),
            (None, None) => start.plus_half_months(self.half_months()?.checked_mul(times)?),
        }
    }
}

/// Returns what was probably meant: a word for a period, or a number and a unit in another spelling.
fn likely(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let word = match text.as_str() {
        "day" | "daily" | "p1d" => "1 day",
        "week" | "weekly" | "p1w" => "1 week",
        "half-month" | "half-monthly" | "semi-monthly" | "semimonthly" => "1 half-month",
        "month" | "monthly" | "p1m" => "1 month",
        "quarter" | "quarterly" | "p3m" => "3 months",
        "half-yearly" | "semiannual" | "p6m" => "6 months",
        "year" | "yearly" | "annual" | "annually" | "p1y" => "1 year",
        _ => "",
    };
    if !word.is_empty() {
        return Some(word.to_owned());
    }
    let at = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, unit) = text.split_at_checked(at)?;
    let (count, unit) = match (digits, unit.trim_start_matches([' ', '-', '_'])) {
        ("", unit) => {
            (1, unit.strip_prefix("an ").or_else(|| unit.strip_prefix("a ")).or_else(|| unit.strip_prefix("one "))?)
        }
        (digits, unit) => (digits.parse::<u16>().ok()?, unit),
    };
    let (count, unit) = match unit {
        "d" | "day" | "days" => (count, Unit::Day),
        "w" | "wk" | "wks" | "week" | "weeks" => (count, Unit::Week),
        "half month" | "half months" | "half-month" | "half-months" => (count, Unit::HalfMonth),
        "mo" | "mon" | "mth" | "mths" | "month" | "months" => (count, Unit::Month),
        "quarter" | "quarters" => (count.checked_mul(3)?, Unit::Month),
        "y" | "yr" | "yrs" | "year" | "years" => (count, Unit::Year),
        _ => return None,
    };
    (1..=unit.most()).contains(&count).then(|| Period { count, unit }.to_string())
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::HalfMonth => "half-month",
            Unit::Month => "month",
            Unit::Year => "year",
        };
        let plural = if self.count == 1 { "" } else { "s" };
        write!(f, "{} {unit}{plural}", self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_spellings_are_named_with_the_likely_period() {
        let likely = |text: &str| match Period::parse(text) {
            Err(PeriodProblem::Form(meant)) => meant,
            other => panic!("{text}: {other:?}"),
        };
        let cases = [
            ("monthly", "1 month"),
            ("P1Y", "1 year"),
            ("1month", "1 month"),
            ("6 Months", "6 months"),
            ("14-day", "14 days"),
            ("a year", "1 year"),
            ("one week", "1 week"),
            ("12 mths", "12 months"),
            ("2 quarters", "6 months"),
            ("3 d", "3 days"),
            ("semi-monthly", "1 half-month"),
            ("2 half months", "2 half-months"),
        ];
        for (text, meant) in cases {
            assert_eq!(likely(text).as_deref(), Some(meant), "{text}");
        }
        for text in
            ["", "soon", "a", "1 fortnight", "0 quarters", "9999 mths", "101 yrs", "99999999 d", "5 m", "-1 month", "é"]
        {
            assert_eq!(likely(text), None, "{text}");
        }
    }

    #[test]
    fn half_a_month_later_is_as_far_into_the_next_half() {
        let half = Period::parse("1 half-month").unwrap();
        let after = |text: &str| half.after(Date::parse(text).unwrap()).unwrap().to_string();
        let cases = [
            ("2026-01-01", "2026-01-16"),
            ("2026-01-15", "2026-01-30"),
            ("2026-01-16", "2026-02-01"),
            ("2026-01-31", "2026-02-15"),
            ("2026-02-15", "2026-02-28"),
            ("2025-12-31", "2026-01-15"),
        ];
        for (start, end) in cases {
            assert_eq!(after(start), end, "{start}");
        }
    }
}
