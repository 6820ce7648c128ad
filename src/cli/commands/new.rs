//! `ratebook new`: a small catalog with a scenario that passes.

use std::fs;
use std::path::Path;

use crate::cli::Ending;
use crate::cli::args::NewArgs;
use crate::cli::disk::shown;
use crate::cli::output::Output;
use crate::decl::is_code;
use crate::diag::ToolError;

/// The files, with their text; `CATALOG` in the manifest becomes the folder's name.
const FILES: [(&str, &str); 4] = [
    ("ratebook.yaml", include_str!("new/ratebook.yaml")),
    ("catalog.yaml", include_str!("new/catalog.yaml")),
    ("scenarios/first-month.scenario.yaml", include_str!("new/first-month.scenario.yaml")),
    ("README.md", include_str!("new/README.md")),
];

/// Runs the command.
///
/// # Errors
/// If the folder has files already, or cannot be written.
pub fn run(args: &NewArgs, output: &Output) -> Result<Ending, ToolError> {
    let folder = &args.folder;
    let fail = |error| ToolError::new(format!("`{}` cannot be written", shown(folder))).cause(error);
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) || folder.is_file() {
        let message = format!("`{}` is not an empty folder", shown(folder));
        return Err(ToolError::new(message).hint("choose a folder that does not exist yet"));
    }
    let code = code_of(folder);
    for (name, text) in FILES {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(fail)?;
        fs::write(&path, text.replace("CATALOG", &code)).map_err(fail)?;
    }
    let at = shown(folder);
    output.print(&format!(
        "made {at}\n\nnext:\n  ratebook check {at}\n  ratebook test {at}\n  ratebook simulate {at}/scenarios\n"
    ))?;
    Ok(Ending::Clean)
}

/// Makes a catalog's code out of its folder's name.
fn code_of(folder: &Path) -> String {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let code: String = name.chars().map(plain).collect();
    let code = code.trim_matches('-').to_owned();
    if is_code(&code) { code } else { "my-catalog".to_owned() }
}
