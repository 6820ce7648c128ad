//! Placeholder
use crate::cli::{Ending,args::ShowArgs,output::Output};
use crate::diag::ToolError;
/// x
/// # Errors
/// x
pub fn run(_: &ShowArgs, _: &Output) -> Result<Ending, ToolError> { Ok(Ending::Clean) }
