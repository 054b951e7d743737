words! {
    /// Whether a product ever emits an entry.
    Status {
        /// It does, and a scenario can provoke it.
        Active = "active",
        /// Nobody expects it: seen on the reference server it is a finding, on any other a remark.
        Dormant = "dormant",
        /// Kept by the product for later: must never be seen.
        Reserved = "reserved",
        /// Left over in the product's lists: must never be seen.
        Unused = "unused",
    }
}
