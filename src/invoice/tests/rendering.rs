//! The text and the JSON of one scenario, whole.

use crate::invoice::render::{Places, json, text};
use crate::sim::testing::*;
use crate::source::{FileText, SourceSet, Span};

const YAML: &str = "\
products:
  live-tv:
    charges:
      activation: { type: one_time, price: 5.00 }
      access: { type: recurring, price: 12.00 }
  extra-service:
    charges: { access: { type: recurring, price: { each: 10.00 } } }
terms:
  two-years: { early_termination: { type: not_allowed } }
";

fn played(render: impl FnOnce(&crate::invoice::render::ScenarioReport) -> String) -> String {
    let sources = SourceSet::new(vec![("digital-tv/tv.yaml".into(), FileText::Whole(YAML.into()))]);
    let span = |text: &str| {
        let start = u32::try_from(YAML.find(text).unwrap()).unwrap();
        Span::new(start, start + u32::try_from(text.len()).unwrap())
    };
    let catalog = Shop::new()
        .tax("vat", "0.20", false)
        .product("live-tv", [once("activation", "5.00").at(span("5.00")), monthly("access", "12.00").at(span("12.00"))])
        .product("extra-service", [monthly("access", "10.00").each().at(span("10.00"))])
        .discount("minus-20", "20%", "extra-service", 1)
        .term(term("two-years", "2 years", "not allowed").at(span("not_allowed")))
        .bundle(Sold::new("tv-base", "live-tv"))
        .bundle(Sold::new("extra", "extra-service"))
        .bundle(Sold::new("twenty-off", "%minus-20"))
        .plan(Sold::new("family", "tv-base").term("two-years"))
        .coupon("twenty-off", 1, (None, None))
        .open();
    let mut story = Story::new(&catalog, "2026-03-01", "2026-04-01")
        .subscribe("2026-03-01", "family")
        .add("2026-03-01", 0, "extra")
        .code("coupon_87")
        .cancel("2026-03-10", 0)
        .cancel_bundle("2026-03-16", 0, "extra");
    story.scenario.title = "a 20 % coupon takes 2 dollars off the extra service, once".into();
    render(&story.play().report_in(&sources))
}

/// Compares with the snapshot beside this file.
fn assert_snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(".");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn the_text_can_be_checked_with_a_pocket_calculator() {
    assert_snapshot("coupon_text", &played(|report| text::render(report, Places::Shown)));
}

#[test]
fn the_json_has_the_shape_that_others_rely_on() {
    assert_snapshot("coupon_json", &played(|report| json::render(&json::document(vec![report.clone()]))));
}

#[test]
fn the_json_follows_its_schema() {
    let schema = serde_json::to_value(json::json_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let document = played(|report| json::render(&json::document(vec![report.clone()])));
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let errors: Vec<String> = validator.iter_errors(&document).map(|e| e.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
}
