//! The same files through a schema-only validator and through `ratebook check`, in turns, and the ratios of their times.

use std::io;
use std::path::Path;

use super::generate::generate;
use super::measure::{Run, least_and_middle, milliseconds, ratio, run};

/// Generates a catalog, runs the validator in both its modes and `check` `runs` times in turns, prints times and ratios.
pub fn compare(validator: &Path, schema: &str, plans: u32, runs: u32) -> io::Result<()> {
    let program = Path::new(env!("CARGO_BIN_EXE_ratebook"));
    let folder = tempfile::tempdir()?;
    let written = generate(folder.path(), plans)?;
    let root = folder.path().to_string_lossy().into_owned();
    // All but the manifest, which has a schema of its own: the folders of offers and the registers.
    let mut instances = Vec::new();
    for entry in std::fs::read_dir(folder.path())? {
        let path = entry?.path();
        if path.file_name().is_none_or(|name| name != "ratebook.yaml") {
            instances.push(path.to_string_lossy().into_owned());
        }
    }
    instances.sort_unstable();
    let mut validate = vec!["validate", schema, "--extension", "yaml"];
    validate.extend(instances.iter().map(String::as_str));
    let mut validate_fast = validate.clone();
    validate_fast.push("--fast");
    // Turns, not one after the other: whatever disturbs the machine disturbs all three.
    let (mut own, mut exhaustive, mut fast) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        own.push(run(program, &["check", &root])?);
        exhaustive.push(run(validator, &validate)?);
        fast.push(run(validator, &validate_fast)?);
    }
    println!("{plans} plans, {} files, {} bytes, {runs} runs each in turns", written.files, written.bytes);
    println!("                          cpu min  cpu median  wall median  peak MiB   ratebook / this one (cpu median)");
    let (_, reference) = row("ratebook check", &own, None);
    row("validator, exhaustive", &exhaustive, Some(reference));
    row("validator, --fast", &fast, Some(reference));
    Ok(())
}

fn row(name: &str, runs: &[Run], reference: Option<u64>) -> (u64, u64) {
    let (least, middle) = least_and_middle(runs.iter().map(|r| r.cpu).collect());
    let (_, wall) = least_and_middle(runs.iter().map(|r| r.wall).collect());
    let (peak, _) = least_and_middle(runs.iter().map(|r| r.peak).collect());
    let against = reference.map_or(String::new(), |own| ratio(own, middle));
    println!(
        "{name:<22} {:>10} {:>11} {:>12} {:>9}   {against}",
        milliseconds(least),
        milliseconds(middle),
        milliseconds(wall),
        ratio(peak, 1 << 20)
    );
    (least, middle)
}
