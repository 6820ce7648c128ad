//! How long `ratebook check` takes over generated catalogs, what memory it needs and how both grow.
//!
//! `cargo bench --bench check` prints the table; README.md beside this file has the other verbs.

mod compare;
mod generate;
mod growth;
mod measure;

use std::io;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    measure::start(dispatch)
}

fn dispatch(arguments: &[String]) -> io::Result<ExitCode> {
    let number = |text: &String| text.parse::<u32>().map_err(|_| io::Error::other(format!("`{text}` is not a number")));
    match arguments {
        [verb, dir, plans] if verb == "generate" => {
            let written = generate::generate(Path::new(dir), number(plans)?)?;
            println!("{} files, {} bytes", written.files, written.bytes);
        }
        [verb, validator, schema, plans, runs] if verb == "compare" => {
            compare::compare(Path::new(validator), schema, number(plans)?, number(runs)?)?;
        }
        [] => growth::growth(&[20, 1_000, 10_000, 100_000], 9)?,
        sizes => growth::growth(&sizes.iter().map(number).collect::<Result<Vec<_>, _>>()?, 9)?,
    }
    Ok(ExitCode::SUCCESS)
}
