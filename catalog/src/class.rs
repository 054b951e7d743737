words! {
    /// What an outcome comes to. `outcomes.toml` says it of each word.
    Class {
        /// What was asked was granted or done.
        Accept = "accept",
        /// A further step is needed before there is a verdict.
        Pending = "pending",
        /// Refused because of what was asked, of its sender, or of the state of the account.
        Reject = "reject",
        /// The server, or something that it depends on, failed.
        Error = "error",
        /// Nothing came, or nothing could be made of what came.
        None = "none",
    }
}
