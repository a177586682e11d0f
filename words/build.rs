//! Lists the certificate profiles of `profiles/`, so that a new one is one file.

use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    // Asked when it runs, not when it is compiled: a build folder may be moved, or serve a second checkout.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let folder = Path::new(&package).join("../profiles");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<PathBuf>>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let texts: String =
        files.iter().map(|file| format!("include_str!({:?}),\n", file.display().to_string())).collect();
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("profiles.rs");
    std::fs::write(out, format!("&[\n{texts}]\n"))
}
