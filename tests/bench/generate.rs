//! A deterministic catalog of any size: the same number of plans gives the same bytes on every machine.
//!
//! Every plan brings a product and a bundle of its own; every five plans share a term, a discount, the bundle that grants
//! it and a coupon. Bundles and plans refer to objects of other files, so that no file can be checked alone. The catalog
//! is meant to have no findings: nothing is unused, every reference resolves, no two coupons share a code.

use std::fmt::{self, Write as _};
use std::fs;
use std::io;
use std::path::Path;

/// Plans in one file: 25 of them come with 20 shared objects, so a file holds 95.
const PLANS_PER_FILE: u32 = 25;
/// Plans that share a term, a discount, its bundle and a coupon.
const PLANS_PER_FAMILY: u32 = 5;

/// What was written.
#[derive(Debug, Clone, Copy)]
pub struct Generated {
    /// Catalog files, the manifest included.
    pub files: u64,
    /// Their size together.
    pub bytes: u64,
}

/// Writes a catalog with this many plans, at least 20 and a multiple of five, into an empty folder.
///
/// # Errors
/// Returns the first file that could not be written.
pub fn generate(dir: &Path, plans: u32) -> io::Result<Generated> {
    let mut written = Generated { files: 0, bytes: 0 };
    let mut put = |path: &Path, text: &str| -> io::Result<()> {
        written.files += 1;
        written.bytes += u64::try_from(text.len()).map_err(io::Error::other)?;
        fs::write(path, text)
    };
    fs::create_dir_all(dir)?;
    put(&dir.join("ratebook.yaml"), MANIFEST)?;
    put(&dir.join("registers.yaml"), &registers().map_err(io::Error::other)?)?;
    let mut first = 0;
    while first < plans {
        let end = plans.min(first + PLANS_PER_FILE);
        let number = first / PLANS_PER_FILE;
        let folder = dir.join(format!("region-{:02}", number / 100));
        fs::create_dir_all(&folder)?;
        let text = file(first, end, plans).map_err(io::Error::other)?;
        put(&folder.join(format!("offers-{number:04}.yaml")), &text)?;
        first = end;
    }
    Ok(written)
}

const MANIFEST: &str = "\
ratebook: 1
catalog: generated
name: \"A catalog made for measuring\"
operator: \"Generated Services Ltd\"
currencies: [USD, EUR]
billing: { period: 1 month, anchor: anniversary, proration: { basis: actual_days, first: true, last: true } }
rounding: { mode: half_up, at: line }
tax: { prices: exclusive, default: vat }
";

const PAYMENT_METHODS: [&str; 4] = ["card", "sepa", "transfer", "wallet"];
const ADJECTIVES: [&str; 8] = ["Quiet", "Bright", "Größte", "Rapid", "Señor", "Plain", "Northern", "Élan"];
const NOUNS: [&str; 8] =
    ["broadband", "television", "storage", "telephone", "backup", "café line", "archive", "roaming"];

fn registers() -> Result<String, fmt::Error> {
    let mut out = String::from(
        "taxes:\n  vat: { name: \"VAT\", rate: 20% }\n  reduced: { name: \"VAT, reduced\", rate: 5.5% }\n\nledgers:\n",
    );
    for n in 0..10 {
        writeln!(out, "  ledger-{n}: {{ name: \"Revenue account 40{n}0\" }}")?;
    }
    out.push_str("\nitem_types:\n");
    for n in 0..10 {
        writeln!(out, "  item-{n}: {{ name: \"Services of kind {n}\" }}")?;
    }
    out.push_str("\npayment_methods:\n");
    for method in PAYMENT_METHODS {
        writeln!(out, "  {method}: {{ name: \"Paid by {method}\" }}")?;
    }
    out.push_str(
        "\nterms:\n  free-to-leave:\n    name: \"Month to month\"\n    early_termination: { type: allowed }\n",
    );
    out.push_str("    commitment: { period: 1 month, basis: billing_cycle }\n");
    Ok(out)
}

/// One file's text: the objects of plans `[first, end)`, grouped by section.
fn file(first: u32, end: u32, plans: u32) -> Result<String, fmt::Error> {
    let families = first / PLANS_PER_FAMILY..end / PLANS_PER_FAMILY;
    let mut out = String::with_capacity(40_000);
    writeln!(out, "# Plans {first} up to, not including, {end} of {plans}\nproducts:")?;
    for plan in first..end {
        product(&mut out, plan)?;
    }
    out.push_str("\ndiscounts:\n");
    for family in families.clone() {
        discount(&mut out, family)?;
    }
    out.push_str("\nterms:\n");
    for family in families.clone() {
        term(&mut out, family)?;
    }
    out.push_str("\nbundles:\n");
    for family in families.clone() {
        writeln!(out, "  less-{family:05}:\n    name: \"Less to pay, family {family}\"")?;
        writeln!(out, "    discounts: {{ saving-{family:05}: required }}")?;
    }
    for plan in first..end {
        bundle(&mut out, plan, plans)?;
    }
    out.push_str("\nplans:\n");
    for plan in first..end {
        offer(&mut out, plan, plans)?;
    }
    out.push_str("\ncoupons:\n");
    for family in families {
        coupon(&mut out, family)?;
    }
    Ok(out)
}

fn product(out: &mut String, plan: u32) -> fmt::Result {
    let mut dice = Dice::of(plan, 1);
    let name = dice.name();
    writeln!(out, "  product-{plan:06}:\n    name: \"{name} {plan}\"")?;
    // Only the odd families' discounts select by tag: a tag that nothing selects by would be a finding.
    let family = plan / PLANS_PER_FAMILY;
    if family % 2 == 1 {
        writeln!(out, "    tags: [family-{family}]")?;
    }
    if plan % 7 == 3 {
        out.push_str("    tax: reduced\n");
    }
    writeln!(out, "    ledger: ledger-{}\n    item_type: item-{}\n    charges:", plan % 10, (plan + 3) % 10)?;
    let (usd, eur) = (dice.cents(500, 5_000), dice.cents(500, 5_000));
    writeln!(out, "      activation: {{ type: one_time, price: {{ USD: {usd}, EUR: {eur} }} }}")?;
    let (usd, eur) = (dice.cents(900, 19_900), dice.cents(900, 19_900));
    writeln!(out, "      access:\n        name: \"{name}, access\"\n        type: recurring")?;
    writeln!(out, "        price: {{ USD: {usd}, EUR: {eur} }}\n        every: 1 month\n        bill: in_advance")?;
    let (usd, eur) = (dice.cents(150, 900), dice.cents(150, 900));
    write!(
        out,
        "      seats: {{ type: recurring, price: {{ each: {{ USD: {usd}5, EUR: {eur}5 }} }}, every: 1 month, "
    )?;
    writeln!(out, "bill: in_arrears, proration: {{ first: true, last: {} }} }}", dice.below(2) == 0)
}

fn discount(out: &mut String, family: u32) -> fmt::Result {
    let mut dice = Dice::of(family, 2);
    write!(out, "  saving-{family:05}: {{ name: \"Saving of family {family}\", ")?;
    if dice.below(3) == 0 {
        write!(out, "type: amount, value: {{ USD: {}, EUR: {} }}, ", dice.cents(10, 99), dice.cents(10, 99))?;
    } else {
        write!(out, "type: percent, value: {}%, ", 1 + dice.below(60))?;
    }
    if family % 2 == 1 {
        writeln!(out, "applies_to: {{ tags: [family-{family}] }}, priority: {} }}", 1 + dice.below(9))
    } else {
        let product = family * PLANS_PER_FAMILY;
        writeln!(out, "applies_to: {{ products: [product-{product:06}, product-{:06}] }} }}", product + 1)
    }
}

fn term(out: &mut String, family: u32) -> fmt::Result {
    let mut dice = Dice::of(family, 3);
    writeln!(out, "  term-{family:05}:\n    name: \"Commitment of family {family}\"")?;
    writeln!(out, "    commitment: {{ period: {} months, basis: actual }}", 6 + dice.below(30))?;
    match dice.below(3) {
        0 => out.push_str("    early_termination: { type: not_allowed }\n"),
        1 => out.push_str("    early_termination: { type: allowed }\n"),
        _ => {
            let (usd, eur) = (dice.cents(4_000, 40_000), dice.cents(4_000, 40_000));
            writeln!(out, "    early_termination:\n      type: penalty\n      fee: {{ USD: {usd}, EUR: {eur} }}")?;
            writeln!(out, "      prorated: {}", dice.below(2) == 0)?;
            writeln!(out, "      grace: {{ period: {} days, anchor: start }}", 1 + dice.below(28))?;
            writeln!(
                out,
                "      ledger: ledger-{}\n      item_type: item-{}\n      tax: vat",
                family % 10,
                family % 10
            )?;
        }
    }
    out.push_str("    renews_to: free-to-leave\n");
    Ok(())
}

fn bundle(out: &mut String, plan: u32, plans: u32) -> fmt::Result {
    let other = Dice::of(plan, 4).another(plan, plans);
    writeln!(out, "  bundle-{plan:06}:\n    products:")?;
    writeln!(out, "      product-{plan:06}: required\n      product-{other:06}: optional")?;
    out.push_str("    valid: { from: 2025-06-01 }\n");
    Ok(())
}

fn offer(out: &mut String, plan: u32, plans: u32) -> fmt::Result {
    let mut dice = Dice::of(plan, 5);
    let family = plan / PLANS_PER_FAMILY;
    writeln!(out, "  plan-{plan:06}:\n    name: \"{} plan {plan}\"", dice.name())?;
    writeln!(out, "    owner: team-{}\n    bundles: [bundle-{plan:06}]", dice.below(20))?;
    let other = dice.another(plan, plans);
    writeln!(out, "    compatible_bundles: {{ only: true, bundles: [bundle-{other:06}, less-{family:05}] }}")?;
    writeln!(out, "    term: term-{family:05}")?;
    let (one, two) = (plan % 4, (plan + 1) % 4);
    let method = |n: u32| PAYMENT_METHODS.iter().zip(0..).find_map(|(m, k)| (k == n).then_some(*m)).unwrap_or("card");
    writeln!(out, "    payment_methods: [{}, {}]", method(one), method(two))?;
    writeln!(out, "    valid: {{ from: 2026-01-01, through: 2026-12-{:02} }}", 1 + dice.below(31))
}

fn coupon(out: &mut String, family: u32) -> fmt::Result {
    let mut dice = Dice::of(family, 6);
    writeln!(
        out,
        "  coupon-{family:05}:\n    name: \"Coupon of family {family}\"\n    vendor: Generated Services Ltd"
    )?;
    writeln!(out, "    bundle: less-{family:05}")?;
    // The family's number stands before the placeholders, so that no two batches can share a code.
    let charset = if dice.below(2) == 0 { "numeric" } else { "alphanumeric" };
    write!(
        out,
        "    codes: {{ template: \"F{family:05}-####\", charset: {charset}, quantity: {}, ",
        1 + dice.below(900)
    )?;
    writeln!(out, "range_start: {}, redemptions: {} }}", dice.below(9_000), 1 + dice.below(3))?;
    writeln!(out, "    valid: {{ from: 2026-03-01, through: 2026-05-{:02} }}", 1 + dice.below(31))
}

/// A fixed linear congruential generator: one row of numbers for each object, whatever the catalog's size.
struct Dice(u64);

impl Dice {
    fn of(object: u32, salt: u64) -> Self {
        let mut dice =
            Self(u64::from(object).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ salt.wrapping_mul(0xD1B5_4A32_D192_ED03));
        dice.below(1);
        dice
    }

    /// The next number in `0..limit`.
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(limit)).unwrap_or(0)
    }

    /// An amount of `low..high` cents with its two digits.
    fn cents(&mut self, low: u32, high: u32) -> String {
        let cents = low + self.below(high - low);
        format!("{}.{:02}", cents / 100, cents % 100)
    }

    fn name(&mut self) -> String {
        let (one, two) = (self.below(8), self.below(8));
        let pick = |words: &[&'static str; 8], n: u32| {
            words.iter().zip(0..).find_map(|(w, k)| (k == n).then_some(*w)).unwrap_or("")
        };
        format!("{} {}", pick(&ADJECTIVES, one), pick(&NOUNS, two))
    }

    /// Another plan than this one, mostly in another file.
    fn another(&mut self, plan: u32, plans: u32) -> u32 {
        (plan + 1 + self.below(plans - 1)) % plans
    }
}
