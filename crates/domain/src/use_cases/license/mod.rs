//! Licences: installing them, telling in time that one ends, and what was taken of them day by day.

mod at_start;
mod install;
mod tell;
mod view_history;

pub(super) use at_start::install_at_founding;
pub use at_start::{InstallAtStart, LicenseAtStart};
pub use install::{InstallLicense, InstallLicenseError, InstallManner, LicenseNotYours};
pub use tell::TellOfEndingLicense;
pub use view_history::{HistoryTooLong, ViewSeatHistory, ViewSeatHistoryError};
