//! For how long something holds: so many periods of what it holds for, or a length of time.

use std::fmt;

use super::{Period, PeriodProblem};

/// For how long something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    /// Once only.
    Once,
    /// So many periods.
    Periods(u16),
    /// So long.
    Time(Period),
}

impl Lasting {
    /// Reads `once`, `3 periods` or a length of time such as `4 months`.
    ///
    /// # Errors
    /// Returns what is wrong, as of a length of time.
    ///
    /// ```
    /// use ratebook::calendar::{Lasting, Period};
    /// assert_eq!(Lasting::parse("3 periods"), Ok(Lasting::Periods(3)));
    /// assert_eq!(Lasting::parse("1 month"), Ok(Lasting::Time(Period::MONTH)));
    /// assert!(Lasting::parse("forever").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, PeriodProblem> {
        if text == "once" {
            return Ok(Self::Once);
        }
        let counted = text.strip_suffix("periods").or_else(|| text.strip_suffix("period"));
        match counted.and_then(|rest| rest.strip_suffix(' ')) {
            // The grammar of the number is that of a number of days.
            Some(count) => Period::parse(&format!("{count} days")).map(|days| Self::Periods(days.count())),
            None => Period::parse(text).map(Self::Time),
        }
    }
}

impl fmt::Display for Lasting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Once => f.write_str("once"),
            Self::Periods(1) => f.write_str("1 period"),
            Self::Periods(count) => write!(f, "{count} periods"),
            Self::Time(time) => time.fmt(f),
        }
    }
}
