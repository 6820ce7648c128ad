//! `ratebook show`: an object with its defaults and their sources, who uses it, the outline, what is not there.

use crate::support::{Folder, broken_shop, ratebook, shop, snapshot};

/// A manifest that says what it can, for objects that inherit.
const MANIFEST: &str = "\
ratebook: 1
catalog: shop
currencies: [USD]
billing: { anchor: { bill_day: 1 }, proration: { last: false } }
tax: { default: vat }
";

/// One object of every noun.
const CATALOG: &str = "\
taxes: { vat: { rate: 20% } }
ledgers: { sales: {}, fees: {} }
item_types: { service: {} }
payment_methods: { card: {} }
products:
  seat:
    name: \"Seat: one person\"
    ledger: sales
    charges:
      setup: { type: one_time, price: 5.00, item_type: service }
      access: { type: recurring, price: { each: 9.00 }, every: 1 month }
    x-sku: { erp: [A-1, A-2] }
discounts: { tenth: { type: percent, value: 10%, applies_to: { products: [seat] } } }
terms:
  year:
    commitment: { period: 1 year, basis: actual }
    early_termination: { type: penalty, fee: 50.00, ledger: fees }
bundles:
  seats: { products: { seat: required } }
  off: { discounts: { tenth: required } }
plans:
  team: { bundles: [seats], term: year, payment_methods: [card] }
coupons:
  spring: { bundle: off, codes: { template: \"s-##\", charset: numeric, quantity: 5 }, valid: { from: 2026-03-01 } }
";

fn full_shop() -> Folder {
    Folder::with(&[("shop/ratebook.yaml", MANIFEST), ("shop/all.yaml", CATALOG)])
}

#[test]
fn an_object_has_its_defaults_and_their_sources() {
    let folder = full_shop();
    for (section, code) in [("products", "seat"), ("terms", "year"), ("plans", "team"), ("coupons", "spring")] {
        let run = folder.run(&["show", "shop", &format!("{section}/{code}")]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        snapshot("show", code, &run.transcript());
    }
}

#[test]
fn the_manifest_has_its_defaults() {
    snapshot("show", "manifest", &full_shop().run(&["show", "shop", "manifest"]).transcript());
}

#[test]
fn every_noun_says_who_uses_it() {
    let folder = full_shop();
    let users = |name: &str| {
        let run = folder.run(&["show", "shop", name]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        run.stdout.lines().find_map(|line| Some(line.strip_prefix("# used by ")?.to_owned())).unwrap_or_default()
    };
    assert_eq!(users("tax/vat"), "the manifest, products/seat, terms/year");
    assert_eq!(users("ledger/sales"), "products/seat");
    assert_eq!(users("ledger/fees"), "terms/year");
    assert_eq!(users("item_type/service"), "products/seat");
    assert_eq!(users("payment_method/card"), "plans/team");
    assert_eq!(users("product/seat"), "bundles/seats, discounts/tenth");
    assert_eq!(users("discount/tenth"), "bundles/off");
    assert_eq!(users("term/year"), "plans/team");
    assert_eq!(users("bundle/seats"), "plans/team");
    assert_eq!(users("bundle/off"), "coupons/spring");
    assert_eq!((users("plan/team"), users("coupon/spring")), (String::new(), String::new()));
}

#[test]
fn section_and_noun_name_the_same_object() {
    let folder = full_shop();
    let shown = folder.run(&["show", "shop", "products/seat"]).stdout;
    assert_eq!(folder.run(&["show", "shop", "product/seat"]).stdout, shown);
}

#[test]
fn without_a_name_there_is_an_outline() {
    let folder = full_shop();
    snapshot("show", "outline", &folder.run(&["show", "shop"]).transcript());
    assert_eq!(shop().run(&["show"]).code, Some(0));
}

#[test]
fn inside_a_catalog_its_path_may_be_left_out() {
    let folder = full_shop();
    let inside = ratebook(&folder.at("shop"), &["show", "bundle/off"]);
    snapshot("show", "from_inside", &inside.transcript());
}

#[test]
fn a_catalog_with_errors_is_shown_as_it_is_written() {
    snapshot("show", "broken_catalog", &broken_shop().run(&["show", "product/seat"]).transcript());
}

#[test]
fn what_is_not_there_is_said_with_the_nearest() {
    let folder = full_shop();
    for (name, argument) in
        [("unknown_code", "plan/tem"), ("unlike_any", "plan/gold"), ("unknown_noun", "plam/team"), ("no_noun", "team")]
    {
        let run = folder.run(&["show", "shop", argument]);
        assert_eq!(run.code, Some(2));
        snapshot("show", name, &run.transcript());
    }
}

#[test]
fn discounts_and_codes_say_what_they_can_meet() {
    let discounts: String = (1..=6)
        .map(|n| format!("  d{n}: {{ type: percent, value: {n}%, applies_to: {{ products: [tv] }} }}\n"))
        .collect();
    let options: String = (1..=6).map(|n| format!("d{n}: optional, ")).collect();
    let catalog = format!(
        "\
products:
  tv: {{ charges: {{ access: {{ type: recurring, price: 12.00, every: 1 month }} }} }}
  radio: {{ charges: {{ access: {{ type: recurring, price: 3.00, every: 1 month }} }} }}
discounts:
{discounts}  welcome: {{ type: amount, value: 2.00, applies_to: {{ products: [tv] }} }}
  summer: {{ type: amount, value: 1.00 }}
bundles:
  base: {{ products: {{ tv: required }}, discounts: {{ {options}}} }}
  sound: {{ products: {{ radio: required }} }}
  welcome-off: {{ discounts: {{ welcome: required }} }}
  summer-off: {{ discounts: {{ summer: required }} }}
plans:
  family: {{ bundles: [base] }}
  music: {{ bundles: [sound], compatible_bundles: {{ only: true, bundles: [summer-off] }} }}
coupons:
  spring: {{ vendor: TV, bundle: welcome-off, codes: {{ template: \"S-##\", quantity: 5 }}, valid: {{ from: 2026-03-01 }} }}
vouchers:
  gift: {{ vendor: TV, bundle: summer-off, codes: {{ template: \"G-##\", quantity: 5 }}, valid: {{ from: 2026-06-01 }} }}
"
    );
    let manifest = "ratebook: 1\ncatalog: tv\ncurrencies: [USD]\n";
    let folder = Folder::with(&[("tv/ratebook.yaml", manifest), ("tv/all.yaml", &catalog)]);
    for (name, snap) in
        [("discount/summer", "meets"), ("coupon/spring", "coupon-meets"), ("voucher/gift", "voucher-meets")]
    {
        let run = folder.run(&["show", "tv", name]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        snapshot("show", snap, &run.transcript());
    }
}
