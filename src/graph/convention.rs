//! The conventions by which time becomes a share of a price, each with the reason why it is in force.

use super::outage::Outages;
use crate::calendar::DayCount;
use crate::money::RoundingMode;
use crate::source::Span;

/// A billing system whose conventions a catalog follows unless it says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// Our own: exact shares of calendar days, refunds as differences.
    #[default]
    Ratebook,
    /// Kill Bill.
    Killbill,
    /// Lago.
    Lago,
    /// PortaBilling.
    Portabilling,
    /// OpenMeter.
    Openmeter,
    /// Flexprice.
    Flexprice,
    /// Meteroid.
    Meteroid,
    /// Stripe.
    Stripe,
    /// Zuora.
    Zuora,
    /// Emersion.
    Emersion,
}

impl Dialect {
    /// Returns the name used in catalogs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ratebook => "ratebook",
            Self::Killbill => "killbill",
            Self::Lago => "lago",
            Self::Portabilling => "portabilling",
            Self::Openmeter => "openmeter",
            Self::Flexprice => "flexprice",
            Self::Meteroid => "meteroid",
            Self::Stripe => "stripe",
            Self::Zuora => "zuora",
            Self::Emersion => "emersion",
        }
    }

    /// Returns how it rounds amounts (`P-17`, `C-15`).
    #[must_use]
    pub fn rounding(self) -> RoundingMode {
        match self {
            Self::Portabilling | Self::Emersion => RoundingMode::Up,
            Self::Ratebook
            | Self::Killbill
            | Self::Lago
            | Self::Openmeter
            | Self::Flexprice
            | Self::Meteroid
            | Self::Stripe
            | Self::Zuora => RoundingMode::HalfUp,
        }
    }
}

/// Why a convention is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// The manifest says so here.
    Written(Span),
    /// The manifest's dialect brings it.
    Dialect(Dialect),
    /// Nothing else is said.
    Default,
}

/// A convention and why it is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen<T> {
    /// The convention.
    pub value: T,
    /// Why.
    pub because: Because,
}

/// Whether the day of a cancellation is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LastDay {
    /// It is not: time is half-open.
    #[default]
    Free,
    /// It is the last day charged.
    Charged,
}

/// What a refund is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Refund {
    /// What was charged less the used part, which is rounded (`C-15`).
    #[default]
    Difference,
    /// The unused share of the price of the whole period.
    ShareOfPrice,
    /// The unused share of what was charged; of the price where the quantity has changed in the period.
    ShareOfCharge,
}

/// Where a period begins that would begin on the 29th, 30th or 31st.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MonthEnd {
    /// On that day, and in a shorter month on its last.
    #[default]
    LastDay,
    /// On the 28th of every month (`P-26`).
    Day28,
}

/// Where the first of several-month periods ends that begin on a bill day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FirstEnd {
    /// On the next bill day.
    #[default]
    NextBillDay,
    /// On the bill day of the month it starts in, or a whole period after it.
    StartMonth,
}

/// What a whole period costs where its days are not those that the price is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FullPeriod {
    /// Its price.
    #[default]
    Price,
    /// Its days, as a part does.
    Days,
}

/// How the days of a charge are counted whose period is another than its plan's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OtherCadence {
    /// As those of all charges.
    #[default]
    Basis,
    /// As [nominal](DayCount::Nominal) days.
    Nominal,
}

/// Which whole period a first partial one is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FirstWhole {
    /// The one of the cycle.
    #[default]
    Cycle,
    /// The one that ends with it and is a period long.
    Length,
}

/// When the stub is charged that a change of the bill day leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StubDue {
    /// When it begins.
    #[default]
    Start,
    /// On the new bill day that comes before it.
    BillDay,
}

/// Whether what is used in a trial is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TrialUsage {
    /// It is free.
    #[default]
    Free,
    /// A trial frees recurring charges only.
    Charged,
}

/// The conventions in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conventions {
    /// How days are counted.
    pub count: Chosen<DayCount>,
    /// How they are counted for a charge whose period is another than its plan's.
    pub other_cadence: Chosen<OtherCadence>,
    /// Whether the day of a cancellation is charged.
    pub last_day: Chosen<LastDay>,
    /// To how many digits the share of a period is rounded half up before it is multiplied; not at all if none.
    pub ratio_digits: Chosen<Option<u32>>,
    /// What a refund is computed from.
    pub refund: Chosen<Refund>,
    /// Where a period begins that would begin late in the month.
    pub month_end: Chosen<MonthEnd>,
    /// Where the first of several-month periods ends on a bill day.
    pub first_end: Chosen<FirstEnd>,
    /// What a whole period costs.
    pub full_period: Chosen<FullPeriod>,
    /// Which whole period a first partial one is a share of.
    pub first_whole: Chosen<FirstWhole>,
    /// For which outages a charge gives days back that says nothing else.
    pub credits: Chosen<Outages>,
    /// When the stub is charged that a change of the bill day leaves.
    pub stub_due: Chosen<StubDue>,
    /// Whether what is used in a trial is charged.
    pub trial_usage: Chosen<TrialUsage>,
}

impl Conventions {
    /// Returns what a dialect brings; `written` tells whether the manifest names it.
    ///
    /// ```
    /// use ratebook::graph::{Conventions, Dialect};
    /// assert_eq!(Conventions::of(Dialect::Killbill, true).ratio_digits.value, Some(9));
    /// assert_eq!(Conventions::of(Dialect::Ratebook, false).ratio_digits.value, None);
    /// ```
    #[must_use]
    pub fn of(dialect: Dialect, written: bool) -> Self {
        fn is<T: Default>(because: Because) -> Chosen<T> {
            Chosen { value: T::default(), because }
        }
        let because = if written { Because::Dialect(dialect) } else { Because::Default };
        let plain = Self {
            count: is(because),
            other_cadence: is(because),
            last_day: is(because),
            ratio_digits: is(because),
            refund: is(because),
            month_end: is(because),
            first_end: is(because),
            full_period: is(because),
            first_whole: is(because),
            credits: is(because),
            stub_due: is(because),
            trial_usage: is(because),
        };
        match dialect {
            Dialect::Ratebook => plain,
            Dialect::Killbill => Self {
                ratio_digits: Chosen { value: Some(9), because },
                refund: Chosen { value: Refund::ShareOfCharge, because },
                first_end: Chosen { value: FirstEnd::StartMonth, because },
                first_whole: Chosen { value: FirstWhole::Length, because },
                stub_due: Chosen { value: StubDue::BillDay, because },
                ..plain
            },
            Dialect::Lago => Self {
                last_day: Chosen { value: LastDay::Charged, because },
                trial_usage: Chosen { value: TrialUsage::Charged, because },
                refund: Chosen { value: Refund::ShareOfPrice, because },
                ..plain
            },
            Dialect::Portabilling => Self {
                month_end: Chosen { value: MonthEnd::Day28, because },
                credits: Chosen { value: Outages::ALL, because },
                ..plain
            },
            Dialect::Emersion => Self { month_end: Chosen { value: MonthEnd::Day28, because }, ..plain },
            Dialect::Openmeter => Self { count: Chosen { value: DayCount::Seconds, because }, ..plain },
            Dialect::Flexprice => Self { refund: Chosen { value: Refund::ShareOfPrice, because }, ..plain },
            Dialect::Meteroid => Self {
                refund: Chosen { value: Refund::ShareOfPrice, because },
                other_cadence: Chosen { value: OtherCadence::Nominal, because },
                ..plain
            },
            Dialect::Stripe => Self {
                count: Chosen { value: DayCount::Seconds, because },
                refund: Chosen { value: Refund::ShareOfPrice, because },
                ..plain
            },
            Dialect::Zuora => Self {
                refund: Chosen { value: Refund::ShareOfPrice, because },
                full_period: Chosen { value: FullPeriod::Days, because },
                ..plain
            },
        }
    }
}
