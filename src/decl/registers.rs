//! The small registers that other nouns refer to: taxes, ledgers, item types, units, payment methods.

use super::noun::noun;
use super::{AmountsDecl, Percent, Spanned, Tag, Text, Unread};

noun! {
    /// A tax with its rate, with its amount, or with the provider who works it out.
    ///
    /// Known elsewhere as: tax with a percentage value (Tridens), GST (Emersion), tax rate (Magicline).
    TaxDecl {
        /// The rate, with its sign.
        #[serde(default)]
        #[schemars(extend("examples" = ["20%"], "x-default" = "none beside an `amount`, else the provider's, for which each scenario gives a rate in `tax_rates` or an amount in `tax_amounts`"))]
        pub rate: Spanned<Percent>,
        /// What it is instead of a rate: so much once on every invoice with a line under it, as a stamp duty. It comes on top,
        /// whatever prices contain; in a currency that is not named it is nothing.
        #[serde(default)]
        #[schemars(extend("examples" = [{ "EUR": 2.00, "USD": 2.20 }], "x-default" = "none"))]
        pub amount: Spanned<AmountsDecl>,
        /// Who works it out. Where there is a `rate` or an `amount`, for information only.
        #[serde(default)]
        #[schemars(extend("examples" = ["Avalara"], "x-default" = "ratebook works it out by its rate"))]
        pub provider: Spanned<Text>,
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["eu"]], "default" = []))]
        pub tags: Unread<Vec<Tag>>,
    }
}

noun! {
    /// An account of the general ledger that charges are booked on.
    ///
    /// Known elsewhere as: general ledger, Hauptbuch (Tridens), ledger code (Emersion).
    LedgerDecl {
        /// The number of the account in the books.
        #[serde(default)]
        #[schemars(extend("examples" = ["4400"], "x-default" = "no number"))]
        pub account: Unread<Text>,
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["revenue"]], "default" = []))]
        pub tags: Unread<Vec<Tag>>,
    }
}

noun! {
    /// A heading under which charges appear on the invoice.
    ///
    /// Known elsewhere as: bill item, invoice item type, Rechnungspositionstyp (Tridens), cardline kind (Emersion).
    ItemTypeDecl {
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["fees"]], "default" = []))]
        pub tags: Unread<Vec<Tag>>,
    }
}

noun! {
    /// A unit in which usage is counted.
    ///
    /// Known elsewhere as: unit (Kill Bill), billable metric (Lago), meter (OpenMeter), resource tag (Emersion).
    UnitDecl {
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["traffic"]], "default" = []))]
        pub tags: Unread<Vec<Tag>>,
    }
}

noun! {
    /// A way in which a customer can pay.
    ///
    /// Known elsewhere as: supported payment type, Zahlungsart (Tridens).
    PaymentMethodDecl {
        /// Free labels.
        #[serde(default)]
        #[schemars(extend("examples" = [["online"]], "default" = []))]
        pub tags: Unread<Vec<Tag>>,
    }
}
