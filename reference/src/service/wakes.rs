//! Wakes on clocks that are real.

use std::sync::Arc;
use std::time::Duration;

use sekisho_rules::Time;
use tokio::time::sleep;

use super::Service;
use crate::timestamp;

/// How long to sleep at most: the machine's clock may be set.
const LONGEST: Duration = Duration::from_secs(60);
/// How long to sleep at least, so that requests, each of which may ask for a
/// wake, do not each rouse this.
const SHORTEST: Duration = Duration::from_millis(5);

/// Carries out what is due, for ever.
pub(crate) async fn keep_time(service: Arc<Service>) {
    loop {
        let next = service.core().wake_due();
        sleep(SHORTEST).await;
        tokio::select! {
            () = sleep(until(next)) => {}
            () = service.asked.notified() => {}
        }
    }
}

fn until(next: Option<Time>) -> Duration {
    let millis = next.map(|next| next.millis().saturating_sub(timestamp::now().millis()).max(0));
    let wait = millis.and_then(|millis| u64::try_from(millis).ok()).map(Duration::from_millis);
    wait.unwrap_or(LONGEST).min(LONGEST)
}
