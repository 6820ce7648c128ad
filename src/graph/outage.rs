//! Why a subscription is without service, and for which of these reasons a charge gives days back.

/// A set of reasons for which a charge gives back days without service (`P-22`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outages(u8);

impl Outages {
    /// Every reason.
    pub const ALL: Self = Self(0b1111);

    /// Returns the set with one more reason.
    #[must_use]
    pub fn with(self, outage: Outage) -> Self {
        Self(self.0 | outage.bit())
    }

    /// Tells whether a reason is in the set.
    #[must_use]
    pub fn contains(self, outage: Outage) -> bool {
        self.0 & outage.bit() != 0
    }
}

/// Why a subscription is without service (`P-22`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outage {
    /// It has expired.
    Expired,
    /// The operator has blocked it.
    Blocked,
    /// It is suspended.
    Suspended,
    /// The customer has no funds left.
    NoFunds,
}

impl Outage {
    fn bit(self) -> u8 {
        match self {
            Self::Expired => 1,
            Self::Blocked => 2,
            Self::Suspended => 4,
            Self::NoFunds => 8,
        }
    }

    /// Returns the words for it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Blocked => "blocked",
            Self::Suspended => "suspended",
            Self::NoFunds => "no funds",
        }
    }
}
