//! The table of sizes: each catalog generated, checked several times, and compared with the one before it.

use std::io;
use std::path::Path;

use super::generate::generate;
use super::measure::{least_and_middle, milliseconds, ratio, run};

/// Prints one row for each number of plans. The largest catalog is checked `runs / 3` times, the others `runs` times.
pub fn growth(sizes: &[u32], runs: u32) -> io::Result<()> {
    let program = Path::new(env!("CARGO_BIN_EXE_ratebook"));
    let folder = tempfile::tempdir()?;
    println!(
        "   plans  files       bytes   cpu min  cpu median  wall min    MB/s  peak MiB  peak/input   growth: bytes    cpu   peak"
    );
    let mut before = None;
    for &plans in sizes {
        let root = folder.path().join(plans.to_string());
        let written = generate(&root, plans)?;
        let root = root.to_string_lossy().into_owned();
        let times = if plans >= 100_000 { (runs / 3).max(1) } else { runs };
        let mut seen = Vec::new();
        for _ in 0..times {
            seen.push(run(program, &["check", &root])?);
        }
        let (cpu, cpu_middle) = least_and_middle(seen.iter().map(|r| r.cpu).collect());
        let (wall, _) = least_and_middle(seen.iter().map(|r| r.wall).collect());
        let (peak, _) = least_and_middle(seen.iter().map(|r| r.peak).collect());
        print!(
            "{plans:>8} {:>6} {:>11} {:>9} {:>11} {:>9}",
            written.files,
            written.bytes,
            milliseconds(cpu),
            milliseconds(cpu_middle),
            milliseconds(wall)
        );
        // Bytes in a microsecond are megabytes in a second.
        print!("{:>8} {:>9} {:>11}", ratio(written.bytes, cpu), ratio(peak, 1 << 20), ratio(peak, written.bytes));
        match before {
            Some((bytes, cpu_before, peak_before)) => println!(
                "           {:>6} {:>6} {:>6}",
                ratio(written.bytes, bytes),
                ratio(cpu_middle, cpu_before),
                ratio(peak, peak_before)
            ),
            None => println!(),
        }
        before = Some((written.bytes, cpu_middle, peak));
    }
    println!("times in milliseconds; MB/s of CPU time; growth against the row above, of the median");
    Ok(())
}
