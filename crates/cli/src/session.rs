//! Where the session of the person at this terminal is kept: a file that only its owner can read.
//! Its content is never printed.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use desk::{Digest, SessionToken};

/// More than a token has. What is longer is none.
const LONGEST_BYTES: u64 = 1024;

/// The session file for one data folder.
pub struct SessionFile(PathBuf);

impl SessionFile {
    /// In the user's own state folder, one file per data folder; inside the data folder when the
    /// user has no home.
    pub fn of(data: &Path) -> SessionFile {
        let full = fs::canonicalize(data).unwrap_or_else(|_| data.to_owned());
        let digest = Digest::of(full.as_os_str().as_encoded_bytes());
        let name = format!("session-{}", digest.as_str().get(..16).unwrap_or_default());
        let state = variable("XDG_STATE_HOME")
            .or_else(|| Some(variable("HOME")?.join(".local").join("state")))
            .or_else(|| variable("LOCALAPPDATA"));
        SessionFile(match state {
            Some(state) => state.join("shebao").join(name),
            None => data.join("sessions").join(name),
        })
    }

    /// The token, when there is one.
    pub fn read(&self) -> Option<SessionToken> {
        let mut text = String::new();
        fs::File::open(&self.0).ok()?.take(LONGEST_BYTES).read_to_string(&mut text).ok()?;
        Some(SessionToken::from_text(&text))
    }

    /// Keeps a token. Written beside and moved over, so that two logins at once leave one whole
    /// session.
    pub fn keep(&self, token: &SessionToken) -> Result<()> {
        let folder = self.0.parent().context("会话文件没有所在目录")?;
        let problem = || format!("会话文件 {} 无法写入，请核对目录权限和磁盘空间", self.0.display());
        make_private_folder(folder).with_context(problem)?;
        let draft = self.0.with_extension(format!("{}", std::process::id()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(&draft).and_then(|mut file| file.write_all(token.reveal().as_bytes()));
        written.and_then(|()| fs::rename(&draft, &self.0)).with_context(problem)
    }

    /// Forgets the session.
    pub fn forget(&self) {
        // Already gone is as good.
        let _ = fs::remove_file(&self.0);
    }
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
