//! Compresses what is embedded in the command: the third-party notices, and the built page. The page is every file of the folder
//! that the environment variable `HOLDOUT_EMBED_PAGE` names. Without the variable the command has no page of its own.

use std::error::Error;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use flate2::Compression;
use flate2::write::GzEncoder;

/// Names the folder by its absolute path.
const VARIABLE: &str = "HOLDOUT_EMBED_PAGE";

/// The notices of all packages by others, generated from the lock file.
const NOTICES: &str = "notices.txt";

/// Endings of the compressed copies for other servers. The command has its own.
const COPIES: [&str; 2] = ["br", "gz"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    println!("cargo::rerun-if-changed={NOTICES}");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo gives no OUT_DIR")?);
    fs::write(out.join("notices.gz"), gzip(&fs::read(NOTICES)?)?)?;
    let mut list = String::from("&[\n");
    if let Some(folder) = env::var_os(VARIABLE).filter(|folder| !folder.is_empty()).map(PathBuf::from) {
        if !folder.is_absolute() || !folder.join("index.html").is_file() {
            return Err(format!(
                "{VARIABLE} is not the absolute path of a folder with an index.html: {}",
                folder.display()
            )
            .into());
        }
        println!("cargo::rerun-if-changed={}", folder.display());
        for (number, path) in files_below(&folder)?.iter().enumerate() {
            embed(&folder, path, &out.join(format!("page-{number}")), &mut list)?;
        }
    }
    list.push_str("]\n");
    fs::write(out.join("page.rs"), list)?;
    Ok(())
}

/// Returns every file below a folder, without hidden ones and compressed copies, in an order that does not depend on the file
/// system.
fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let is_copy = path.extension().is_some_and(|ending| COPIES.iter().any(|copy| ending == *copy));
            if path.is_dir() {
                folders.push(path);
            } else if !is_copy {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Writes what is stored of a file to `stored`, and adds it to the list.
fn embed(folder: &Path, file: &Path, stored: &Path, list: &mut String) -> Result<(), Box<dyn Error>> {
    let bytes = fs::read(file)?;
    let packed = gzip(&bytes)?;
    let is_gzip = packed.len() < bytes.len();
    fs::write(stored, if is_gzip { &packed } else { &bytes })?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let parts: Option<Vec<&str>> = file.strip_prefix(folder)?.iter().map(|part| part.to_str()).collect();
    let path = parts.ok_or_else(|| format!("the name of {} is not UTF-8", file.display()))?.join("/");
    writeln!(
        list,
        "EmbeddedFile {{ path: {path:?}, bytes: include_bytes!({:?}), is_gzip: {is_gzip}, size: {}, digest: {} }},",
        stored.to_str().ok_or("the path of OUT_DIR is not UTF-8")?,
        bytes.len(),
        hasher.finish(),
    )?;
    Ok(())
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes)?;
    packed.finish()
}
