//! SM3 digests.

use std::fmt;

use serde::{Deserialize, Serialize};
use sm3::{Digest as _, Sm3};
use store::{Kind, Row, StoreError, Value};

/// An SM3 digest, written as 64 hexadecimal characters. A form's text is checked when it is read: a
/// digest names a received file, and anything else that is typed there could be a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Digest(String);

impl TryFrom<String> for Digest {
    type Error = String;
    fn try_from(text: String) -> Result<Digest, String> {
        text.parse()
    }
}

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest::finish(Sm3::new_with_prefix(bytes))
    }

    /// The digest of several parts; each is preceded by its length, so that moving a byte from
    /// one part to the next changes the digest.
    pub fn of_parts(parts: &[&[u8]]) -> Digest {
        let mut hasher = Sm3::new();
        for part in parts {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Digest::finish(hasher)
    }

    /// The digest of what a hasher has seen.
    pub(crate) fn finish(hasher: Sm3) -> Digest {
        Digest(hex::encode(hasher.finalize()))
    }

    /// The 64 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The start of an agency's chain.
    pub fn zero() -> Digest {
        Digest("0".repeat(64))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl std::str::FromStr for Digest {
    type Err = String;
    fn from_str(text: &str) -> Result<Digest, String> {
        let valid = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase());
        if valid {
            Ok(Digest(text.to_owned()))
        } else {
            Err(format!("“{text}”不是 SM3 摘要，应为 64 位十六进制字符"))
        }
    }
}

impl store::Field for Digest {
    const KIND: Kind = Kind::Text;
    fn value(&self) -> Value {
        Value::Text(self.0.clone())
    }
    fn read(row: &dyn Row, column: usize) -> Result<Self, StoreError> {
        row.text(column)?.parse().map_err(StoreError::Unexpected)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_no_digest() {
        for typed in ["/etc/hostname", "../keys.json", "", &"G".repeat(64), &"A".repeat(64)] {
            let told = serde_json::from_value::<Digest>(typed.into()).unwrap_err().to_string();
            assert!(told.contains("不是 SM3 摘要"), "{typed}: {told}");
        }
        let digest = Digest::of(b"abc");
        let written = serde_json::to_value(&digest).unwrap();
        assert_eq!(written, serde_json::Value::from(digest.as_str()));
        assert_eq!(serde_json::from_value::<Digest>(written).unwrap(), digest);
    }

    #[test]
    fn the_example_of_the_standard() {
        // GB/T 32905-2016, appendix A.1: "abc".
        let digest = Digest::of(b"abc");
        assert_eq!(digest.as_str(), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
        assert_ne!(Digest::of_parts(&[b"ab", b"c"]), Digest::of_parts(&[b"a", b"bc"]));
    }
}
