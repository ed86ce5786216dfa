//! Keys: read from what AWS's access portal and tools give to copy, held in memory, shown to nobody.

use std::fmt;

/// What requests are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    id: String,
    secret: String,
    token: Option<String>,
}

/// What each key is called, in lower case and without what stands between the words.
const NAMES: [&str; 3] = ["accesskeyid", "secretaccesskey", "sessiontoken"];

impl Keys {
    /// Keys typed one by one. Nothing unless the two that must be there are.
    pub fn new(id: &str, secret: &str, token: &str) -> Option<Self> {
        let [id, secret, token] = [id, secret, token].map(str::trim);
        let are_there = !id.is_empty() && !secret.is_empty();
        are_there.then(|| Self {
            id: id.to_owned(),
            secret: secret.to_owned(),
            token: (!token.is_empty()).then(|| token.to_owned()),
        })
    }

    /// Keys in text that was pasted: lines of a shell (`export`, `set`, PowerShell), of a credentials file, or JSON.
    pub fn read(text: &str) -> Option<Self> {
        let mut found: [&str; 3] = [""; 3];
        // Names and values, in whatever they are wrapped.
        let mut words = text.split(|character: char| character.is_whitespace() || "\"'=,;{}".contains(character));
        while let Some(word) = words.next() {
            let Some(number) = number(word) else { continue };
            let value = words.find(|word| !word.is_empty() && *word != ":").unwrap_or_default();
            if found[number].is_empty() {
                found[number] = value;
            }
        }
        // Secrets and tokens are base64, and may end in what was taken for a sign of equality.
        let [id, secret, token] = found.map(|value| padded(text, value));
        Self::new(&id, &secret, &token)
    }

    /// The part that is no secret.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The secret, for the client alone.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The token of a session, for the client alone.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Whether they are a user's own keys, which last until somebody ends them.
    pub fn are_long_lived(&self) -> bool {
        self.token.is_none() && self.id.starts_with("AKIA")
    }
}

/// Which of the three a word names.
fn number(word: &str) -> Option<usize> {
    let bare: String = word.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    NAMES.iter().position(|name| bare.ends_with(name) && bare.len() <= name.len() + "env".len() + "aws".len())
}

/// A value with the signs at its end that belong to it.
fn padded(text: &str, value: &str) -> String {
    if value.is_empty() {
        return String::new();
    }
    let after = text.find(value).map_or("", |start| &text[start + value.len()..]);
    let padding = after.chars().take_while(|&character| character == '=').count();
    format!("{value}{}", "=".repeat(padding))
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Keys").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "ASIAIOSFODNN7EXAMPLE";
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    const TOKEN: &str = "IQoJb3JpZ2luX2VjEOv//token+with/signs==";

    #[test]
    fn every_form_that_aws_gives_is_read() {
        for text in [
            format!(
                "export AWS_ACCESS_KEY_ID=\"{ID}\"\nexport AWS_SECRET_ACCESS_KEY=\"{SECRET}\"\nexport AWS_SESSION_TOKEN=\"{TOKEN}\""
            ),
            format!(
                "[111122223333_Admin]\naws_access_key_id = {ID}\naws_secret_access_key={SECRET}\r\naws_session_token = {TOKEN}\n"
            ),
            format!(
                "$Env:AWS_ACCESS_KEY_ID=\"{ID}\"\n$Env:AWS_SECRET_ACCESS_KEY=\"{SECRET}\"\n$Env:AWS_SESSION_TOKEN=\"{TOKEN}\""
            ),
            format!(
                "SET AWS_ACCESS_KEY_ID={ID}\r\nSET AWS_SECRET_ACCESS_KEY={SECRET}\r\nSET AWS_SESSION_TOKEN={TOKEN}\r\n"
            ),
            format!(
                "{{\"Credentials\": {{ \"AccessKeyId\": \"{ID}\", \"SecretAccessKey\" : \"{SECRET}\", \"SessionToken\":\"{TOKEN}\" }} }}"
            ),
            format!("AWS_SESSION_TOKEN='{TOKEN}' AWS_SECRET_ACCESS_KEY='{SECRET}' AWS_ACCESS_KEY_ID='{ID}' aws s3 ls"),
        ] {
            let keys = Keys::read(&text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((keys.id(), keys.secret(), keys.token()), (ID, SECRET, Some(TOKEN)), "{text}");
        }
    }

    #[test]
    fn half_of_them_are_none() {
        assert_eq!(Keys::read(&format!("export AWS_ACCESS_KEY_ID={ID}")), None);
        assert_eq!(Keys::read("access key id and secret access key, please"), None);
        assert_eq!(Keys::read(""), None);
        assert_eq!(Keys::new(ID, " ", ""), None);
    }

    #[test]
    fn keys_of_a_user_are_told_from_those_of_a_session() {
        assert!(Keys::new("AKIAIOSFODNN7EXAMPLE", SECRET, "").is_some_and(|keys| keys.are_long_lived()));
        assert!(!Keys::new(ID, SECRET, TOKEN).is_some_and(|keys| keys.are_long_lived()));
        assert!(!Keys::new("HOLDOUTLOCALACCESSKEY", SECRET, "").is_some_and(|keys| keys.are_long_lived()));
    }

    #[test]
    fn nothing_secret_is_shown() {
        let text = format!("{:?}", Keys::new(ID, SECRET, TOKEN));
        assert!(text.contains(ID) && !text.contains(SECRET) && !text.contains(TOKEN), "{text}");
    }
}
