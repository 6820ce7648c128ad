//! Coupons and vouchers: batches of codes that each grant a bundle (`T-21` to `T-29`).

use smol_str::SmolStr;

use super::catalog::{Bundle, Catalog, Code, Validity};
use super::code_batch::CodeBatch;
use super::table::{Id, Link, Object};
use crate::source::Span;

/// A batch of codes that each grant a bundle.
#[derive(Debug)]
pub struct Coupon {
    /// Its code.
    pub code: Code,
    /// Its name.
    pub name: Option<SmolStr>,
    /// Who owns it; for information only.
    pub vendor: SmolStr,
    /// The bundle it grants.
    pub bundle: Link<Bundle>,
    /// Its codes; nothing if they could not be read.
    pub codes: Option<CodeBatch>,
    /// When a code can be used.
    pub valid: Validity,
    /// When and for how long it grants its bundle.
    pub kind: BatchKind,
}

/// A batch whose codes can be redeemed at any time, and whose bundle is then held.
#[derive(Debug)]
pub struct Voucher(
    /// The batch, whose kind is that of a voucher.
    pub Coupon,
);

/// When and for how long a code grants its bundle (`T-22`, `T-23`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchKind {
    /// With a purchase, for that purchase.
    Coupon,
    /// At any time, for as long as the bundle is held.
    Voucher,
}

impl BatchKind {
    /// Returns what one of them is called.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Coupon => Coupon::NOUN,
            Self::Voucher => Voucher::NOUN,
        }
    }
}

/// Which batch a code is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BatchId {
    /// A coupon.
    Coupon(Id<Coupon>),
    /// A voucher.
    Voucher(Id<Voucher>),
}

impl Catalog {
    /// Returns every batch of codes: the coupons, then the vouchers.
    ///
    /// ```
    /// # use ratebook::graph::{resolve, Written};
    /// let (catalog, _) = resolve(Written::default());
    /// assert_eq!(catalog.batches().count(), 0);
    /// ```
    pub fn batches(&self) -> impl Iterator<Item = (BatchId, &Coupon)> {
        let coupons = self.coupons.iter().map(|(id, coupon)| (BatchId::Coupon(id), coupon));
        coupons.chain(self.vouchers.iter().map(|(id, voucher)| (BatchId::Voucher(id), &voucher.0)))
    }

    /// Returns a batch of codes.
    #[must_use]
    pub fn batch(&self, id: BatchId) -> &Coupon {
        match id {
            BatchId::Coupon(id) => self.coupons.get(id),
            BatchId::Voucher(id) => &self.vouchers.get(id).0,
        }
    }
}

impl Object for Coupon {
    const SECTION: &'static str = "coupons";
    const NOUN: &'static str = "coupon";

    fn code(&self) -> &SmolStr {
        &self.code.text
    }

    fn span(&self) -> Span {
        self.code.span
    }
}

impl Object for Voucher {
    const SECTION: &'static str = "vouchers";
    const NOUN: &'static str = "voucher";

    fn code(&self) -> &SmolStr {
        &self.0.code.text
    }

    fn span(&self) -> Span {
        self.0.code.span
    }
}
