//! Prices by tier, worked out once: what all the tiers below come to stands beside each tier.

use crate::money::{Currency, Decimal, exact_add, exact_mul, whole_parts};
use crate::source::Span;

/// The tiers of a price.
///
/// A tier holds the quantities above the bound of the tier before it, up to its own and with it; the first tier holds
/// zero too. Fractions belong to the tier they lie in: above 100 is above 100.
#[derive(Debug, Clone)]
pub struct Tiers {
    /// Where the list is written.
    pub span: Span,
    /// The tiers in each currency that all of them are priced in.
    by_currency: Box<[(Currency, Box<[Tier]>)]>,
}

/// One tier in one currency.
#[derive(Debug, Clone, Copy)]
pub struct Tier {
    /// The bound of the tier before it, which is not in this one; zero for the first tier.
    pub above: Decimal,
    /// The greatest quantity in it; nothing if it never ends.
    pub up_to: Option<Decimal>,
    /// How many units one `each` buys, what is begun counting as whole; nothing if every unit and fraction is priced.
    pub size: Option<Decimal>,
    /// What a unit costs, or each `size` of them.
    pub each: Decimal,
    /// What the tier costs besides, once, as soon as the quantity lies in it or above.
    pub flat: Decimal,
    /// What all the tiers below cost together when they are full; nothing if a decimal cannot hold it.
    below: Option<Decimal>,
    /// Where it is written.
    pub span: Span,
}

impl Tiers {
    /// Takes tiers in order, the last without an end, in each of their currencies.
    #[must_use]
    pub(super) fn new(span: Span, mut by_currency: Vec<(Currency, Vec<Tier>)>) -> Self {
        for (_, tiers) in &mut by_currency {
            let (mut above, mut below) = (Decimal::ZERO, Some(Decimal::ZERO));
            for tier in tiers {
                (tier.above, tier.below) = (above, below);
                let Some(up_to) = tier.up_to else { break };
                let full = exact_add(up_to, -above).and_then(|units| tier.cost(units));
                below = below.zip(full).and_then(|(below, full)| exact_add(below, full));
                above = up_to;
            }
        }
        let by_currency = by_currency.into_iter().map(|(currency, tiers)| (currency, tiers.into())).collect();
        Self { span, by_currency }
    }

    /// Returns the tiers in a currency; nothing if one of them has no price in it.
    #[must_use]
    pub fn get(&self, currency: Currency) -> Option<&[Tier]> {
        self.by_currency.iter().find(|(c, _)| *c == currency).map(|(_, tiers)| &**tiers)
    }

    /// Returns the tiers in each of their currencies.
    pub fn iter(&self) -> impl Iterator<Item = (Currency, &[Tier])> {
        self.by_currency.iter().map(|(currency, tiers)| (*currency, &**tiers))
    }

    /// Returns the index of the tier that a quantity lies in.
    #[must_use]
    pub fn holding(tiers: &[Tier], quantity: Decimal) -> usize {
        tiers.partition_point(|tier| tier.up_to.is_some_and(|up_to| up_to < quantity))
    }

    /// Returns what the units in each tier cost at its price, with the flat fees of all tiers reached.
    pub(super) fn graduated(tiers: &[Tier], quantity: Decimal) -> Option<Decimal> {
        let tier = tiers.get(Self::holding(tiers, quantity))?;
        exact_add(tier.below?, tier.cost(exact_add(quantity, -tier.above)?)?)
    }

    /// Returns what all units cost at the price of the tier that the quantity lies in, with its flat fee.
    pub(super) fn volume(tiers: &[Tier], quantity: Decimal) -> Option<Decimal> {
        tiers.get(Self::holding(tiers, quantity))?.cost(quantity)
    }
}

impl Tier {
    /// Takes what is written; what depends on the tiers before it is worked out with them.
    pub(super) fn new(
        (up_to, size): (Option<Decimal>, Option<Decimal>),
        each: Decimal,
        flat: Decimal,
        span: Span,
    ) -> Self {
        Self { above: Decimal::ZERO, up_to, size, each, flat, below: None, span }
    }

    /// Returns how many times `each` is due for some units: their number, or that of the sizes begun.
    #[must_use]
    pub fn count(&self, units: Decimal) -> Option<Decimal> {
        let Some(size) = self.size else { return Some(units) };
        let (parts, begun) = whole_parts(units, size)?;
        if begun { exact_add(parts, Decimal::ONE) } else { Some(parts) }
    }

    /// Returns what some units cost in this tier, its flat fee included.
    #[must_use]
    pub fn cost(&self, units: Decimal) -> Option<Decimal> {
        exact_add(exact_mul(self.each, self.count(units)?)?, self.flat)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    /// Tiers as `"100 2 10; 200 1 0; - 0.5 50"`: bound, each, flat, and the size if any.
    fn tiers(text: &str) -> Vec<Tier> {
        let tier = |row: &str| {
            let words: Vec<&str> = row.split_whitespace().collect();
            let up_to = (words[0] != "-").then(|| d(words[0]));
            Tier::new((up_to, words.get(3).map(|size| d(size))), d(words[1]), d(words[2]), Span::NONE)
        };
        let usd = Currency::parse("USD").unwrap();
        let tiers = Tiers::new(Span::NONE, vec![(usd, text.split(';').map(tier).collect())]);
        tiers.get(usd).unwrap().to_vec()
    }

    #[track_caller]
    fn holds(how: fn(&[Tier], Decimal) -> Option<Decimal>, of: &str, expected: &[(&str, &str)]) {
        for (quantity, amount) in expected {
            assert_eq!(how(&tiers(of), d(quantity)), Some(d(amount)), "{quantity} in {of}");
        }
    }

    #[test]
    fn a_graduated_price_fills_tier_by_tier() {
        let of = "100 0.10 0; 500 0.05 0; - 0.02 0";
        let expected = [
            ("0", "0"),
            ("50", "5"),
            ("100", "10"),
            ("100.5", "10.025"),
            ("250", "17.5"),
            ("500", "30"),
            ("1000", "40"),
        ];
        holds(Tiers::graduated, of, &expected);
        // The first flat fee is due at nothing; a first tier that ends at zero is how it is not.
        holds(Tiers::graduated, "5 10 100; - 5 50", &[("0", "100"), ("5", "150"), ("6", "205"), ("5.5", "202.5")]);
        holds(Tiers::graduated, "0 0 0; 5 10 100; - 5 50", &[("0", "0"), ("0.5", "105"), ("5", "150"), ("6", "205")]);
    }

    #[test]
    fn a_volume_price_is_that_of_one_tier() {
        let of = "100 2 10; 200 1 0; - 0.5 50";
        let expected = [
            ("0", "10"),
            ("1", "12"),
            ("100", "210"),
            ("100.5", "100.5"),
            ("101", "101"),
            ("200", "200"),
            ("300", "200"),
            ("210", "155"),
        ];
        holds(Tiers::volume, of, &expected);
        let of = "5 0 100; 10 0 150; 15 10 0; - 5 0";
        let expected =
            [("0", "100"), ("3", "100"), ("5", "100"), ("14", "140"), ("15", "150"), ("16", "80"), ("100", "500")];
        holds(Tiers::volume, of, &expected);
    }

    #[test]
    fn sizes_begun_count_whole_in_their_tier() {
        let of = "1000 2.95 0 100; - 5.95 0 1000";
        holds(
            Tiers::graduated,
            of,
            &[("0", "0"), ("199", "5.90"), ("350", "11.80"), ("1000", "29.5"), ("1000.1", "35.45")],
        );
        holds(Tiers::graduated, "1000 1 0 100; - 1 0 1000", &[("5325", "15")]);
        holds(Tiers::volume, "10 1 0; - 0.5 0", &[("111", "55.5")]);
    }

    proptest! {
        /// What stands beside a tier is what the tiers below it cost one by one.
        #[test]
        fn a_graduated_price_is_the_sum_of_its_tiers(
            widths in prop::collection::vec((1_u32..500, 0_u32..1000, 0_u32..300, prop::option::of(1_u32..90)), 1..6),
            hundredths in 0_u32..200_000,
        ) {
            let quantity = Decimal::new(hundredths.into(), 2);
            let (mut bound, mut rows) = (0, Vec::new());
            for (at, (width, each, flat, size)) in widths.iter().enumerate() {
                bound += width;
                let up_to = if at + 1 == widths.len() { "-".to_owned() } else { bound.to_string() };
                let size = size.map_or_else(String::new, |size| size.to_string());
                rows.push(format!("{up_to} {} {flat} {size}", Decimal::new((*each).into(), 3)));
            }
            let tiers = tiers(&rows.join(";"));
            let mut naive = Decimal::ZERO;
            for (at, tier) in tiers.iter().enumerate().filter(|(at, tier)| *at == 0 || tier.above < quantity) {
                let end = tier.up_to.map_or(quantity, |up_to| up_to.min(quantity));
                let units = if at == 0 { end } else { end - tier.above };
                let count = tier.size.map_or(units, |size| (units / size).ceil());
                naive += count * tier.each + tier.flat;
            }
            prop_assert_eq!(Tiers::graduated(&tiers, quantity), Some(naive));
        }
    }

    #[test]
    fn what_a_decimal_cannot_hold_is_no_amount() {
        let of = tiers("70000000000000000000000000000 7 0; - 1 0");
        assert_eq!(Tiers::graduated(&of, d("2")), Some(d("14")));
        assert_eq!(Tiers::graduated(&of, d("70000000000000000000000000001")), None);
    }
}
