//! A pocket calculator for the steps of a line: works them out again from what they say and nothing else.

use std::collections::HashSet;

use ratebook::money::{Decimal, Ratio, RoundingMode};

/// What a figure may be: between two bounds if its digits are cut, else exactly one amount.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    low: Ratio,
    high: Ratio,
}

/// What is worked out from the steps of one line.
pub struct Calculator<'k> {
    /// Figures that stand elsewhere: in the catalog, the scenario, on lines above and on earlier invoices.
    known: &'k HashSet<String>,
    /// What was charged for the same so far, as sums of lines.
    charged: &'k HashSet<String>,
    /// Figures of this line so far.
    pub seen: HashSet<String>,
    value: Option<Figure>,
    results: Vec<Figure>,
    pub problems: Vec<String>,
}

const MODES: [RoundingMode; 5] =
    [RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::Up, RoundingMode::Down, RoundingMode::Malaysian];

fn ratio(text: &str) -> Option<Ratio> {
    Ratio::of(text.parse::<Decimal>().ok()?)
}

fn one() -> Ratio {
    Ratio::of(Decimal::ONE).unwrap()
}

impl Figure {
    fn exactly(amount: Ratio) -> Self {
        Self { low: amount, high: amount }
    }

    /// Reads `2`, `-2.50`, `2.1666...`, `27/31` or `20%`.
    pub fn read(word: &str) -> Option<Self> {
        if let Some(share) = word.strip_suffix('%') {
            return Self::read(share)?.times(Self::exactly(ratio("0.01")?));
        }
        if let Some((part, of)) = word.split_once('/') {
            return Some(Self::exactly(ratio(part)?.divided_by(ratio(of)?)?));
        }
        let Some(cut) = word.strip_suffix("...") else { return Some(Self::exactly(ratio(word)?)) };
        let low = ratio(cut)?;
        let digits = cut.split_once('.').map_or(0, |(_, digits)| digits.len());
        let last = Ratio::minors(1, u32::try_from(digits).ok()?)?;
        let is_negative = cut.starts_with('-');
        let other = low.plus(if is_negative { last.negated() } else { last })?;
        Some(if is_negative { Self { low: other, high: low } } else { Self { low, high: other } })
    }

    fn plus(self, other: Self) -> Option<Self> {
        Some(Self { low: self.low.plus(other.low)?, high: self.high.plus(other.high)? })
    }

    fn negated(self) -> Self {
        Self { low: self.high.negated(), high: self.low.negated() }
    }

    fn times(self, other: Self) -> Option<Self> {
        let products = [(self.low, other.low), (self.low, other.high), (self.high, other.low), (self.high, other.high)];
        let (mut low, mut high) = (products[0].0.times(products[0].1)?, products[0].0.times(products[0].1)?);
        for (one, other) in products {
            let product = one.times(other)?;
            low = if low.exceeds(product)? { product } else { low };
            high = if product.exceeds(high)? { product } else { high };
        }
        Some(Self { low, high })
    }

    fn divided_by(self, other: Self) -> Option<Self> {
        self.times(Self { low: one().divided_by(other.high)?, high: one().divided_by(other.low)? })
    }

    /// Tells whether both may be the same amount. No digit that is shown depends on the last of nine.
    fn meets(self, other: Self) -> bool {
        let near = |one: Ratio, other: Ratio| {
            let more = one.plus(other.negated())?.plus(Ratio::minors(1, 9)?.negated())?;
            more.exceeds(Ratio::ZERO).map(|is_more| !is_more)
        };
        near(self.low, other.high) == Some(true) && near(other.low, self.high) == Some(true)
    }

    fn rounded(self, mode: RoundingMode, digits: u32) -> Option<Self> {
        let round = |amount: Ratio| Ratio::of(amount.round(mode, digits)?);
        Some(Self { low: round(self.low)?, high: round(self.high)? })
    }
}

/// Returns the figures of a text as they are looked up: without sign, percent and closing zeros.
pub fn figures(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| c.is_whitespace() || "{}[](),;:\"'".contains(c)).filter_map(key)
}

/// Returns how a figure is looked up; nothing if it is none.
pub fn key(word: &str) -> Option<String> {
    let word = word.trim_end_matches(',').trim_end_matches('%').trim_start_matches('-');
    if let Some(cut) = word.strip_suffix("...") {
        return cut.parse::<Decimal>().ok().map(|_| word.to_owned());
    }
    word.parse::<Decimal>().ok().map(|figure| figure.normalize().to_string())
}

/// Returns a step without days and words in brackets, split where one calculation ends.
fn clauses(step: &str) -> Vec<String> {
    let mut text = String::new();
    let mut depth = 0;
    for c in step.chars() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' if depth > 0 => depth -= 1,
            _ if depth == 0 => text.push(c),
            _ => {}
        }
    }
    text.split(", ").flat_map(|clause| clause.split("; ")).map(|clause| clause.trim().to_owned()).collect()
}

impl<'k> Calculator<'k> {
    pub fn new(known: &'k HashSet<String>, charged: &'k HashSet<String>) -> Self {
        Self { known, charged, seen: HashSet::new(), value: None, results: Vec::new(), problems: Vec::new() }
    }

    pub fn step(&mut self, step: &str) {
        self.ratios(step);
        for clause in clauses(step) {
            self.clause(step, &clause);
        }
    }

    /// Checks the shares that are rounded before they are multiplied with, as in `x 0.871 (27/31 days)`.
    fn ratios(&mut self, step: &str) {
        let words: Vec<&str> = step.split(' ').collect();
        for pair in words.windows(2) {
            let (Some(shown), Some(days)) = (ratio(pair[0]), pair[1].strip_prefix('(').and_then(Figure::read)) else {
                continue;
            };
            let digits = pair[0].split_once('.').map_or(0, |(_, digits)| digits.len());
            let rounded = days.rounded(RoundingMode::HalfUp, u32::try_from(digits).unwrap());
            if pair[1].contains('/') && rounded.is_some_and(|rounded| rounded.meets(Figure::exactly(shown))) {
                self.seen.extend(key(pair[0]));
            }
        }
    }

    fn clause(&mut self, step: &str, clause: &str) {
        let done = if let Some(rest) = clause.strip_prefix("rounded ") {
            self.rounded(rest)
        } else if let Some((left, right)) = clause.rsplit_once(" = ") {
            self.equation(left, right)
        } else if clause.starts_with("less ") && Figure::read(clause.split(' ').nth(1).unwrap_or("")).is_some() {
            self.less(clause)
        } else if let Some(rest) = clause.strip_prefix("no more than ").filter(|rest| rest.contains(" is left: ")) {
            self.left(rest)
        } else {
            self.words(clause)
        };
        if let Err(why) = done {
            self.problems.push(format!("{why}: `{clause}` in `{step}`"));
        }
    }

    /// Checks that a figure stands somewhere; counts of days and units, and nothing, need not.
    fn founded(&self, word: &str) -> Result<(), String> {
        let Some(key) = key(word) else { return Ok(()) };
        let is_count = !word.contains('.') || word.contains('/');
        if is_count || key == "0" || self.seen.contains(&key) || self.known.contains(&key) {
            return Ok(());
        }
        Err(format!("{word} stands nowhere"))
    }

    /// Tells whether a figure is how many of the units lie above the bound of a tier.
    fn is_rest_of_units(&self, word: &str) -> bool {
        let Ok(rest) = word.parse::<Decimal>() else { return false };
        let bounds = self.seen.iter().filter_map(|seen| Some(seen.parse::<Decimal>().ok()? - rest));
        bounds.into_iter().any(|bound| bound > Decimal::ZERO && self.known.contains(&bound.normalize().to_string()))
    }

    /// Tells whether a figure is what lines show, but for the cent that each adds to a rounded sum.
    fn is_shown_almost(&self, word: &str) -> bool {
        let Ok(figure) = word.parse::<Decimal>() else { return false };
        let unit = Decimal::new(1, figure.scale());
        [figure - unit, figure + unit].iter().any(|near| self.known.contains(&near.abs().normalize().to_string()))
    }

    fn found(&mut self, word: &str, value: Figure) {
        self.seen.extend(key(word));
        self.value = Some(value);
    }

    fn rounded(&mut self, rest: &str) -> Result<(), String> {
        let (mode, shown) = rest.rsplit_once(" to ").ok_or("rounded to what")?;
        let mode = MODES.into_iter().find(|known| known.name() == mode).ok_or("rounded how")?;
        let digits = shown.split_once('.').map_or(0, |(_, digits)| digits.len());
        let value = self.value.ok_or("rounded from what")?;
        let to = Figure::read(shown).ok_or("rounded to no figure")?;
        let rounded = value.rounded(mode, u32::try_from(digits).unwrap()).ok_or("too large")?;
        self.found(shown, to);
        // What was gathered ends where it is rounded.
        self.results.push(to);
        if rounded.meets(to) { Ok(()) } else { Err("rounds otherwise".to_owned()) }
    }

    fn equation(&mut self, left: &str, right: &str) -> Result<(), String> {
        let shown = right.split(' ').next().unwrap_or("");
        let result = Figure::read(shown).ok_or("comes to no figure")?;
        let terms = Terms::read(left);
        let mut problem = Ok(());
        let is_sum_of_lines = left.ends_with(" charged") || left.ends_with(" charged before");
        for (at, (_, word)) in terms.0.iter().enumerate() {
            let is_founded = match terms.0.get(at + 1) {
                Some(('x', _)) if at == 0 => self.is_rest_of_units(word),
                None if is_sum_of_lines => self.charged.contains(&key(word).unwrap_or_default()),
                _ => false,
            };
            problem = problem.and(if is_founded { Ok(()) } else { self.founded(word) });
            self.seen.extend(key(word));
        }
        let value = terms.value(self.value);
        self.found(shown, result);
        self.results.push(result);
        problem?;
        let value = value.ok_or("cannot be worked out")?;
        if value.meets(result) { Ok(()) } else { Err("does not come out".to_owned()) }
    }

    fn less(&mut self, clause: &str) -> Result<(), String> {
        let word = clause.split(' ').nth(1).unwrap_or("");
        let off = Figure::read(word).ok_or("less what")?;
        let left = self.value.and_then(|value| value.plus(off.negated())).ok_or("less from what")?;
        let founded = self.founded(word);
        self.value = Some(left);
        founded
    }

    /// Checks `no more than 20.77 - 3.00 is left: -17.77`.
    fn left(&mut self, rest: &str) -> Result<(), String> {
        let (left, shown) = rest.split_once(" is left: ").ok_or("what is left")?;
        let value = Terms::read(left).value(None).ok_or("cannot be worked out")?;
        let result = Figure::read(shown).ok_or("comes to no figure")?;
        self.found(shown, result);
        if value.negated().meets(result) { Ok(()) } else { Err("does not come out".to_owned()) }
    }

    /// Takes what is said without a calculation.
    fn words(&mut self, clause: &str) -> Result<(), String> {
        let after = clause.rsplit_once(": ").map_or(clause, |(_, after)| after);
        let words: Vec<&str> = after.split(' ').filter(|word| Figure::read(word).is_some()).collect();
        let Some(first) = words.first() else { return Ok(()) };
        let figure = Figure::read(first).ok_or("no figure")?;
        let starts = |word: &str| clause.starts_with(word);
        if starts("with those above ") || starts("total so far ") || starts("credit ") {
            self.found(first, figure);
            return Ok(());
        }
        if starts("due in all ") || starts("together ") {
            let is_sum = self.is_sum_of_last(figure);
            self.found(first, figure);
            return if is_sum { Ok(()) } else { Err("is not the sum of what stands before".to_owned()) };
        }
        let is_count = clause.contains(" used") || clause.ends_with(" in the end") || clause.ends_with(" at last");
        let mut problem = Ok(());
        for word in words.iter().filter(|_| !is_count) {
            let is_almost = clause.contains(" rounded alone") && self.is_shown_almost(word);
            problem = problem.and(if is_almost { Ok(()) } else { self.founded(word) });
        }
        self.found(first, figure);
        self.results.push(figure);
        problem
    }

    /// Tells whether a figure is the sum of some of the last results.
    fn is_sum_of_last(&self, figure: Figure) -> bool {
        let mut sum = Figure::exactly(Ratio::ZERO);
        let mut sums = vec![sum];
        // A step may have several results of which the last one counts, and so each may be left out.
        for result in self.results.iter().rev().take(24) {
            sums = sums.iter().flat_map(|sum| [Some(*sum), sum.plus(*result)]).flatten().take(1 << 12).collect();
            if sums.iter().any(|sum| sum.meets(figure)) {
                return true;
            }
            sum = sum.plus(*result).unwrap_or(sum);
            if sum.meets(figure) {
                return true;
            }
        }
        false
    }
}

/// The figures of a calculation, each with the sign before it; the first has none unless it goes on from what is before.
#[derive(Debug)]
struct Terms<'a>(Vec<(char, &'a str)>);

impl<'a> Terms<'a> {
    /// Reads the longest calculation that ends a text, as `2 x 3.00 + 1.00` in `up to 2: 2 x 3.00 + 1.00 flat`.
    fn read(text: &'a str) -> Self {
        let text = text.rsplit_once(": ").map_or(text, |(_, calculation)| calculation);
        let text = text.rsplit_once("periods at once for ").map_or(text, |(_, calculation)| calculation);
        let words: Vec<&str> = text.split(' ').collect();
        let mut terms: Vec<(char, &str)> = Vec::new();
        let mut sign = None;
        for (at, word) in words.iter().enumerate() {
            let before = at.checked_sub(1).map_or("", |at| words[at]);
            if Figure::read(word).is_some() {
                match (sign.take(), before) {
                    (Some(sign), _) => terms.push((sign, word)),
                    (None, "of") if terms.last().is_some_and(|(_, last)| last.ends_with('%')) => {
                        terms.push(('x', word))
                    }
                    (None, "of") => {}
                    (None, _) => terms = vec![(' ', word)],
                }
            } else if let "x" | "/" | "+" | "-" = *word {
                sign = word.chars().next();
            } else if *word == "less" {
                sign = Some('-');
            } else if *word == "times" {
                sign = Some('x');
            }
        }
        Self(terms)
    }

    fn value(&self, before: Option<Figure>) -> Option<Figure> {
        let mut sums: Vec<Figure> = Vec::new();
        if self.0.first().is_some_and(|(sign, _)| *sign != ' ') {
            sums.push(before?);
        }
        for (sign, word) in &self.0 {
            let figure = Figure::read(word)?;
            let is_share = word.ends_with('%');
            match sign {
                'x' => {
                    let last = sums.pop()?;
                    sums.push(last.times(figure)?);
                }
                '/' => {
                    let last = sums.pop()?;
                    sums.push(last.divided_by(figure)?);
                }
                // A share is one of the amount that the calculation goes on from.
                '-' if is_share => sums.push(before?.times(figure)?.negated()),
                '+' if is_share => sums.push(before?.times(figure)?),
                '-' => sums.push(figure.negated()),
                _ => sums.push(figure),
            }
        }
        sums.into_iter().try_fold(Figure::exactly(Ratio::ZERO), Figure::plus)
    }
}
