//! Makes cargo notice new scenarios and targets: they are embedded.

fn main() {
    println!("cargo:rerun-if-changed=scenarios");
    println!("cargo:rerun-if-changed=targets");
}
