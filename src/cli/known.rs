//! Names on the command line that must be among those that there are: a misspelt one would leave nothing to count, and a
//! gate of CI open.

use super::Stop;
use crate::error::{Error, ErrorKind};
use std::collections::BTreeSet;

/// Names that a message lists.
const SHOWN: usize = 20;

/// Refuses a value of an option that is not among the names that there are.
pub(super) fn among<'n>(
    option: &str,
    wanted: &str,
    there: impl IntoIterator<Item = &'n str>,
    what: &str,
) -> Result<(), Stop> {
    let there: BTreeSet<&str> = there.into_iter().collect();
    if there.contains(wanted) {
        return Ok(());
    }
    let shown: Vec<String> = there
        .iter()
        .take(SHOWN)
        .map(|name| if name.is_empty() { "(none)".to_owned() } else { (*name).to_owned() })
        .collect();
    let more = if there.len() > SHOWN { ", …" } else { "" };
    let hint = if there.is_empty() { "there are none".to_owned() } else { format!("{}{more}", shown.join(", ")) };
    let message = format!("{option}: {wanted:?} is none of the {what}");
    Err(Error::new(ErrorKind::Config, message).hint(format!("{what} are: {hint}")).into())
}
