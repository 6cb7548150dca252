//! The agency's keys: looking identifiers up, sealing them at rest, signing the anchor.
//!
//! SM2, SM3, SM4 and HMAC come from RustCrypto; GCM is `aes-gcm`'s generic mode over SM4.

use std::fs;
use std::io::Write;
use std::path::Path;

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{AesGcm, Nonce};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sm2::SecretKey;
use sm2::dsa::{Signature, SigningKey, VerifyingKey, signature::Signer, signature::Verifier};
use sm3::Sm3;

use crate::digest::Digest;

type Sm4Gcm = AesGcm<sm4::Sm4, U12>;
const NONCE_BYTES: usize = 12;
/// The distinguishing identifier that GM/T 0009 gives as the default.
const SIGNER: &str = "1234567812345678";

/// The secret keys of one installation. `Debug` shows nothing of them.
pub struct Keys {
    /// Keyed once: starting from the key costs as much as the text.
    lookup: Hmac<Sm3>,
    sealing: Sm4Gcm,
    signing: SigningKey,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(secret)")
    }
}

/// What can go wrong with keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("密钥文件 {0} 无法读写：{1}。请核对路径和权限；丢失时从密钥备份恢复，没有密钥无法读出证件号和账号")]
    File(String, String),
    /// The file is not ours.
    #[error("密钥文件 {0} 内容损坏，请从密钥备份恢复")]
    Damaged(String),
    /// A sealed text does not open with these keys.
    #[error("密文无法用当前密钥解开：密钥不匹配或数据被改动，请核对密钥文件并运行 shebao verify")]
    Sealed,
}

#[derive(Serialize, Deserialize)]
struct KeyFile {
    lookup: String,
    sealing: String,
    signing: String,
}

impl Keys {
    /// Opens the key file, or makes it with fresh keys (readable by its owner only).
    pub fn open_or_create(path: &Path) -> Result<Keys, KeyError> {
        match fs::read_to_string(path) {
            Ok(text) => Keys::from_text(path, &text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Keys::create(path),
            Err(error) => Err(KeyError::File(path.display().to_string(), error.to_string())),
        }
    }

    /// Opens an existing key file.
    pub fn open(path: &Path) -> Result<Keys, KeyError> {
        let text = fs::read_to_string(path).map_err(|e| KeyError::File(path.display().to_string(), e.to_string()))?;
        Keys::from_text(path, &text)
    }

    fn create(path: &Path) -> Result<Keys, KeyError> {
        let file = KeyFile {
            lookup: hex::encode(rand::random::<[u8; 32]>()),
            sealing: hex::encode(rand::random::<[u8; 16]>()),
            signing: hex::encode(<SecretKey as sm2::elliptic_curve::Generate>::generate().to_bytes()),
        };
        let problem = |e: std::io::Error| KeyError::File(path.display().to_string(), e.to_string());
        let text = serde_json::to_string_pretty(&file).map_err(|_| KeyError::Damaged(path.display().to_string()))?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(path).map_err(problem)?;
        out.write_all(text.as_bytes()).and_then(|()| out.sync_all()).map_err(problem)?;
        Keys::from_text(path, &text)
    }

    fn from_text(path: &Path, text: &str) -> Result<Keys, KeyError> {
        let damaged = || KeyError::Damaged(path.display().to_string());
        let file: KeyFile = serde_json::from_str(text).map_err(|_| damaged())?;
        let bytes = |text: &str| hex::decode(text).map_err(|_| damaged());
        let sealing = Sm4Gcm::new_from_slice(&bytes(&file.sealing)?).map_err(|_| damaged())?;
        let signing = SigningKey::from_slice(SIGNER, &bytes(&file.signing)?).map_err(|_| damaged())?;
        let lookup = <Hmac<Sm3> as hmac::KeyInit>::new_from_slice(&bytes(&file.lookup)?).map_err(|_| damaged())?;
        Ok(Keys { lookup, sealing, signing })
    }

    fn mac(&self, domain: &str, text: &str) -> Vec<u8> {
        let mut mac = self.lookup.clone();
        mac.update(domain.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    /// The lookup value of an identifier: equal texts of one kind have equal values, and nobody
    /// without the key can compute one (HMAC-SM3, decision 12).
    pub fn lookup(&self, kind: &str, text: &str) -> String {
        hex::encode(self.mac(kind, text))
    }

    /// Seals a text with SM4-GCM. The nonce is the text's own HMAC, so that the same text seals
    /// to the same bytes: a plan keeps its digest when it is planned again. This reveals only
    /// equality, which the lookup column reveals anyway.
    pub fn seal(&self, text: &str) -> Result<String, KeyError> {
        let mac = self.mac("seal", text);
        let bytes = mac.get(..NONCE_BYTES).ok_or(KeyError::Sealed)?;
        let nonce = Nonce::<U12>::try_from(bytes).map_err(|_| KeyError::Sealed)?;
        let sealed = self.sealing.encrypt(&nonce, text.as_bytes()).map_err(|_| KeyError::Sealed)?;
        Ok(format!("{}{}", hex::encode(nonce), hex::encode(sealed)))
    }

    /// Opens a sealed text.
    pub fn open_sealed(&self, sealed: &str) -> Result<String, KeyError> {
        let bytes = hex::decode(sealed).map_err(|_| KeyError::Sealed)?;
        let (nonce, body) = bytes.split_at_checked(NONCE_BYTES).ok_or(KeyError::Sealed)?;
        let nonce = Nonce::<U12>::try_from(nonce).map_err(|_| KeyError::Sealed)?;
        let plain = self.sealing.decrypt(&nonce, body).map_err(|_| KeyError::Sealed)?;
        String::from_utf8(plain).map_err(|_| KeyError::Sealed)
    }

    /// SM2 signature over a text, in hexadecimal.
    pub(crate) fn sign(&self, text: &str) -> String {
        let signature: Signature = self.signing.sign(text.as_bytes());
        hex::encode(signature.to_bytes())
    }

    /// Whether a signature made by [`Keys::sign`] fits a text.
    pub(crate) fn verifies(&self, text: &str, signature: &str) -> bool {
        let key: &VerifyingKey = self.signing.verifying_key();
        hex::decode(signature)
            .ok()
            .and_then(|bytes| Signature::from_slice(&bytes).ok())
            .is_some_and(|signature| key.verify(text.as_bytes(), &signature).is_ok())
    }

    /// The digest that names these keys without telling them.
    pub fn fingerprint(&self) -> Digest {
        Digest::of(&self.signing.verifying_key().to_sec1_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_open_what_they_sealed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let keys = Keys::open_or_create(&path).unwrap();
        let again = Keys::open(&path).unwrap();
        let sealed = keys.seal("530113194901019001").unwrap();
        assert!(!sealed.contains("5301131949"));
        assert_eq!(again.open_sealed(&sealed).unwrap(), "530113194901019001");
        assert_eq!(again.seal("530113194901019001").unwrap(), sealed);
        assert_eq!(keys.lookup("id", "1"), again.lookup("id", "1"));
        assert_ne!(keys.lookup("id", "1"), keys.lookup("card", "1"));

        let other = Keys::open_or_create(&folder.path().join("other.json")).unwrap();
        assert!(other.open_sealed(&sealed).is_err());
        let mut broken = sealed.clone();
        broken.replace_range(40..41, if &sealed[40..41] == "0" { "1" } else { "0" });
        assert!(keys.open_sealed(&broken).is_err());
    }

    #[test]
    fn a_signature_fits_one_text_and_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open_or_create(&folder.path().join("a")).unwrap();
        let other = Keys::open_or_create(&folder.path().join("b")).unwrap();
        let signature = keys.sign("head 1");
        assert!(keys.verifies("head 1", &signature));
        assert!(!keys.verifies("head 2", &signature));
        assert!(!other.verifies("head 1", &signature));
    }
}
