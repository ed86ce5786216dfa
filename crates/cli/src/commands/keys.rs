//! The key pair of the local service, from options, a file, the environment, or the public defaults.

use std::env::VarError;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::Failure;
use crate::service_args::{ACCESS_KEY, SECRET_KEY, ServeArguments};

/// Environment variables that are read where no option is given.
const ACCESS_VARIABLE: &str = "HOLDOUT_ACCESS_KEY";
const SECRET_VARIABLE: &str = "HOLDOUT_SECRET_KEY";

/// Largest secret, in bytes.
const MAX_SECRET: u64 = 4096;

/// A key pair. It has no `Debug`, so that it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyPair {
    pub access: String,
    pub secret: String,
}

impl KeyPair {
    /// Returns the pair that clients sign with. Fails if only one half is given.
    pub fn of(arguments: &ServeArguments) -> Result<Self, Failure> {
        let access = match &arguments.access_key {
            Some(key) => Some(key.clone()),
            None => variable(ACCESS_VARIABLE)?,
        };
        let secret = match (&arguments.secret_key, &arguments.secret_key_file) {
            (Some(secret), _) => Some(secret.clone()),
            (None, Some(path)) => Some(file(path)?),
            (None, None) => variable(SECRET_VARIABLE)?,
        };
        Self::of_halves(access, secret)
    }

    fn of_halves(access: Option<String>, secret: Option<String>) -> Result<Self, Failure> {
        match (access, secret) {
            (None, None) => Ok(Self { access: ACCESS_KEY.to_owned(), secret: SECRET_KEY.to_owned() }),
            (Some(access), Some(secret)) if access.is_empty() || secret.is_empty() => {
                Err(Failure::Option("the access key or the secret key is empty".to_owned()))
            }
            (Some(access), Some(secret)) => Ok(Self { access, secret }),
            (Some(_), None) => Err(Failure::Option(format!(
                "the secret key is missing: add --secret-key-file FILE or {SECRET_VARIABLE} as well"
            ))),
            (None, Some(_)) => Err(Failure::Option(format!(
                "the access key is missing: add --access-key KEY or {ACCESS_VARIABLE} as well"
            ))),
        }
    }

    /// Whether the secret is the public default.
    pub fn is_public(&self) -> bool {
        self.secret == SECRET_KEY
    }
}

fn variable(name: &str) -> Result<Option<String>, Failure> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(Failure::Option(format!("{name} is not UTF-8"))),
    }
}

/// Returns the secret in a file, without its line ending.
fn file(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(MAX_SECRET + 1).read_to_string(&mut text));
    read.map_err(Failure::read(path))?;
    let secret = text.strip_suffix('\n').map_or(text.as_str(), |text| text.strip_suffix('\r').unwrap_or(text));
    if secret.is_empty() || secret.contains(['\n', '\r']) || text.len() as u64 > MAX_SECRET {
        return Err(Failure::Option(format!("{} must have exactly one line, with the secret key", path.display())));
    }
    Ok(secret.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        super::file(file.path()).ok()
    }

    #[test]
    fn a_file_has_one_line() {
        assert_eq!(read("secret"), Some("secret".to_owned()));
        assert_eq!(read("secret\n"), Some("secret".to_owned()));
        assert_eq!(read(" secret \r\n"), Some(" secret ".to_owned()));
        for text in ["", "\n", "two\nlines\n", &"x".repeat(5000)] {
            assert_eq!(read(text), None);
        }
    }

    #[test]
    fn half_a_pair_is_refused_and_the_default_is_known() {
        let pair = |access: Option<&str>, secret: Option<&str>| {
            KeyPair::of_halves(access.map(str::to_owned), secret.map(str::to_owned)).ok()
        };
        assert!(pair(None, None).unwrap().is_public());
        assert!(!pair(Some(ACCESS_KEY), Some("b")).unwrap().is_public());
        assert!(pair(Some("a"), Some(SECRET_KEY)).unwrap().is_public());
        for (access, secret) in [(Some("a"), None), (None, Some("b")), (Some(""), Some("b")), (Some("a"), Some(""))] {
            assert!(pair(access, secret).is_none());
        }
    }
}
