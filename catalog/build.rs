//! Makes cargo notice new files of catalogs: they are embedded.

fn main() {
    for folder in std::fs::read_dir(".").into_iter().flatten().flatten() {
        let path = folder.path();
        if path.is_dir() && path.join("catalog.toml").is_file() {
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
    println!("cargo:rerun-if-changed=outcomes.toml");
}
