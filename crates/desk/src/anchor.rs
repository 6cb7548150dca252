//! The copy of the chain's head outside the database, signed, in a file that only grows.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use base::Seq;
use store::{Db, Field, Value};

use crate::clock::Moment;
use crate::digest::Digest;
use crate::refusal::Refusal;
use crate::seal::Keys;
use crate::stored::head_of;
use crate::tables::AgencyId;

/// The anchor file at its second path: another disk, another machine, a write-once share.
#[derive(Clone, Debug)]
pub struct Anchor {
    path: PathBuf,
}

/// The first thing that is wrong between anchor and database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnchorFault {
    /// A line is not of our form.
    #[error("锚文件第 {0} 行无法识别，文件被改动")]
    Line(usize),
    /// A line's signature does not fit.
    #[error("锚文件第 {0} 行的签名不符：该行被改动，它前面的行被删除或改动，或密钥不是当时的密钥")]
    Signature(usize),
    /// The database has another hash, or none, at that write.
    #[error("第 {seq} 号审计记录与锚文件第 {line} 行不符，该号及以前的审计记录被改写或删除")]
    Rewritten {
        /// The write.
        seq: Seq,
        /// The line.
        line: usize,
    },
}

impl Anchor {
    /// The anchor at a path; the file need not exist yet.
    pub fn at(path: &Path) -> Anchor {
        Anchor { path: path.to_owned() }
    }

    /// Appends the agency's present head, signed with SM2, and flushes it to the disk. A line that
    /// could not be written whole is taken back, now or at the next one: it was never told to
    /// anybody, and half a line would spoil every later one.
    pub fn append(&self, db: &mut dyn Db, keys: &Keys, agency: AgencyId) -> Result<Seq, Refusal> {
        let head = head_of(db, agency)?;
        let said = format!("{} {} {} {}", agency, head.seq, head.hash, Moment::now());
        let problem = |e: std::io::Error| {
            Refusal::Document(format!("锚文件 {} 无法写入：{e}。请核对第二存储路径是否可用", self.path.display()))
        };
        let text = self.text()?;
        let line = format!("{said} {}\n", keys.sign(&after(text.lines().last(), &said)));
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path).map_err(problem)?;
        keep_whole_lines(&file, &text).map_err(problem)?;
        let written = file.write_all(line.as_bytes()).and_then(|()| file.sync_all());
        if written.is_err() {
            // Best effort: the next append tries again, and nobody reads half a line.
            let _ = keep_whole_lines(&file, &text);
        }
        written.map_err(problem)?;
        Ok(head.seq)
    }

    /// Compares every line with the database. Returns the number of lines, or the first fault.
    pub fn verify(&self, db: &mut dyn Db, keys: &Keys) -> Result<Result<usize, AnchorFault>, Refusal> {
        let text = self.text()?;
        let mut before = None;
        let mut lines = 0;
        for line in text.lines() {
            lines += 1;
            if let Some(fault) = line_fault(db, keys, before, (lines, line))? {
                return Ok(Err(fault));
            }
            before = Some(line);
        }
        Ok(Ok(lines))
    }

    /// The whole lines. What stands behind the last line break is a write that was cut off.
    fn text(&self) -> Result<String, Refusal> {
        match std::fs::read_to_string(&self.path) {
            Ok(mut text) => {
                text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
                Ok(text)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
            Err(error) => {
                let path = self.path.display();
                Err(Refusal::Document(format!("锚文件 {path} 无法读取：{error}。请核对第二存储路径是否可用")))
            }
        }
    }
}

fn keep_whole_lines(file: &File, whole: &str) -> std::io::Result<()> {
    let whole = u64::try_from(whole.len()).unwrap_or(u64::MAX);
    if file.metadata()?.len() > whole { file.set_len(whole) } else { Ok(()) }
}

/// What a line's signature is over: the line before it as well, so that none can be taken out.
fn after(before: Option<&str>, said: &str) -> String {
    format!("{}\n{said}", before.unwrap_or_default())
}

fn line_fault(
    db: &mut dyn Db,
    keys: &Keys,
    before: Option<&str>,
    (number, line): (usize, &str),
) -> Result<Option<AnchorFault>, Refusal> {
    let Some((said, signature)) = line.rsplit_once(' ') else { return Ok(Some(AnchorFault::Line(number))) };
    if !keys.verifies(&after(before, said), signature) {
        return Ok(Some(AnchorFault::Signature(number)));
    }
    let parts: Vec<&str> = said.split(' ').collect();
    let [agency, seq, hash, _at] = parts[..] else { return Ok(Some(AnchorFault::Line(number))) };
    let (Ok(agency), Ok(seq)) = (agency.parse::<i64>(), seq.parse::<i64>()) else {
        return Ok(Some(AnchorFault::Line(number)));
    };
    let args = [Value::Int(agency), Value::Int(seq)];
    let stored: Option<Digest> =
        store::one(db, "SELECT hash FROM audit WHERE agency = $1 AND seq = $2", &args, |row| Digest::read(row, 0))?;
    let same = stored.is_some_and(|stored| stored.as_str() == hash);
    Ok((!same).then_some(AnchorFault::Rewritten { seq: Seq(seq), line: number }))
}
