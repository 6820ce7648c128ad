//! The codes of a coupon or voucher: consecutive numbers in the placeholders of a template (`T-25` to `T-27`).

use smol_str::SmolStr;

use crate::source::Span;

/// The digits a code's number is written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// `0-9`.
    Numeric,
    /// `0-9A-Z`.
    Alphanumeric,
}

impl Charset {
    /// Returns how many digits there are.
    #[must_use]
    pub fn base(self) -> u64 {
        match self {
            Self::Numeric => 10,
            Self::Alphanumeric => 36,
        }
    }
}

/// A batch of generated codes. The numbers are `range_start .. range_start + quantity`.
#[derive(Debug, Clone)]
pub struct CodeBatch {
    /// Text with a `#` for each digit.
    pub template: SmolStr,
    /// Where the template is written.
    pub template_span: Span,
    /// The digits.
    pub charset: Charset,
    /// How many codes there are.
    pub quantity: u64,
    /// Where the quantity is written.
    pub quantity_span: Span,
    /// The number of the first code.
    pub range_start: u64,
    /// How often each code can be used (`T-24`).
    pub redemptions: u32,
}

impl CodeBatch {
    /// Returns how many placeholders the template has.
    #[must_use]
    pub fn placeholders(&self) -> usize {
        self.template.matches('#').count()
    }

    /// Returns how many numbers the placeholders can hold; saturates.
    #[must_use]
    pub fn capacity(&self) -> u64 {
        let digits = u32::try_from(self.placeholders()).unwrap_or(u32::MAX);
        self.charset.base().saturating_pow(digits)
    }

    /// Returns how many placeholders the last number needs, at least one.
    #[must_use]
    pub fn needed_placeholders(&self) -> usize {
        let mut left = self.range_start.saturating_add(self.quantity).saturating_sub(1) / self.charset.base();
        let mut needed = 1;
        while left > 0 {
            left /= self.charset.base();
            needed += 1;
        }
        needed
    }

    /// Returns the code with this number, left-padded with zeros; nothing if it does not fit.
    ///
    /// ```
    /// use ratebook::graph::{Charset, CodeBatch};
    /// use ratebook::source::Span;
    /// let mut batch = CodeBatch { template: "c_###".into(), template_span: Span::NONE, charset: Charset::Numeric,
    ///     quantity: 5, quantity_span: Span::NONE, range_start: 7, redemptions: 1 };
    /// assert_eq!(batch.code(7).unwrap(), "c_007");
    /// batch.template = "##".into();
    /// batch.charset = Charset::Alphanumeric;
    /// assert_eq!(batch.code(87).unwrap(), "2F");
    /// ```
    #[must_use]
    pub fn code(&self, number: u64) -> Option<String> {
        if number >= self.capacity() && self.capacity() != u64::MAX {
            return None;
        }
        let mut rest = number;
        let mut digits = Vec::new();
        for _ in 0..self.placeholders() {
            let digit = u32::try_from(rest % self.charset.base()).ok()?;
            digits.push(char::from_digit(digit, 36)?.to_ascii_uppercase());
            rest /= self.charset.base();
        }
        Some(self.template.chars().map(|c| if c == '#' { digits.pop().unwrap_or('0') } else { c }).collect())
    }

    /// Tells whether a text is written like the codes of this batch, in capitals or not, whatever its number.
    ///
    /// ```
    /// # use ratebook::graph::{Charset, CodeBatch};
    /// # use ratebook::source::Span;
    /// # let batch = CodeBatch { template: "c_###".into(), template_span: Span::NONE, charset: Charset::Numeric,
    /// #     quantity: 5, quantity_span: Span::NONE, range_start: 7, redemptions: 1 };
    /// assert!(batch.resembles("C_912") && batch.resembles("c_x07"));
    /// assert!(!batch.resembles("c_07") && !batch.resembles("d_007"));
    /// ```
    #[must_use]
    pub fn resembles(&self, code: &str) -> bool {
        let alike = |(expected, c): (char, char)| match expected {
            '#' => c.is_ascii_alphanumeric(),
            _ => c.eq_ignore_ascii_case(&expected),
        };
        code.len() == self.template.len() && self.template.chars().zip(code.chars()).all(alike)
    }

    /// Returns its first and its last code; nothing if the last does not fit.
    #[must_use]
    pub fn ends(&self) -> Option<(String, String)> {
        let last = self.range_start.checked_add(self.quantity.checked_sub(1)?)?;
        Some((self.code(self.range_start)?, self.code(last)?))
    }

    /// Returns the number of a code that belongs to this batch.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<u64> {
        let mut number = 0_u64;
        let mut written = code.chars();
        for expected in self.template.chars() {
            let c = written.next()?;
            if expected == '#' {
                let radix = u32::try_from(self.charset.base()).ok()?;
                let digit = c.to_digit(radix).filter(|_| !c.is_ascii_lowercase())?;
                number = number.checked_mul(self.charset.base())?.checked_add(u64::from(digit))?;
            } else if c != expected {
                return None;
            }
        }
        let within = number >= self.range_start && number - self.range_start < self.quantity;
        (written.next().is_none() && within).then_some(number)
    }
}
