//! Time zones, by which an instant has a local day.

use jiff::Timestamp;
use jiff::tz::{TimeZone, db};

use super::Date;

/// A time zone of the IANA database, which is part of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl Zone {
    /// Returns the zone with this name, written as the database writes it.
    ///
    /// ```
    /// use ratebook::calendar::Zone;
    /// assert!(Zone::parse("Europe/Paris").is_some());
    /// assert!(Zone::parse("europe/paris").is_none());
    /// assert!(Zone::parse("GMT+1").is_none());
    /// ```
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        if name == "UTC" {
            return Some(Self::default());
        }
        let zone = TimeZone::get(name).ok()?;
        (zone.iana_name() == Some(name)).then_some(Self(zone))
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Returns the names of all zones, in the order of the alphabet.
    #[must_use]
    pub fn names() -> Vec<String> {
        let mut names: Vec<String> = db().available().map(|name| name.to_string()).collect();
        names.sort();
        names
    }

    /// Returns what the clock shows there at an instant, in seconds since 1970-01-01T00:00:00Z; nothing outside 1900 to
    /// 2999.
    #[must_use]
    pub fn local(&self, instant: i64) -> Option<Date> {
        let offset = match self.0.iana_name() {
            Some("UTC") => 0,
            _ => i64::from(self.0.to_offset(Timestamp::from_second(instant).ok()?).seconds()),
        };
        Date::of_seconds(instant.checked_add(offset)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_is_another_day_elsewhere() {
        // 2023-06-16T05:00:00Z
        let local = |name: &str| Zone::parse(name).unwrap().local(1_686_891_600).unwrap().to_string();
        assert_eq!(local("America/Denver"), "2023-06-15T23:00:00");
        assert_eq!(local("America/Halifax"), "2023-06-16T02:00:00");
        assert_eq!(local("UTC"), "2023-06-16T05:00:00");
        assert_eq!(local("Asia/Kolkata"), "2023-06-16T10:30:00");
    }

    #[test]
    fn every_name_is_a_zone() {
        let names = Zone::names();
        assert!(names.len() > 400);
        for name in names {
            assert_eq!(Zone::parse(&name).map(|zone| zone.name().to_owned()), Some(name));
        }
    }
}
