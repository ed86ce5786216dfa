//! Looking at datasets, and how long to wait before the next look.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Trouble;
use crate::arn::DatasetArn;
use crate::client::Client;
use crate::environment::Environment;
use crate::error::Error;
use crate::transport::Transport;
use crate::types::{DatasetDescription, DatasetStatus, DescribeDatasetRequest};

/// The first wait. Small changes are done in a second.
const FIRST: Duration = Duration::from_secs(1);
/// What waits grow to: that of the service's own guide; and after as many looks, for what takes long.
const USUAL: Duration = Duration::from_secs(5);
const LONG: Duration = Duration::from_secs(30);
const MANY_LOOKS: u32 = 60;
/// After which a submission gives up waiting. It can be taken up again.
pub(super) const DEADLINE: Duration = Duration::from_hours(1);

/// Asks for a dataset.
pub(super) async fn describe<T: Transport, E: Environment>(
    client: &Client<T, E>,
    dataset: &DatasetArn,
) -> Result<DatasetDescription, Error> {
    let answer = client.call(&DescribeDatasetRequest { dataset_arn: dataset.clone() }).await?;
    Ok(answer.output.dataset_description.unwrap_or_default())
}

/// Entries of a dataset.
pub(super) fn entries(dataset: &DatasetDescription) -> i64 {
    dataset.dataset_stats.as_ref().and_then(|stats| stats.total_entries).unwrap_or_default()
}

/// How far a dataset is, in a word.
pub(super) fn status(dataset: &DatasetDescription) -> String {
    dataset.status.as_ref().map_or_else(|| "in an unknown state".to_owned(), ToString::to_string)
}

/// Whether the operation is over; fails where it failed.
pub(super) fn is_over(dataset: &DatasetDescription, arn: &DatasetArn) -> Result<bool, Trouble> {
    match &dataset.status {
        Some(DatasetStatus::CreateFailed | DatasetStatus::UpdateFailed) => {
            let words = dataset.status_message.as_deref().unwrap_or("the service gives no reason");
            let code = status(dataset);
            Err(Trouble { message: format!("{arn}: {words}"), code, resumable: false })
        }
        Some(DatasetStatus::DeleteInProgress) => Err(Trouble::refused(format!("{arn} is being deleted"))),
        Some(status) => Ok(status.is_complete()),
        None => Ok(false),
    }
}

/// Waits that grow, up to a deadline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Patience {
    looks: u32,
    waited: f64,
}

impl Patience {
    /// How long to wait before the next look; fails once it has been waited for too long.
    pub(super) fn next(&mut self, deadline: Duration) -> Result<Duration, Trouble> {
        if self.waited >= deadline.as_secs_f64() {
            let message = format!(
                "the service still works after {:.0} s; it goes on by itself: take the submission up again to look",
                self.waited
            );
            return Err(Trouble { code: "TIMEOUT".to_owned(), message, resumable: true });
        }
        let grown = FIRST.mul_f64(1.5_f64.powi(self.looks.min(8).cast_signed())).min(USUAL);
        let wait = if self.looks < MANY_LOOKS { grown } else { LONG };
        self.looks += 1;
        self.waited += wait.as_secs_f64();
        Ok(wait)
    }
}
