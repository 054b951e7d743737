//! Makes cargo notice new scenarios, targets and vendor profiles: they are embedded.

fn main() {
    println!("cargo:rerun-if-changed=scenarios");
    println!("cargo:rerun-if-changed=targets");
    println!("cargo:rerun-if-changed=vendors");
}
