//! Which codes two batches share, counted without writing out either (`T-E6`).
//!
//! A code is read from left to right against both templates at once. What matters of the part already read is only
//! whether it still equals the first or the last code of each batch, so there are sixteen states at each place.

use super::code_batch::CodeBatch;

/// What two batches share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The first shared code.
    pub first: String,
    /// How many codes are shared.
    pub count: u128,
}

/// One batch as a pattern with bounds.
struct Bounds {
    pattern: Vec<char>,
    base: u32,
    low: Vec<u32>,
    high: Vec<u32>,
}

/// Whether the part already read equals the batch's first or last code so far, and how many digits it had.
#[derive(Clone, Copy)]
struct Reading {
    at_low: bool,
    at_high: bool,
    digits: usize,
}

const START: Reading = Reading { at_low: true, at_high: true, digits: 0 };

impl Bounds {
    fn new(batch: &CodeBatch) -> Option<Self> {
        let last =
            batch.range_start.checked_add(batch.quantity.checked_sub(1)?)?.min(batch.capacity().saturating_sub(1));
        if batch.range_start > last {
            return None;
        }
        let (places, base) = (batch.placeholders(), batch.charset.base());
        let digits = |mut number: u64| {
            let mut digits: Vec<u32> = Vec::with_capacity(places);
            for _ in 0..places {
                digits.push(u32::try_from(number % base).unwrap_or(0));
                number /= base;
            }
            digits.reverse();
            digits
        };
        Some(Self {
            pattern: batch.template.chars().collect(),
            base: u32::try_from(base).unwrap_or(10),
            low: digits(batch.range_start),
            high: digits(last),
        })
    }

    /// Reads one character; nothing if no code of this batch goes on like that.
    fn read(&self, at: usize, c: char, reading: Reading) -> Option<Reading> {
        if *self.pattern.get(at)? != '#' {
            return (*self.pattern.get(at)? == c).then_some(reading);
        }
        let digit = c.to_digit(self.base).filter(|_| !c.is_ascii_lowercase())?;
        let (low, high) = (*self.low.get(reading.digits)?, *self.high.get(reading.digits)?);
        if (reading.at_low && digit < low) || (reading.at_high && digit > high) {
            return None;
        }
        Some(Reading {
            at_low: reading.at_low && digit == low,
            at_high: reading.at_high && digit == high,
            digits: reading.digits + 1,
        })
    }
}

struct Search {
    a: Bounds,
    b: Bounds,
    counts: Vec<[Option<u128>; 16]>,
}

impl Search {
    /// Returns the characters that may stand at a place.
    fn candidates(&self, at: usize) -> Vec<char> {
        let fixed = |bounds: &Bounds| bounds.pattern.get(at).copied().filter(|c| *c != '#');
        match fixed(&self.a).or_else(|| fixed(&self.b)) {
            Some(c) => vec![c],
            None => (0..self.a.base.min(self.b.base))
                .filter_map(|digit| char::from_digit(digit, 36))
                .map(|c| c.to_ascii_uppercase())
                .collect(),
        }
    }

    fn next(&self, at: usize, c: char, (a, b): (Reading, Reading)) -> Option<(Reading, Reading)> {
        Some((self.a.read(at, c, a)?, self.b.read(at, c, b)?))
    }

    /// Returns how many codes go on from here.
    fn count(&mut self, at: usize, state: (Reading, Reading)) -> u128 {
        if at == self.a.pattern.len() {
            return 1;
        }
        let bit = |flag: bool, value: usize| if flag { value } else { 0 };
        let key = bit(state.0.at_low, 1) + bit(state.0.at_high, 2) + bit(state.1.at_low, 4) + bit(state.1.at_high, 8);
        if let Some(known) = self.counts.get(at).and_then(|states| states.get(key)).copied().flatten() {
            return known;
        }
        let mut total = 0_u128;
        for c in self.candidates(at) {
            if let Some(next) = self.next(at, c, state) {
                total = total.saturating_add(self.count(at + 1, next));
            }
        }
        if let Some(slot) = self.counts.get_mut(at).and_then(|states| states.get_mut(key)) {
            *slot = Some(total);
        }
        total
    }
}

impl CodeBatch {
    /// Returns the characters that all its codes have, each in its place, and `#` where they differ; nothing if it has no
    /// codes.
    pub(super) fn common_text(&self) -> Option<Vec<char>> {
        let mut bounds = Bounds::new(self)?;
        let same = bounds.low.iter().zip(&bounds.high).take_while(|(low, high)| low == high).map(|(low, _)| *low);
        let mut same = same.filter_map(|digit| char::from_digit(digit, 36)).map(|c| c.to_ascii_uppercase());
        for place in bounds.pattern.iter_mut().filter(|c| **c == '#') {
            let Some(digit) = same.next() else { break };
            *place = digit;
        }
        Some(bounds.pattern)
    }

    /// Returns what this batch shares with another; takes the same time for five codes and for a billion.
    ///
    /// ```
    /// use ratebook::graph::{Charset, CodeBatch};
    /// use ratebook::source::Span;
    /// let batch = |template: &str, range_start| CodeBatch { template: template.into(), template_span: Span::NONE,
    ///     charset: Charset::Numeric, quantity: 5, quantity_span: Span::NONE, range_start, redemptions: 1 };
    /// let shared = batch("C##", 10).shared_with(&batch("C1#", 0)).unwrap();
    /// assert_eq!((shared.first.as_str(), shared.count), ("C10", 5));
    /// assert!(batch("C##", 10).shared_with(&batch("C##", 15)).is_none());
    /// ```
    #[must_use]
    pub fn shared_with(&self, other: &Self) -> Option<Shared> {
        let meets = |(x, y): (char, char)| x == y || x == '#' || y == '#';
        if self.template.chars().count() != other.template.chars().count()
            || !self.template.chars().zip(other.template.chars()).all(meets)
        {
            return None;
        }
        if self.template == other.template && self.charset == other.charset {
            // The same codes in the same order: most batches of a template are parts of it that do not meet.
            let end = |batch: &Self| batch.range_start.saturating_add(batch.quantity);
            if end(self) <= other.range_start || end(other) <= self.range_start {
                return None;
            }
        }
        let (a, b) = (Bounds::new(self)?, Bounds::new(other)?);
        let counts = vec![[None; 16]; a.pattern.len()];
        let mut search = Search { a, b, counts };
        let count = search.count(0, (START, START));
        let (mut first, mut state) = (String::new(), (START, START));
        if count == 0 {
            return None;
        }
        for at in 0..search.a.pattern.len() {
            let (c, next) = search.candidates(at).into_iter().find_map(|c| {
                let next = search.next(at, c, state)?;
                (search.count(at + 1, next) > 0).then_some((c, next))
            })?;
            first.push(c);
            state = next;
        }
        Some(Shared { first, count })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Charset;
    use crate::source::Span;

    fn batch(template: &str, charset: Charset, range_start: u64, quantity: u64) -> CodeBatch {
        CodeBatch {
            template: template.into(),
            template_span: Span::NONE,
            charset,
            quantity,
            quantity_span: Span::NONE,
            range_start,
            redemptions: 1,
        }
    }

    #[test]
    fn the_count_is_what_writing_out_both_gives() {
        use Charset::{Alphanumeric, Numeric};
        let batches = [
            batch("C##", Numeric, 10, 5),
            batch("C1#", Numeric, 0, 5),
            batch("C##", Alphanumeric, 30, 60),
            batch("#1#", Alphanumeric, 400, 300),
            batch("###", Numeric, 5, 900),
            batch("##C", Numeric, 7, 80),
        ];
        for a in &batches {
            for b in &batches {
                let codes = |x: &CodeBatch| {
                    (x.range_start..x.range_start + x.quantity).filter_map(|n| x.code(n)).collect::<Vec<_>>()
                };
                let other = codes(b);
                let both: Vec<String> = codes(a).into_iter().filter(|c| other.contains(c)).collect();
                let shared = a.shared_with(b);
                assert_eq!(shared.as_ref().map_or(0, |s| s.count), both.len() as u128, "{} {}", a.template, b.template);
                assert_eq!(shared.map(|s| s.first), both.into_iter().min(), "{} {}", a.template, b.template);
            }
        }
    }

    #[test]
    fn a_billion_codes_take_no_longer_than_five() {
        let a = batch("PROMO-############", Charset::Alphanumeric, 0, 1_000_000_000_000);
        let b = batch("PROMO-0###########", Charset::Numeric, 7, 1_000_000_000);
        assert_eq!(a.shared_with(&b).map(|s| s.first), Some("PROMO-000000000007".to_owned()));
    }
}
