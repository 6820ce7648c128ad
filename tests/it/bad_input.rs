//! Bad input, end to end: a finding with exit code 1 or a tool error with exit code 2, soon, and never a panic.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::{Folder, MANIFEST, PLANS, Run, STORY, shop, snapshot};

/// Generous: the builds of tests are slow and share their machine. The answer takes well under a second in a release.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs and snapshots what is printed, long lines cut.
fn shown(name: &str, folder: &Folder, arguments: &[&str]) -> Run {
    let begin = Instant::now();
    let run = folder.run(arguments);
    assert!(begin.elapsed() < PATIENCE, "took {:?}", begin.elapsed());
    let cut = |line: &str| match line.char_indices().nth(160) {
        Some((at, _)) => format!("{}[cut]", &line[..at]),
        None => line.to_owned(),
    };
    let lines: Vec<String> = run.transcript().lines().map(cut).collect();
    snapshot("bad_input", name, &lines.join("\n"));
    run
}

/// Checks a catalog with one more file, whatever is in it.
fn checked(name: &str, bytes: impl AsRef<[u8]>) -> Run {
    let folder = shop();
    folder.write("bad.yaml", bytes);
    shown(name, &folder, &["check", "--format", "concise"])
}

#[test]
fn no_manifest() {
    let folder = Folder::with(&[("plans.yaml", PLANS)]);
    assert_eq!(shown("no_manifest", &folder, &["check"]).code, Some(2));
    assert_eq!(shown("no_manifest_for_a_file", &folder, &["check", "plans.yaml"]).code, Some(2));
    assert_eq!(folder.run(&["test"]).code, Some(2));
    assert_eq!(folder.run(&["simulate", "."]).code, Some(2));
}

#[test]
fn an_empty_folder() {
    assert_eq!(shown("empty_folder", &Folder::with(&[]), &["check"]).code, Some(2));
}

#[test]
fn a_path_that_does_not_exist() {
    let run = shown("no_such_path", &shop(), &["check", "plans", "nowhere"]);
    assert_eq!(run.code, Some(2));
}

#[test]
#[cfg(unix)]
fn a_file_without_rights() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let folder = shop();
    let allow = |name: &str, mode| fs::set_permissions(folder.at(name), fs::Permissions::from_mode(mode)).unwrap();
    allow("plans.yaml", 0o000);
    let mut command = Command::new(env!("CARGO_BIN_EXE_ratebook"));
    if File::open(folder.at("plans.yaml")).is_ok() {
        // Whoever may read everything sees no difference: then the program runs as nobody, from where nobody may start it.
        fs::copy(env!("CARGO_BIN_EXE_ratebook"), folder.at("ratebook")).unwrap();
        allow("ratebook", 0o755);
        allow("ratebook.yaml", 0o644);
        allow("", 0o755);
        command = Command::new(folder.at("ratebook"));
        command.uid(65534).gid(65534);
    }
    let output = command.arg("check").current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("error: `plans.yaml` cannot be read\n"), "{said}");
    assert!(said.contains("Permission denied"), "{said}");
}

#[test]
#[cfg(unix)]
fn a_link_to_nowhere() {
    let folder = shop();
    std::os::unix::fs::symlink("nowhere.yaml", folder.at("more.yaml")).unwrap();
    assert_eq!(shown("dangling_link", &folder, &["check"]).code, Some(2));
}

#[test]
#[cfg(unix)]
fn a_link_in_a_loop() {
    let folder = shop();
    fs::create_dir(folder.at("plans")).unwrap();
    std::os::unix::fs::symlink("..", folder.at("plans/up")).unwrap();
    assert_eq!(shown("link_loop", &folder, &["check"]).code, Some(2));
    std::os::unix::fs::symlink("self.yaml", folder.at("self.yaml")).unwrap();
    fs::remove_file(folder.at("plans/up")).unwrap();
    assert_eq!(shown("link_to_itself", &folder, &["check"]).code, Some(2));
}

#[test]
fn a_folder_that_is_called_like_a_file() {
    let folder = shop();
    folder.write("more.yaml/plans.yaml", "bundels: {}\n");
    assert_eq!(shown("folder_named_yaml", &folder, &["check", "--format", "concise"]).code, Some(1));
    let manifest = Folder::with(&[("ratebook.yaml/plans.yaml", PLANS)]);
    assert_eq!(shown("folder_named_as_the_manifest", &manifest, &["check"]).code, Some(2));
}

#[test]
fn broken_yaml_in_one_of_five_files_hides_no_finding_of_the_others() {
    let folder = Folder::with(&[
        ("ratebook.yaml", "ratebook: 1\ncatalog: five\ncurrencies: [USD, EURO]\n"),
        ("a.yaml", "products:\n  seat: { charges: { access: { type: recurring, price: 9,90 } } }\n"),
        ("b.yaml", "bundles:\n  seats: { products: { seat: required }\nplans: {}\n"),
        ("c.yaml", "plans:\n  team: { bundels: [seats] }\n"),
        ("d.yaml", "plans:\n  team: { bundles: [seats], status: retired }\n"),
    ]);
    let run = shown("one_of_five", &folder, &["check"]);
    assert_eq!(run.code, Some(1));
}

#[test]
fn amounts_that_are_none() {
    let mut products = "products:\n".to_owned();
    for (number, price) in
        ["9,90", "1e3", "NaN", "-5", "\"\"", "0x10", "1_000", "$5", "999999999999999999999999999999"].iter().enumerate()
    {
        writeln!(products, "  p{number}: {{ charges: {{ access: {{ type: one_time, price: {price} }} }} }}").unwrap();
    }
    // In a flow mapping `9,90` is two entries; in a block it is one text.
    products.push_str("  block:\n    charges:\n      access:\n        type: one_time\n        price: 9,90\n");
    assert_eq!(checked("amounts", products).code, Some(1));
}

#[test]
fn an_unknown_section() {
    assert_eq!(checked("unknown_section", "bundels: {}\n").code, Some(1));
}

#[test]
fn codes_of_other_nouns_where_a_bundle_belongs() {
    let folder = shop();
    let more = "payment_methods:\n  card: { name: Card }\nplans:\n  other: { bundles: [seats, team, card] }\n";
    folder.write("more.yaml", more);
    assert_eq!(shown("other_nouns", &folder, &["check"]).code, Some(1));
}

#[test]
fn one_code_in_two_files() {
    let folder = shop();
    folder.write("bad.yaml", "plans:\n  team: { bundles: [seats] }\n");
    assert_eq!(shown("duplicate_code", &folder, &["check"]).code, Some(1));
}

#[test]
fn a_template_too_short_for_its_quantity() {
    let coupon = "\
discounts:
  less: { type: percent, value: 10% }
bundles:
  less: { discounts: { less: required } }
coupons:
  spring: { vendor: shop, bundle: less, codes: { template: coupon_##, quantity: 5, range_start: 98 } }
";
    let folder = shop();
    folder.write("bad.yaml", coupon);
    assert_eq!(shown("template_too_short", &folder, &["check"]).code, Some(1));
}

#[test]
fn a_scenario_that_fits_no_catalog() {
    let folder = shop();
    let events = "  - { on: 2026-02-01, cancel: { subscription: acme-team } }
  - { on: 2026-03-02, subscribe: { account: acme, plan: teem, as: acme-team } }
";
    folder.write("story.scenario.yaml", format!("{STORY}{events}"));
    assert_eq!(shown("scenario", &folder, &["check"]).code, Some(1));
    assert_eq!(folder.run(&["test"]).code, Some(1));
}

#[test]
fn a_file_of_one_gigabyte() {
    let folder = shop();
    File::create(folder.at("bad.yaml")).unwrap().set_len(1 << 30).unwrap();
    assert_eq!(shown("one_gigabyte", &folder, &["check"]).code, Some(1));
}

#[test]
fn ten_thousand_brackets() {
    assert_eq!(checked("brackets", "[".repeat(10_000)).code, Some(1));
    assert_eq!(checked("braces", format!("plans: {}", "{a: ".repeat(10_000))).code, Some(1));
    let mut steps = String::new();
    (0..10_000).for_each(|depth| writeln!(steps, "{}a:", " ".repeat(depth % 5_000)).unwrap());
    assert_eq!(checked("block_depth", steps).code, Some(1));
}

#[test]
fn nine_levels_of_nine_aliases() {
    let mut text = "x-0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n".to_owned();
    for level in 1..=9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(text, "x-{level}: &a{level} [{aliases}]").unwrap();
    }
    assert_eq!(checked("alias_bomb", text).code, Some(1));
}

#[test]
fn bytes_that_are_no_text() {
    assert_eq!(checked("not_utf8", b"plans:\n  caf\xe9: { bundles: [seats] }\n").code, Some(1));
    assert_eq!(checked("nul", b"plans:\n  a\0b: { bundles: [seats] }\n").code, Some(1));
    assert_eq!(checked("utf_16", b"\xff\xfep\0l\0a\0n\0s\0").code, Some(1));
}

#[test]
fn marks_and_line_ends_of_other_editors_are_fine() {
    let folder = shop();
    folder.write("plans.yaml", format!("\u{feff}{}", PLANS.replace('\n', "\r\n")));
    assert_eq!(shown("bom_and_crlf", &folder, &["check"]).code, Some(0));
    folder.write("plans.yaml", format!("\u{feff}{}", PLANS.replace("seats]", "seat]").replace('\n', "\r\n")));
    assert_eq!(shown("bom_and_crlf_with_an_error", &folder, &["check"]).code, Some(1));
}

#[test]
fn files_without_anything() {
    let folder = shop();
    folder.write("empty.yaml", "");
    folder.write("comment.yaml", "# nothing yet\n");
    folder.write("marker.yaml", "---\n");
    assert_eq!(shown("empty_files", &folder, &["check"]).code, Some(0));
    folder.write("ratebook.yaml", "");
    assert_eq!(shown("empty_manifest", &folder, &["check"]).code, Some(1));
    let story = shop();
    story.write("story.scenario.yaml", "");
    assert_eq!(shown("empty_scenario", &story, &["check"]).code, Some(0));
}

#[test]
fn a_file_that_is_no_mapping() {
    assert_eq!(checked("a_list", "- plans\n- bundles\n").code, Some(1));
    assert_eq!(checked("a_word", "plans\n").code, Some(1));
}

#[test]
fn a_line_of_five_megabytes() {
    let name = "x".repeat(5_000_000);
    let run = checked("long_line", format!("plans:\n  {name}: {{ bundles: [seats] }}\n"));
    assert_eq!(run.code, Some(1));
    let folder = shop();
    folder.write("bad.yaml", format!("plans:\n  {name}: {{ bundles: [seats] }}\n"));
    let full = folder.run(&["check"]);
    assert!(full.stdout.len() < 20_000, "a finding shows an excerpt, not the line");
}

#[test]
fn a_hundred_thousand_keys_in_one_mapping() {
    let mut text = "ledgers:\n".to_owned();
    (0..100_000).for_each(|number| writeln!(text, "  l{number}: {{}}").unwrap());
    text.push_str("  l0: {}\n");
    let run = checked("many_keys", text);
    assert_eq!(run.code, Some(1));
}

#[test]
fn three_thousand_errors_in_one_file_are_counted_and_cut() {
    let mut text = "plans:\n".to_owned();
    (0..3_000).for_each(|number| writeln!(text, "  p{number}: {{ bundels: [seats] }}").unwrap());
    let folder = shop();
    folder.write("bad.yaml", &text);
    let run = folder.run(&["check", "--format", "concise"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.lines().count() < 300, "{} lines", run.stdout.lines().count());
    let last: Vec<&str> = run.stdout.lines().rev().take(2).collect();
    snapshot("bad_input", "three_thousand_errors", &last.join("\n"));
    let json: serde_json::Value = serde_json::from_str(&folder.run(&["check", "--format", "json"]).stdout).unwrap();
    let errors = json["summary"]["errors"].as_u64().unwrap();
    assert!(errors >= 3_000, "programs get them all: {errors}");
}

#[test]
fn thousands_of_names_that_none_of_thousands_is() {
    let folder = shop();
    let mut text = "scenario: names\nfrom: 2026-03-01\nthrough: 2026-04-15\naccounts:\n".to_owned();
    (0..3_000).for_each(|number| writeln!(text, "  a{number}: {{}}").unwrap());
    text += "events:\n";
    (0..3_000).for_each(|number| {
        writeln!(text, "  - {{ on: 2026-03-01, credit: {{ account: b{number}, amount: 1 }} }}").unwrap();
    });
    folder.write("story.scenario.yaml", &text);
    let begin = Instant::now();
    let json: serde_json::Value = serde_json::from_str(&folder.run(&["check", "--format", "json"]).stdout).unwrap();
    assert!(begin.elapsed() < PATIENCE, "took {:?}", begin.elapsed());
    assert_eq!(json["summary"]["errors"].as_u64(), Some(3_000));
}

#[test]
fn quantities_horizons_and_prices_without_end() {
    let folder = shop();
    folder.write("story.scenario.yaml", STORY.replace("seat: 2", "seat: 4000000000"));
    assert_eq!(shown("quantity", &folder, &["test"]).code, Some(1));
    folder.write("story.scenario.yaml", STORY.replace("2026-04-15", "12026-04-15"));
    assert_eq!(shown("ten_thousand_years", &folder, &["test"]).code, Some(1));
    folder.write("story.scenario.yaml", STORY.replace("2026-04-15", "2999-12-31"));
    assert_eq!(shown("a_thousand_years", &folder, &["test"]).code, Some(1));
}

#[test]
fn a_charge_by_the_day_over_a_century() {
    let folder = shop();
    folder.write("plans.yaml", PLANS.replace("every: 1 month", "every: 1 day"));
    folder.write("story.scenario.yaml", STORY.replace("2026-04-15", "2125-12-31"));
    let begin = Instant::now();
    let run = folder.run(&["simulate", "story.scenario.yaml"]);
    assert!(begin.elapsed() < PATIENCE, "took {:?}", begin.elapsed());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.matches("\ninvoice ").count() > 36_000);
}

#[test]
fn prices_near_the_end_of_decimals() {
    let folder = shop();
    folder.write("plans.yaml", PLANS.replace("9.00", "999999999999.99"));
    folder.write("story.scenario.yaml", STORY.replace("seat: 2", "seat: 1000000000"));
    shown("large_price", &folder, &["test"]);
    folder.write("plans.yaml", PLANS.replace("9.00", "79228162514264337593543950335"));
    shown("largest_price", &folder, &["test"]);
}

#[test]
fn a_manifest_alone() {
    let folder = Folder::with(&[("ratebook.yaml", MANIFEST)]);
    assert_eq!(shown("manifest_alone", &folder, &["check"]).code, Some(0));
    assert_eq!(folder.run(&["check", Path::new("ratebook.yaml").to_str().unwrap()]).code, Some(0));
}

/// A price that is worked out from each event, again on every day on which something is used.
#[test]
fn usage_that_is_priced_again_every_day_of_a_year() {
    let catalog = "units: { call: {} }\nproducts:\n  calls:\n    charges:\n      calls: { type: usage, unit: call, every: 1 year, \
                   bill: progressive, price: { percentage: { rate: 2% } } }\nbundles: { calls: { products: { calls: required \
                   } } }\nplans: { calls: { bundles: [calls] } }\n";
    let mut story =
        "scenario: calls\nfrom: 2026-01-01\nthrough: 2026-12-31\naccounts: { ada: {} }\nevents:\n  - { on: \
                     2026-01-01, subscribe: { account: ada, plan: calls, as: ada-calls } }\n"
            .to_owned();
    for day in 0..28 {
        for month in 1..=12 {
            for _ in 0..80 {
                let on = format!("2026-{month:02}-{:02}", day + 1);
                let _ = writeln!(
                    story,
                    "  - {{ on: {on}, usage: {{ subscription: ada-calls, unit: call, quantity: 1 }} }}"
                );
            }
        }
    }
    let folder = Folder::with(&[
        ("ratebook.yaml", MANIFEST),
        ("catalog.yaml", catalog),
        ("calls.scenario.yaml", story.as_str()),
    ]);
    let run = folder.run(&["simulate", "."]);
    assert_eq!(run.code, Some(1));
    let told = "prices are worked out from more than 4000000 events, counted anew for each piece of a period";
    assert!(
        run.stdout.replace("\n      ", " ").contains(told),
        "{}",
        &run.stdout[run.stdout.len().saturating_sub(2000)..]
    );
}

/// A catalog whose names are as given, with a scenario that shows all of them.
fn named(name: &str) -> Folder {
    let folder = shop();
    let catalog = format!(
        "products:\n  p:\n    name: &name \"{name}\"\n    item_type: shown\n    tax: vat\n    charges: {{ fee: {{ name: *name, type: recurring, price: 30.00 }} }}\n\
         discounts: {{ d: {{ name: *name, type: percent, value: 10% }} }}\n\
         item_types: {{ shown: {{ name: *name }} }}\n\
         taxes: {{ vat: {{ name: *name, rate: 20% }} }}\n\
         bundles: {{ p: {{ products: {{ p: required }}, discounts: {{ d: required }} }} }}\n\
         plans: {{ p: {{ name: *name, bundles: [p] }} }}\n"
    );
    folder.write("plans.yaml", catalog);
    let scenario = format!(
        "scenario: \"{name}\"\nfrom: 2026-03-01\nthrough: 2026-04-15\naccounts: {{ acme: {{}} }}\n\
         events:\n  - {{ on: 2026-03-01, subscribe: {{ account: acme, plan: p, as: a }} }}\n"
    );
    folder.write("story.scenario.yaml", scenario);
    folder
}

#[test]
fn names_of_a_hundred_thousand_characters() {
    for name in
        ["x".repeat(100_000), "a name with many words ".repeat(5_000), format!("[{})", "in brackets ".repeat(9))]
    {
        let folder = named(&name);
        assert_eq!(folder.run(&["check", "."]).code, Some(0));
        for arguments in
            [&["simulate", "."][..], &["simulate", ".", "--explain", "1.1"], &["show", "."], &["test", "."]]
        {
            let run = folder.run(arguments);
            assert!(matches!(run.code, Some(0 | 1)), "{arguments:?}: {}", run.stderr);
            let widest = run.stdout.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(widest < 500, "{arguments:?}: {widest}");
        }
    }
}

#[test]
fn a_period_beyond_the_calendar_says_which_event_it_is_of() {
    let folder = shop();
    folder.write("story.scenario.yaml", STORY.replace("2026-03-01", "2999-12-31").replace("2026-04-15", "2999-12-31"));
    let run = folder.run(&["simulate", "."]);
    let wanted = "aborted: a period of event 1 reaches beyond the years 1900 to 2999 (story.scenario.yaml:7)";
    assert!(run.stdout.contains(wanted), "{}", run.stdout);
    assert!(!run.stdout.contains("nothing happens"), "{}", run.stdout);
}

#[test]
fn a_loop_of_two_thousand_terms_is_told_in_short() {
    let folder = shop();
    let term = |n: u32| {
        format!("  t{n}: {{ commitment: {{ period: 1 year, basis: actual }}, renews_to: t{} }}\n", (n + 1) % 2_000)
    };
    let terms: String = (0..2_000).map(term).collect();
    folder.write("terms.yaml", format!("terms:\n{terms}"));
    let concise = folder.run(&["check", "--format", "concise"]).stdout;
    let path = "t0 -> t1 -> t2 -> t3 -> t4 -> t5 -> t6 -> t7 -> and 1992 more -> t0\n";
    assert!(concise.contains(&format!("terms renew into each other in a loop: {path}")), "{concise}");
    let full = folder.run(&["check"]).stdout;
    let told = full.split("\n\n").find(|finding| finding.contains("[renewal-loop]")).unwrap();
    assert!(told.len() < 2_500, "{told}");
}

#[test]
fn nothing_that_is_written_as_an_escape_reaches_the_terminal() {
    let folder = named("\\e[31mred\\r\\u202E\\0");
    folder.write("more.yaml", "plans:\n  q: { bundles: [\"\\e[2J\", \"u\\u2066v\"] }\n  \"\\ep\": { bundles: [] }\n");
    for arguments in [
        &["check"][..],
        &["check", "--format", "concise"],
        &["simulate", "."],
        &["show", "."],
        &["show", ".", "product/p"],
        &["test", "."],
    ] {
        let run = folder.run(arguments);
        let raw =
            |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!run.stdout.contains(raw), "{}", run.transcript());
        assert!(!run.stderr.contains(raw), "{}", run.transcript());
    }
    let check = folder.run(&["check", "--format", "concise"]).stdout;
    // The name where it is written, not where it is meant again, and the title.
    assert_eq!(check.matches("[unprintable-text]").count(), 2, "{check}");
    assert!(check.contains("`\\u{1b}[2J` is not a code"), "{check}");
}
