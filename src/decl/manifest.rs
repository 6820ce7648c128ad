//! `ratebook.yaml`: what holds for the whole catalog.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::noun::{noun, words};
use super::{Code, CurrencyCode, InvoicesDecl, Length, Spanned, Tag, Text, TimeZone, Unread};

noun! {
    /// The manifest of a catalog. Its folder is the root: every other YAML file below it belongs to the catalog.
    ///
    /// Known elsewhere as: account settings (Emersion), customer class (PortaBilling), studio package (Magicline).
    ManifestDecl {
        /// The version of the catalog format, which is 1.
        #[schemars(range(min = 1, max = 1), extend("examples" = [1]))]
        pub ratebook: Spanned<u32>,
        /// The catalog's code.
        #[schemars(extend("examples" = ["digital-tv"]))]
        pub catalog: Spanned<Code>,
        /// Who sells: the payee on every invoice to a customer.
        #[serde(default)]
        #[schemars(extend("examples" = ["Digital TV Ltd"], "default" = "operator"))]
        pub operator: Spanned<Text>,
        /// The currencies the catalog sells in, by ISO 4217 code.
        #[schemars(length(min = 1), extend("examples" = [["USD", "EUR"]]))]
        pub currencies: Spanned<Vec<Spanned<CurrencyCode>>>,
        /// Whose clock decides on which day an event happens, and at which second; accounts may have another.
        #[serde(default)]
        #[schemars(extend("examples" = ["Europe/Paris"], "default" = "UTC"))]
        pub time_zone: Spanned<TimeZone>,
        /// Whose conventions of proration and rounding hold where the manifest says nothing else.
        #[serde(default)]
        #[schemars(extend("examples" = ["killbill"], "default" = "ratebook"))]
        pub dialect: Spanned<DialectDecl>,
        /// Billing periods and proration.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "period": "1 month", "anchor": "anniversary" }], "default" = {}))]
        pub billing: Spanned<BillingDecl>,
        /// How amounts are rounded.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "mode": "half_even", "at": "line" }], "default" = {}))]
        pub rounding: Spanned<RoundingDecl>,
        /// What prices mean with respect to tax.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "prices": "exclusive", "default": "vat" }], "default" = {}))]
        pub tax: Spanned<TaxSettingsDecl>,
        /// What goes onto one invoice.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "collect": "bill_day", "credit": "account" }], "default" = {}))]
        pub invoices: Spanned<InvoicesDecl>,
        /// When changes of plan and cancellations take effect, unless the plan names another policy.
        #[serde(default)]
        #[schemars(extend("examples" = ["standard"], "x-default" = "at once"))]
        pub policy: Spanned<Code>,
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["tv"]], "default" = []))]
        pub tags: Unread<Vec<Tag>>,
    }
}

words! {
    /// Whose conventions of proration and rounding hold where the manifest says nothing else.
    DialectDecl {
        /// Exact shares of calendar days, half-open; refunds are what was charged less the used part; half up.
        Ratebook,
        /// Shares rounded to 9 digits, refunds as a share of what was charged, first periods that end whole periods
        /// after the bill day of the month they start in; half up.
        Killbill,
        /// The day of a cancellation is charged, refunds are a share of the price; half up.
        Lago,
        /// Periods begin on the 28th at the latest; amounts are rounded up.
        Portabilling,
        /// Exact shares of seconds; refunds are what was charged less the used part; half up.
        Openmeter,
        /// Exact shares of days, the day of a change counting for what comes after it; refunds are a share of the price;
        /// half up.
        Flexprice,
        /// Exact shares of days; refunds are a share of the price; half up.
        Meteroid,
        /// Exact shares of seconds; refunds are a share of the price; half up.
        Stripe,
        /// Exact shares of days; refunds are a share of the price; a whole period costs its days where `basis` divides by
        /// others; half up.
        Zuora,
        /// Periods begin on the 28th at the latest; refunds are what was charged less the used part; amounts are rounded
        /// up.
        Emersion,
    }
}

/// Billing periods and proration.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BillingDecl {
    /// The period of a recurring charge that names none.
    #[serde(default)]
    #[schemars(extend("examples" = ["1 month", "14 days"], "default" = "1 month"))]
    pub period: Spanned<Length>,
    /// Where a billing period begins: on the day of the subscription or of the purchase, on a day of the month, or where
    /// the calendar's begins.
    #[serde(default)]
    #[schemars(extend("examples" = ["anniversary", "calendar", { "bill_day": 1 }], "default" = "anniversary"))]
    pub anchor: Spanned<AnchorDecl>,
    /// Where a period begins that would begin on the 29th, 30th or 31st.
    #[serde(default)]
    #[schemars(extend("examples" = ["day_28"], "x-default" = "the dialect's: `day_28` for `portabilling` and `emersion`, else `last_day`"))]
    pub month_end: Spanned<MonthEndDecl>,
    /// Where the first period of a charge for several months ends, if periods begin on a bill day.
    #[serde(default)]
    #[schemars(extend("examples" = ["start_month"], "x-default" = "the dialect's: `start_month` for `killbill`, else `next_bill_day`"))]
    pub first_end: Spanned<FirstEndDecl>,
    /// When the stub is charged that a change of the bill day leaves between what is charged and the new bill day.
    #[serde(default)]
    #[schemars(extend("examples" = ["bill_day"], "x-default" = "the dialect's: `bill_day` for `killbill`, else `start`"))]
    pub stub_due: Spanned<StubDueDecl>,
    /// Whether what is used in a trial is charged.
    #[serde(default)]
    #[schemars(extend("examples" = ["charged"], "x-default" = "the dialect's: `charged` for `lago`, else `free`"))]
    pub trial_usage: Spanned<TrialUsageDecl>,
    /// What a partial period costs.
    #[serde(default)]
    #[schemars(extend("examples" = [{ "first": true, "last": false }], "default" = {}))]
    pub proration: Spanned<ProrationDecl>,
}

words! {
    /// Where a period begins that would begin on the 29th, 30th or 31st.
    MonthEndDecl {
        /// On that day, and on the last day of a shorter month.
        LastDay,
        /// On the 28th of every month; the first period still begins with the subscription.
        #[serde(rename = "day_28")]
        Day28,
    }
}

words! {
    /// Where the first period of a charge for several months ends, if periods begin on a bill day.
    FirstEndDecl {
        /// On the next bill day.
        NextBillDay,
        /// On the bill day of the month it starts in, or a whole period after it where that has passed.
        StartMonth,
    }
}

words! {
    /// When the stub is charged that a change of the bill day leaves between what is charged and the new bill day.
    StubDueDecl {
        /// When it begins.
        Start,
        /// On the new bill day that comes before it, if it is charged in advance and that day is still to come.
        BillDay,
    }
}

/// Where a billing period begins.
///
/// Half-months are the calendar's in every case.
#[derive(Debug, Clone)]
pub enum AnchorDecl {
    /// On the day of the subscription.
    Anniversary,
    /// Where the calendar's period begins.
    Calendar,
    /// On the day the charge is bought.
    Purchase,
    /// On this day of the month.
    BillDay(Spanned<u32>),
}

impl<'de> Deserialize<'de> for AnchorDecl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnchorVisitor)
    }
}

struct AnchorVisitor;

impl<'de> Visitor<'de> for AnchorVisitor {
    type Value = AnchorDecl;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`anniversary`, `calendar`, `purchase` or a bill day")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<AnchorDecl, E> {
        match text {
            "anniversary" => Ok(AnchorDecl::Anniversary),
            "calendar" => Ok(AnchorDecl::Calendar),
            "purchase" => Ok(AnchorDecl::Purchase),
            _ => Err(E::custom("no such anchor")),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AnchorDecl, A::Error> {
        let mut day = Spanned::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == "bill_day" {
                day = map.next_value()?;
            } else {
                map.next_value::<serde::de::IgnoredAny>()?;
            }
        }
        Ok(AnchorDecl::BillDay(day))
    }
}

impl JsonSchema for AnchorDecl {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Anchor".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "if": { "type": "object" },
            "then": {
                "type": "object",
                "properties": {
                    "bill_day": {
                        "description": "The day of the month, 1 to 31; in a shorter month its last day.",
                        "type": "integer", "minimum": 1, "maximum": 31, "examples": [1]
                    }
                },
                "required": ["bill_day"],
                "additionalProperties": false
            },
            "else": { "enum": ["anniversary", "calendar", "purchase"] }
        })
    }
}

words! {
    /// Whether what is used in a trial is charged.
    TrialUsageDecl {
        /// It is free.
        Free,
        /// A trial frees recurring charges only.
        Charged,
    }
}

/// What a partial period costs.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ProrationDecl {
    /// How the days of a partial period are counted.
    #[serde(default)]
    #[schemars(extend("examples" = ["thirty_360"], "x-default" = "the dialect's: `seconds` for `openmeter` and `stripe`, else `actual_days`"))]
    pub basis: Spanned<BasisDecl>,
    /// How the days are counted of a charge whose period is another than its plan's.
    #[serde(default)]
    #[schemars(extend("examples" = ["nominal"], "x-default" = "the dialect's: `nominal` for `meteroid`, else `basis`"))]
    pub other_cadence: Spanned<OtherCadenceDecl>,
    /// Whether the day of a cancellation is charged.
    #[serde(default)]
    #[schemars(extend("examples" = ["inclusive"], "x-default" = "the dialect's: `inclusive` for `lago`, else `half_open`"))]
    pub days: Spanned<DaysDecl>,
    /// To how many digits the share of a period is rounded half up before the price is multiplied by it.
    #[serde(default)]
    #[schemars(range(min = 2, max = 12), extend("examples" = [9], "x-default" = "the dialect's: 9 for `killbill`, else the share stays exact"))]
    pub ratio_digits: Spanned<u32>,
    /// What a refund of unused days is computed from.
    #[serde(default)]
    #[schemars(extend("examples" = ["share_of_price"], "x-default" = "the dialect's: `share_of_charge` for `killbill`, `share_of_price` for `lago`, `flexprice`, `meteroid`, `stripe` and `zuora`, else `difference`"))]
    pub refund: Spanned<RefundDecl>,
    /// What a whole period costs where its days are not those that the price is divided by.
    #[serde(default)]
    #[schemars(extend("examples" = ["days"], "x-default" = "the dialect's: `days` for `zuora`, else `price`"))]
    pub full_period: Spanned<FullPeriodDecl>,
    /// Which whole period a first partial one is a share of, where short months move the bill day.
    #[serde(default)]
    #[schemars(extend("examples" = ["length"], "x-default" = "the dialect's: `length` for `killbill`, else `cycle`"))]
    pub first_whole: Spanned<FirstWholeDecl>,
    /// Whether the first partial period is prorated; if not, it costs a whole period.
    #[serde(default)]
    #[schemars(extend("examples" = [false], "default" = true))]
    pub first: Spanned<bool>,
    /// Whether the last partial period is prorated; if not, it costs a whole period. Known elsewhere as: subscription end
    /// proration `bill_actual_period` or `bill_full_period` (OpenMeter).
    #[serde(default)]
    #[schemars(extend("examples" = [false], "default" = true))]
    pub last: Spanned<bool>,
}

words! {
    /// How the days of a partial period are counted.
    BasisDecl {
        /// Its calendar days over the calendar days of the whole period.
        ActualDays,
        /// Its calendar days over 30 for each month of the whole period, at most the whole. Known elsewhere as:
        /// actual/360 (Zuora).
        #[serde(rename = "actual_360")]
        Actual360,
        /// As if every month had 30 days: the 31st counts as the 30th. Known elsewhere as: strict 30/360 (Zuora),
        /// fixed-days proration of 30 (Kill Bill).
        #[serde(rename = "thirty_360")]
        Thirty360,
        /// As if every month had 28 days: what follows the 28th counts as it. Known elsewhere as: fixed-days proration
        /// of 28 (Kill Bill).
        TwentyEight,
        /// Its calendar days over the nominal days of the whole period, at most the whole: 30 a month, 91 a quarter, 182 a
        /// half-year, 365 a year, also in leap years.
        Nominal,
        /// Its seconds over the seconds of the whole period, by the clock of the account's time zone; every day has
        /// 86,400.
        Seconds,
    }
}

words! {
    /// How the days are counted of a charge whose period is another than its plan's.
    ///
    /// A plan's period is the shortest of the products that it always has, or a month if none of them has periods; one is
    /// another if the two differ by more than a quarter of it.
    OtherCadenceDecl {
        /// As the `basis` has it.
        Basis,
        /// Its calendar days over the nominal days of the whole period: what is left of a month of a yearly add-on in a
        /// monthly plan costs its days of 365.
        Nominal,
    }
}

words! {
    /// What a whole period costs where its days are not those that the price is divided by.
    FullPeriodDecl {
        /// Its price.
        Price,
        /// Its days too: 29/30 for a February of a leap year in `actual_360`, 31/30 for January.
        Days,
    }
}

words! {
    /// Which whole period a first partial one is a share of, where short months move the bill day.
    FirstWholeDecl {
        /// The one from the bill day before it: 31 January to 29 February on bill day 31.
        Cycle,
        /// The one that is as long as periods are and ends with it: 29 January to 29 February.
        Length,
    }
}

words! {
    /// Whether the day of a cancellation is charged.
    DaysDecl {
        /// It is not: the day before is the last one charged.
        HalfOpen,
        /// It is the last one charged.
        Inclusive,
    }
}

words! {
    /// What a refund of unused days is computed from.
    RefundDecl {
        /// What was charged less the used part, which is rounded. Known elsewhere as: pro rata credit (Emersion).
        Difference,
        /// The unused share of the price of the whole period. Known elsewhere as: credit note (Lago).
        ShareOfPrice,
        /// The unused share of what was charged; of the price where the quantity has changed in the period. Known
        /// elsewhere as: repair (Kill Bill).
        ShareOfCharge,
    }
}

/// How amounts are rounded to the digits of their currency.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RoundingDecl {
    /// What happens to the part that the currency has no digit for.
    #[serde(default)]
    #[schemars(extend("examples" = ["half_even"], "x-default" = "the dialect's: `up` for `portabilling` and `emersion`, else `half_up`"))]
    pub mode: Spanned<RoundingModeDecl>,
    /// Where rounding happens.
    #[serde(default)]
    #[schemars(extend("examples" = ["invoice"], "default" = "line"))]
    pub at: Spanned<RoundAtDecl>,
    /// How many digits lines, taxes and totals have.
    #[serde(default)]
    #[schemars(range(min = 0, max = 10), extend("examples" = [4], "x-default" = "the currency's: 2 for USD, 0 for JPY"))]
    pub digits: Spanned<u32>,
}

words! {
    /// What happens to the part that the currency has no digit for.
    RoundingModeDecl {
        /// To the nearest, a half away from zero.
        HalfUp,
        /// To the nearest, a half to the even digit.
        HalfEven,
        /// Away from zero.
        Up,
        /// Towards zero.
        Down,
        /// Towards zero, then the last digit to 0, 5 or the next 10: 1.22 to 1.20, 1.23 to 1.25, 1.28 to 1.30.
        Malaysian,
    }
}

words! {
    /// Where rounding happens.
    RoundAtDecl {
        /// Each line alone.
        Line,
        /// The invoice's sum, once.
        Invoice,
    }
}

/// What prices mean with respect to tax.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TaxSettingsDecl {
    /// Whether prices contain the tax.
    #[serde(default)]
    #[schemars(extend("examples" = ["inclusive"], "default" = "exclusive"))]
    pub prices: Spanned<TaxPricesDecl>,
    /// The tax of every charge that names none.
    #[serde(default)]
    #[schemars(extend("examples" = ["vat"], "x-default" = "no tax"))]
    pub default: Spanned<Code>,
    /// Where the tax is rounded.
    #[serde(default)]
    #[schemars(extend("examples" = ["invoice"], "x-default" = "the dialect's: `invoice` for `lago`, `each_tax` for `flexprice`, `total` for `emersion`; else `each_tax` if amounts are rounded at the invoice, `line` if not"))]
    pub round: Spanned<TaxRoundDecl>,
}

words! {
    /// Where the tax is rounded.
    TaxRoundDecl {
        /// On each line.
        Line,
        /// On each invoice, the sum of each tax alone.
        EachTax,
        /// On each invoice, the sum of all taxes once.
        Invoice,
        /// On each invoice, together with the total: the total with tax is rounded, the tax is rounded, and what is
        /// left is without tax. Known elsewhere as: GST calculation (Emersion).
        Total,
    }
}

words! {
    /// Whether prices contain the tax.
    TaxPricesDecl {
        /// The tax comes on top.
        Exclusive,
        /// The tax is inside.
        Inclusive,
    }
}
