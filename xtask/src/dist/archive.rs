//! Reproducible `.tar.gz` archives: the same files give the same bytes on every machine.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use tar::{Builder, Header};

use crate::process::folder_of;

pub(super) struct Archive {
    tar: Builder<GzEncoder<BufWriter<File>>>,
}

impl Archive {
    pub(super) fn create(path: &Path) -> Result<Self> {
        let file = fs::create_dir_all(folder_of(path)?).and_then(|()| File::create(path));
        let file = file.with_context(|| format!("creating {}", path.display()))?;
        let gzip = GzBuilder::new().mtime(0).write(BufWriter::new(file), Compression::best());
        Ok(Self { tar: Builder::new(gzip) })
    }

    /// Adds a file under a name with `/` between its parts.
    pub(super) fn add(&mut self, file: &Path, name: &str, is_program: bool) -> Result<()> {
        let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
        let mut header = Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(if is_program { 0o755 } else { 0o644 });
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        self.tar.append_data(&mut header, name, bytes.as_slice()).with_context(|| format!("packing {name}"))
    }

    pub(super) fn finish(self) -> Result<()> {
        let buffer = self.tar.into_inner().and_then(GzEncoder::finish).context("ending an archive")?;
        let file = buffer.into_inner().context("ending an archive")?;
        file.sync_all().context("ending an archive")
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn an_archive_has_the_files_and_nothing_of_this_machine() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let (program, packed) = (folder.path().join("program"), folder.path().join("a/b.tar.gz"));
        fs::write(&program, "text")?;
        let mut archive = Archive::create(&packed)?;
        archive.add(&program, "top/holdout", true)?;
        archive.add(&program, "top/README.md", false)?;
        archive.finish()?;
        let mut read = Vec::new();
        for entry in tar::Archive::new(GzDecoder::new(File::open(&packed)?)).entries()? {
            let mut entry = entry?;
            let mut text = String::new();
            entry.read_to_string(&mut text)?;
            let header = entry.header();
            let (mode, mtime, uid) = (header.mode()?, header.mtime()?, header.uid()?);
            read.push((entry.path()?.to_string_lossy().into_owned(), text, mode, mtime, uid));
        }
        let file = |name: &str, mode: u32| (name.to_owned(), "text".to_owned(), mode, 0, 0);
        assert_eq!(read, [file("top/holdout", 0o755), file("top/README.md", 0o644)]);
        Ok(())
    }
}
