//! `muster migrate`.

use crate::failure::Failure;
use crate::output;

/// Tells what was changed while the database was opened.
pub(super) fn run(migrated: &[String]) -> Result<(), Failure> {
    if migrated.is_empty() {
        return output::print("The database's schema is up to date.\n");
    }
    let made = migrated.join("\n  ");
    output::print(&format!(
        "The database's schema was brought up to date:\n  {made}\n"
    ))
}
