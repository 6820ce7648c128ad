//! A point in time as people write it: a date, a local time, or an instant.

use super::{Date, DateProblem, Zone};

/// A date or a point in time, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// What the calendar and the clock of the place show: `2026-01-31` or `2026-01-31T09:30`.
    Local(Date),
    /// A point in time whose local date depends on the zone, in seconds since 1970: `2026-01-31T23:30:00Z`.
    Instant(i64),
}

impl Moment {
    /// Reads `2026-01-31`, `2026-01-31T09:30:00`, `2026-01-31T09:30:00Z` or `2026-01-31T09:30:00+01:00`; seconds may be
    /// left out.
    ///
    /// # Errors
    /// Returns what is wrong with any other form, or with a day or time that does not exist.
    ///
    /// ```
    /// use ratebook::calendar::{DateProblem, Moment, Zone};
    /// let instant = Moment::parse("2026-01-31T23:30:00Z").unwrap();
    /// assert_eq!(instant.local(&Zone::parse("Europe/Paris").unwrap()).unwrap().to_string(), "2026-02-01T00:30:00");
    /// assert_eq!(Moment::parse("2026-01-31T24:30"), Err(DateProblem::NoSuchTime));
    /// ```
    pub fn parse(text: &str) -> Result<Self, DateProblem> {
        let Some((day, rest)) = text.split_once('T') else {
            return Date::parse(text).map(Self::Local).map_err(|problem| likely(text).unwrap_or(problem));
        };
        let date = Date::parse(day)?;
        let end = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
        let (time, offset) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let form = || likely(text).unwrap_or(DateProblem::Form(None));
        let mut fields = time.split(':').map(two_digits);
        let (hour, minute) = (fields.next().flatten().ok_or_else(form)?, fields.next().flatten().ok_or_else(form)?);
        let second = fields.next().unwrap_or(Some(0)).ok_or_else(form)?;
        if fields.next().is_some() {
            return Err(form());
        }
        if hour > 23 || minute > 59 || second > 59 {
            return Err(DateProblem::NoSuchTime);
        }
        let local = date.at(hour * 3600 + minute * 60 + second);
        if offset.is_empty() {
            return Ok(Self::Local(local));
        }
        let east = offset_seconds(offset).ok_or_else(form)?;
        Ok(Self::Instant(local.seconds() - east))
    }

    /// Returns what calendar and clock show in a zone; nothing outside 1900 to 2999.
    #[must_use]
    pub fn local(self, zone: &Zone) -> Option<Date> {
        match self {
            Self::Local(date) => Some(date),
            Self::Instant(instant) => zone.local(instant),
        }
    }
}

/// Returns the number that two digits are.
fn two_digits(text: &str) -> Option<u32> {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Returns how many seconds `Z`, `+02:00` or `-05:30` is east of Greenwich.
fn offset_seconds(text: &str) -> Option<i64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None if text == "Z" => return Some(0),
        None => (1, text.strip_prefix('+')?),
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    (hours <= 18 && minutes <= 59).then(|| sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
}

/// Returns the spelling that was probably meant: a space for the `T`, a small `t` or `z`, fractions of a second.
fn likely(text: &str) -> Option<DateProblem> {
    let (day, time) = text.split_once(['T', 't', ' '])?;
    let time = time.trim().replace('z', "Z");
    let zone = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at_checked(zone)?;
    let clock = clock.split_once(['.', ',']).map_or(clock, |(whole, _)| whole).trim();
    let zone = match zone.trim() {
        "Z" | "" => zone.trim().to_owned(),
        // `+0100` and `+01`.
        offset if offset.len() == 5 => format!("{}:{}", offset.get(..3)?, offset.get(3..)?),
        offset if offset.len() == 3 => format!("{offset}:00"),
        offset => offset.to_owned(),
    };
    let meant = format!("{day}T{clock}{zone}");
    (meant != text && Moment::parse(&meant).is_ok()).then_some(DateProblem::Form(Some(meant)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_spellings_are_named_with_the_likely_one() {
        let cases = [
            ("2024-01-21 21:55:18", Some("2024-01-21T21:55:18")),
            ("2024-01-21t21:55:18z", Some("2024-01-21T21:55:18Z")),
            ("2024-01-21T21:55:18.123Z", Some("2024-01-21T21:55:18Z")),
            ("2024-01-21T21:55+0100", Some("2024-01-21T21:55+01:00")),
            ("2024-01-21T9:55", None),
            ("2024-01-21T21", None),
            ("2024-01-21T", None),
            ("21.01.2024", Some("2024-01-21")),
            ("noon", None),
        ];
        for (text, meant) in cases {
            assert_eq!(Moment::parse(text), Err(DateProblem::Form(meant.map(str::to_owned))), "{text}");
        }
        assert_eq!(Moment::parse("2023-02-29T10:00Z"), Err(DateProblem::NoSuchDay));
    }

    #[test]
    fn an_offset_and_a_zone_meet_in_the_same_instant() {
        let instant = Moment::parse("2023-06-16T05:00:00Z").unwrap();
        assert_eq!(instant, Moment::Instant(1_686_891_600));
        assert_eq!(Moment::parse("2023-06-15T23:00-06:00"), Ok(instant));
        assert_eq!(Moment::parse("2023-06-16T10:30+05:30"), Ok(instant));
    }
}
