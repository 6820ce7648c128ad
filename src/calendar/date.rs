//! A civil date between 1900-01-01 and 2999-12-31, with a second of the day where seconds count.

use std::fmt;

/// A civil date, without zone. The years 1900 to 2999 exist, so that every loop over dates ends.
///
/// A plain date is its first second. Only a catalog that counts seconds gives a date another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Days since 0000-03-01, so that leap days are the last of a year.
    number: i32,
    second: u32,
}

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The number of 1970-01-01.
const EPOCH: i32 = 719_468;

/// The number of 1900-01-01.
const FIRST: i32 = 693_901;

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateProblem {
    /// Not written as `YYYY-MM-DD`; holds the likely meaning where one is clear.
    Form(Option<String>),
    /// The form is right but the calendar has no such day.
    NoSuchDay,
    /// The form is right but no clock shows such a time.
    NoSuchTime,
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
        if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() {
            let digit = |byte: &u8| u32::from(byte.wrapping_sub(b'0'));
            let (y1, y2, y3, y4) = (digit(y1), digit(y2), digit(y3), digit(y4));
            let (m1, m2, d1, d2) = (digit(m1), digit(m2), digit(d1), digit(d2));
            if y1.max(y2).max(y3).max(y4).max(m1).max(m2).max(d1).max(d2) <= 9 {
                let year = i32::try_from(y1 * 1000 + y2 * 100 + y3 * 10 + y4).unwrap_or(0);
                let (month, day) = (m1 * 10 + m2, d1 * 10 + d2);
                if !is_day(year, month, day) {
                    return Err(DateProblem::NoSuchDay);
                }
                return Self::from_civil(year, month, day).ok_or(DateProblem::OutOfRange);
            }
        }
        Err(DateProblem::Form(Self::likely(text)))
    }

    /// Returns the date that was probably meant; nothing where day and month could be either way round.
    fn likely(text: &str) -> Option<String> {
        let parts: Vec<&str> = text.split(['-', '/', '.', 'T', ' ']).take(3).collect();
        let [a, b, c] = parts.as_slice() else { return None };
        let date = |y: &str, m: &str, d: &str| {
            let (y, m, d) = (y.parse().ok()?, m.parse().ok()?, d.parse().ok()?);
            is_day(y, m, d).then(|| Self::from_civil(y, m, d)).flatten().map(|date| date.to_string())
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

    /// Returns the first second of a day that the calendar has; nothing outside 1900 to 2999.
    fn from_civil(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1900..=2999).contains(&year) {
            return None;
        }
        let (month, day) = (i32::try_from(month).ok()?, i32::try_from(day).ok()?);
        // Years from March to February: a leap day moves no day of its own year.
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let number = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
        Some(Self { number, second: 0 })
    }

    /// Returns the number of its month and the day of the month.
    #[inline]
    fn civil(self) -> (u32, u32) {
        let number = self.number();
        // 4800 months have 146,097 days, and none is longer than its share by so much that the guess is off by two.
        let guess = FIRST_MONTH + (number - first_of(FIRST_MONTH)) * 4800 / 146_097;
        let month = if first_of(guess) > number {
            guess - 1
        } else if first_of(guess + 1) <= number {
            guess + 1
        } else {
            guess
        };
        (month, number - first_of(month) + 1)
    }

    /// The first day that the calendar has.
    pub const FIRST: Self = Self { number: FIRST, second: 0 };

    /// Returns the first second of this year, month and day of the month; a day beyond the month's end becomes its last
    /// day.
    #[must_use]
    pub fn clamped(year: i32, month: u32, day: u32) -> Option<Self> {
        let last = month_length(year, month)?;
        if day == 0 { None } else { Self::from_civil(year, month, day.min(last)) }
    }

    /// Returns the year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.months().div_euclid(12)
    }

    /// Returns the month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.civil().0 % 12 + 1
    }

    /// Returns the day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u32 {
        self.civil().1
    }

    /// Returns the second of the day, from 0.
    #[must_use]
    pub fn second(self) -> u32 {
        self.second
    }

    /// Returns this second of the same day; its last one if the day has no such second.
    #[must_use]
    pub fn at(self, second: u32) -> Self {
        Self { second: second.min(86_399), ..self }
    }

    /// Returns the first second of the day.
    #[must_use]
    pub fn midnight(self) -> Self {
        self.at(0)
    }

    /// Returns the date and second that are so many seconds after 1970-01-01T00:00:00.
    #[must_use]
    pub fn of_seconds(seconds: i64) -> Option<Self> {
        let epoch = Self { number: EPOCH, second: 0 };
        let day = epoch.plus_days(seconds.div_euclid(DAY))?;
        Some(day.at(u32::try_from(seconds.rem_euclid(DAY)).ok()?))
    }

    /// Returns how many seconds it is after 1970-01-01T00:00:00; negative if it is before.
    #[must_use]
    pub fn seconds(self) -> i64 {
        Self { number: EPOCH, second: 0 }.seconds_until(self)
    }

    /// Returns the number of its day, which counts up from one day to the next.
    pub(crate) fn number(self) -> u32 {
        self.number.unsigned_abs()
    }

    /// Returns how many months have begun since the year 0, this one not among them.
    #[must_use]
    pub fn months(self) -> i32 {
        self.civil().0.cast_signed()
    }

    /// Returns the day of the month, or the month's last, in the month with this number.
    #[must_use]
    #[inline]
    pub fn in_month(months: i32, day: u32) -> Option<Self> {
        let months = u32::try_from(months).ok().filter(|months| (FIRST_MONTH..END_MONTH).contains(months))?;
        let first = first_of(months);
        // Every month has so many days; beyond its end lies its last one.
        let day_there = if day <= 28 { day } else { day.min(first_of(months + 1) - first) };
        let number = i32::try_from(first + day_there).ok()? - 1;
        (day > 0).then_some(Self { number, second: 0 })
    }

    /// Returns how many half-months have begun since the year 0, this one not among them.
    #[must_use]
    pub fn half_months(self) -> i32 {
        self.months() * 2 + i32::from(self.day() > 15)
    }

    /// Returns the day so many half-months later that is as far into its half, or the last of that: the 16th becomes the
    /// 1st, the 31st the 15th.
    #[must_use]
    pub fn plus_half_months(self, halves: i32) -> Option<Self> {
        let into = if self.day() > 15 { self.day() - 16 } else { self.day() - 1 };
        let number = self.half_months().checked_add(halves)?;
        let month = number.div_euclid(2);
        let date = if number.rem_euclid(2) == 0 {
            Self::in_month(month, 1 + into.min(14))
        } else {
            Self::in_month(month, 16 + into)
        };
        Some(date?.at(self.second))
    }

    /// Returns the Monday of its week.
    #[must_use]
    pub fn monday(self) -> Option<Self> {
        // 0000-03-01, day 0, was a Wednesday.
        self.midnight().plus_days(-i64::from((self.number + 2).rem_euclid(7)))
    }

    /// Returns the same second `days` later, or earlier if negative; nothing outside the range.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Option<Self> {
        let number = i32::try_from(i64::from(self.number).checked_add(days)?).ok()?;
        // The last is 2999-12-31.
        (FIRST..=1_095_667).contains(&number).then_some(Self { number, ..self })
    }

    /// Returns the same day and second `months` later, or the last day of that month where it has no such day.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Option<Self> {
        Some(Self::in_month(self.months().checked_add(months)?, self.day())?.at(self.second))
    }

    /// Returns how many days later than the day of `self` the day of `end` is; negative if it is earlier.
    #[must_use]
    pub fn days_until(self, end: Self) -> i64 {
        i64::from(end.number) - i64::from(self.number)
    }

    /// Returns how many seconds lie in `[self, end)`; negative if `end` is earlier. All days have as many.
    #[must_use]
    pub fn seconds_until(self, end: Self) -> i64 {
        self.days_until(end) * DAY + i64::from(end.second) - i64::from(self.second)
    }
}

/// January 1900; months are counted from January of the year 0.
const FIRST_MONTH: u32 = 1900 * 12;

/// January 3000.
const END_MONTH: u32 = 3000 * 12;

/// The number of the first day of each month from January 1900 to January 3000.
static FIRST_DAYS: [u32; (END_MONTH - FIRST_MONTH) as usize + 1] = {
    let mut days = [0; (END_MONTH - FIRST_MONTH) as usize + 1];
    let (mut rest, mut months): (&mut [u32], u32) = (&mut days, FIRST_MONTH);
    while let [first, behind @ ..] = rest {
        // Years from March to February: a leap day moves no month of its own year.
        let (year, month) = ((months - 2) / 12, (months - 2) % 12);
        *first = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5;
        (rest, months) = (behind, months + 1);
    }
    days
};

/// Returns the number of the first day of a month; of one beyond the calendar, a day that no date reaches.
#[inline]
fn first_of(months: u32) -> u32 {
    FIRST_DAYS.get(months.wrapping_sub(FIRST_MONTH) as usize).copied().unwrap_or(u32::MAX)
}

/// Returns how many days a month has; nothing unless it is one from 1 to 12.
fn month_length(year: i32, month: u32) -> Option<u32> {
    let is_leap = || year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(is_leap()),
        _ => return None,
    })
}

/// Tells whether the calendar has such a day, in whatever year.
fn is_day(year: i32, month: u32, day: u32) -> bool {
    day > 0 && month_length(year, month).is_some_and(|last| day <= last)
}

impl fmt::Display for Date {
    /// Writes the date, and the time of day if it is not the first second.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (months, day) = self.civil();
        let (year, month) = (months / 12, months % 12 + 1);
        write!(f, "{year:04}-{month:02}-{day:02}")?;
        match self.second {
            0 => Ok(()),
            at => write!(f, "T{:02}:{:02}:{:02}", at / 3600, at / 60 % 60, at % 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate};

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

    #[test]
    fn a_day_in_a_month_is_that_of_its_year_or_the_last() {
        for (year, month, day) in
            (1899..=3000).flat_map(|y| (1..=12).flat_map(move |m| (0..=33).map(move |d| (y, m, d))))
        {
            let months = year * 12 + month - 1;
            assert_eq!(
                Date::in_month(months, day),
                Date::clamped(year, month.unsigned_abs(), day),
                "{year}-{month}-{day}"
            );
        }
        assert_eq!(Date::in_month(1900 * 12, u32::MAX), Date::clamped(1900, 1, 31));
    }

    #[test]
    fn every_day_of_the_calendar_is_the_one_that_chrono_knows() {
        let mut known = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
        let mut date = Date::clamped(1900, 1, 1).unwrap();
        assert_eq!(date.plus_days(-1), None);
        loop {
            assert_eq!((date.year(), date.month(), date.day()), (known.year(), known.month(), known.day()));
            assert_eq!(Date::from_civil(known.year(), known.month(), known.day()), Some(date));
            let monday = known.week(chrono::Weekday::Mon).first_day();
            assert!(date.monday().is_none_or(|day| day.to_string() == monday.to_string()), "{date}");
            let Some(next) = date.plus_days(1) else { break };
            (date, known) = (next, known.succ_opt().unwrap());
        }
        assert_eq!(date.to_string(), "2999-12-31");
    }

    #[test]
    fn a_second_of_the_day_orders_counts_and_stays() {
        let day = Date::parse("2024-01-21").unwrap();
        let late = day.at(21 * 3600 + 55 * 60 + 18);
        assert_eq!(late.to_string(), "2024-01-21T21:55:18");
        assert!(day < late && late < day.plus_days(1).unwrap());
        // 10 days, 2 hours, 4 minutes and 42 seconds.
        assert_eq!(late.seconds_until(Date::parse("2024-02-01").unwrap()), 871_482);
        assert_eq!(late.plus_months(1).unwrap().to_string(), "2024-02-21T21:55:18");
        assert_eq!(late.plus_days(-21).unwrap().to_string(), "2023-12-31T21:55:18");
        assert_eq!((late.midnight(), late.days_until(day)), (day, 0));
    }
}
