//! Writes the pack into a new folder; when anything fails, nothing of it is left.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use base::Month;
use desk::{Digest, FieldError, Look, Post, ReadKind, Refusal, Signer, Unplanned};
use files::{Cell, CsvWriter, WriteEncoding, WriteError};
use store::{StoreError, Value};

use super::proof::Proof;
use super::proof_book;
use super::sheets::{SHEETS, Sheet};
use crate::environment::Environment;
use crate::fund;
use crate::open::Office;
use crate::registry::fund_of;
use crate::tables::{FundRow, Scheme};

/// Posts that may make a pack.
const MAKES: [Post; 4] = [Post::Auditor, Post::Head, Post::FundReviewer, Post::Reviewer];
/// Posts that may have whole identifiers in it.
const WHOLE: [Post; 2] = [Post::Auditor, Post::Head];

const INDEX: &str = "00-目录.csv";

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// Calendar year.
    pub year: i16,
    /// A folder that does not exist yet.
    pub folder: &'a Path,
    /// Whole identifiers instead of masked ones.
    pub whole: bool,
    /// For whom and why; it is recorded.
    pub reason: &'a str,
}

/// A file of the pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub file: String,
    /// Rows below the titles; none where it is no list.
    pub rows: Option<i64>,
    /// Bytes.
    pub bytes: u64,
    /// SM3.
    pub digest: Digest,
    /// What it is.
    pub meaning: String,
}

/// A pack that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPack {
    /// Its files but the index.
    pub files: Vec<Listed>,
    /// SM3 of the index, which holds the digests of all others.
    pub digest: Digest,
    /// What does not agree; empty when business, finance and bank do.
    pub findings: Vec<String>,
}

/// Records the disclosure, then writes the pack.
///
/// # Errors
/// No post for it, no reason, the folder exists, nothing to show, or the disk refuses.
pub fn write_pack(office: &mut Office, signer: Signer, wanted: &Wanted<'_>) -> Result<AuditPack, Refusal> {
    may(office, signer, wanted)?;
    let Wanted { year, folder, .. } = *wanted;
    let months = (Month::new(year, 1), Month::new(year, 12));
    let (Ok(january), Ok(december)) = months else {
        return Err(refused("year", &format!("没有 {year} 年"), "请填写四位数的年度，如 2019"));
    };
    if folder.exists() {
        let what = format!("目录 {} 已经存在，没有写入任何内容", folder.display());
        return Err(refused("out", &what, "请换一个目录"));
    }
    let kind = if wanted.whole { ReadKind::Identifiers } else { ReadKind::Export };
    let (desk, db) = office.parts();
    desk.record_reading(db, signer, (kind, i64::from(year)), wanted.reason)?;
    let environment = office.environment().clone();
    let made = office.look(signer.agency(), |look| {
        let packing = Packing { environment: &environment, wanted, january, december, files: Vec::new() };
        packing.all(look).map_err(Refusal::from)
    });
    if made.is_err() {
        // Half a pack would be taken for a whole one.
        let _ = fs::remove_dir_all(folder);
    }
    made
}

fn refused(field: &str, what: &str, advice: &str) -> Refusal {
    Refusal::Fields(vec![FieldError::input(field, what, advice)])
}

fn may(office: &mut Office, signer: Signer, wanted: &Wanted<'_>) -> Result<(), Refusal> {
    let reader = office.reader(signer)?;
    let holds = |posts: &[Post]| posts.iter().any(|post| reader.holds(*post));
    let titles = |posts: &[Post]| posts.iter().map(|post| post.title()).collect::<Vec<_>>().join("、");
    if !holds(&MAKES) || !reader.covers_county() {
        let what = format!("审计数据包包含全部人员和账目，只能由管辖全县的{}制作", titles(&MAKES));
        return Err(refused("post", &what, "请由有该岗位的人员办理"));
    }
    if wanted.whole && !holds(&WHOLE) {
        let what = format!("完整号码只能由{}取出", titles(&WHOLE));
        return Err(refused("full", &what, "请改取遮盖的号码（命令行不写 --full），或由有该岗位的人员办理"));
    }
    Ok(())
}

struct Packing<'a> {
    environment: &'a Environment,
    wanted: &'a Wanted<'a>,
    january: Month,
    december: Month,
    files: Vec<Listed>,
}

impl Packing<'_> {
    fn all(mut self, look: &mut Look<'_>) -> Result<AuditPack, Unplanned> {
        let fund = fund_of(look, Scheme::Resident)?
            .ok_or_else(|| FieldError::whole("本机构尚未建账，没有可以审计的账目", "请先办理期初建账"))?;
        self.disk(fs::create_dir_all(self.wanted.folder))?;
        for sheet in SHEETS {
            self.sheet(look, sheet)?;
        }
        let proof = Proof::read(look, &fund, self.wanted.year)?;
        self.balances(&proof)?;
        self.proof(&proof)?;
        self.journal(look, &fund)?;
        self.dictionary()?;
        self.explanation(look, &fund, &proof)?;
        let digest = self.index()?;
        Ok(AuditPack { files: self.files, digest, findings: proof.findings() })
    }

    fn path(&self, file: &str) -> PathBuf {
        self.wanted.folder.join(file)
    }

    fn disk<T>(&self, result: std::io::Result<T>) -> Result<T, Unplanned> {
        result.map_err(|error| self.unwritten(&error.to_string()))
    }

    fn unwritten(&self, why: &str) -> Unplanned {
        let folder = self.wanted.folder.display();
        Unplanned::Failed(Refusal::Document(format!("审计数据包 {folder} 无法写入：{why}。请核对权限和磁盘空间后重做")))
    }

    fn wrote(&self, error: &WriteError) -> Unplanned {
        self.unwritten(&error.to_string())
    }

    /// A file that was written becomes a line of the index.
    fn list(&mut self, file: &str, rows: Option<i64>, meaning: &str) -> Result<(), Unplanned> {
        let bytes = self.disk(fs::read(self.path(file)))?;
        let (digest, size) = (Digest::of(&bytes), u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.files.push(Listed { file: file.to_owned(), rows, bytes: size, digest, meaning: meaning.to_owned() });
        Ok(())
    }

    fn csv(&self, file: &str) -> Result<CsvWriter<BufWriter<File>>, Unplanned> {
        let out = BufWriter::new(self.disk(File::create_new(self.path(file)))?);
        CsvWriter::new(out, WriteEncoding::Utf8Bom).map_err(|error| self.wrote(&error))
    }

    fn end(&self, writer: CsvWriter<BufWriter<File>>) -> Result<(), Unplanned> {
        let mut out = writer.finish().map_err(|error| self.wrote(&error))?;
        self.disk(out.flush())
    }

    fn sheet(&mut self, look: &mut Look<'_>, sheet: &Sheet) -> Result<(), Unplanned> {
        let mut writer = self.csv(sheet.file)?;
        let titles: Vec<Cell<'_>> = sheet.columns.iter().map(|(title, _, _)| Cell::from(*title)).collect();
        writer.row(&titles).map_err(|error| self.wrote(&error))?;
        let (identifiers, whole) = (self.environment.identifiers(), self.wanted.whole);
        let mut open = |sealed: &str| match whole {
            true => identifiers
                .open(sealed)
                .map(Some)
                .map_err(|_| StoreError::Unexpected("有号码不能用本机构的密钥打开".to_owned())),
            false => Ok(None),
        };
        let mut rows = 0;
        look.each(&sheet.query(self.january, self.december), &[Value::Int(look.agency().0)], |row| {
            rows += 1;
            let cells = sheet.cells(row, &mut open)?;
            writer.row(&cells).map_err(|error| StoreError::Refused(error.to_string()))
        })?;
        self.end(writer)?;
        self.list(sheet.file, Some(rows), sheet.meaning)
    }

    fn balances(&mut self, proof: &Proof) -> Result<(), Unplanned> {
        let file = "10-科目余额表.csv";
        let mut writer = self.csv(file)?;
        let mut rows = 0;
        let titles = ["会计期间", "科目", "科目名称", "明细", "期初余额", "借方发生额", "贷方发生额", "期末余额"];
        let mut write = |cells: &[Cell<'_>]| writer.row(cells);
        write(&titles.map(Cell::from)).map_err(|error| self.wrote(&error))?;
        for (month, balance) in &proof.balances {
            for row in balance.rows() {
                rows += 1;
                let detail = row.detail.map(|detail| detail.to_string());
                let amounts = [row.opening, row.debit, row.credit, row.closing].map(Cell::from);
                let head = [
                    Cell::from(*month),
                    row.account.code().into(),
                    row.account.to_string().into(),
                    detail.unwrap_or_default().into(),
                ];
                write(&[&head[..], &amounts].concat()).map_err(|error| self.wrote(&error))?;
            }
        }
        self.end(writer)?;
        self.list(file, Some(rows), "每月科目余额表；明细行是科目行的其中项，不能与科目行相加")
    }

    fn proof(&mut self, proof: &Proof) -> Result<(), Unplanned> {
        let file = "11-三方核对.xlsx";
        proof_book::write(proof, &self.path(file)).map_err(|error| self.wrote(&error))?;
        self.list(file, None, "业务 = 财务 = 银行，逐月、逐批次；税务 = 国库 = 财政专户，逐月；不符的逐项列出")
    }

    fn journal(&mut self, look: &mut Look<'_>, fund: &FundRow) -> Result<(), Unplanned> {
        let file = "12-账簿.journal";
        let text = fund::journal(look, fund, self.wanted.year)?;
        self.disk(fs::write(self.path(file), text))?;
        self.list(
            file,
            None,
            "全部凭证的纯文本账簿，可用 hledger 等第三方软件重新加总：hledger -f 12-账簿.journal balance",
        )
    }

    fn dictionary(&mut self) -> Result<(), Unplanned> {
        let file = "13-数据字典.csv";
        let mut writer = self.csv(file)?;
        let mut rows = 0;
        writer.row(&["文件", "序号", "栏目", "类型", "含义"].map(Cell::from)).map_err(|error| self.wrote(&error))?;
        for sheet in SHEETS {
            for ((title, kind, meaning), number) in sheet.columns.iter().zip(1_i64..) {
                rows += 1;
                let texts = [*title, kind.title(), *meaning].map(Cell::from);
                let cells = [&[Cell::from(sheet.file), Cell::from(number)][..], &texts].concat();
                writer.row(&cells).map_err(|error| self.wrote(&error))?;
            }
        }
        self.end(writer)?;
        self.list(file, Some(rows), "各文件每一栏的类型和含义")
    }

    fn explanation(&mut self, look: &mut Look<'_>, fund: &FundRow, proof: &Proof) -> Result<(), Unplanned> {
        let file = "14-说明.txt";
        let args = [Value::Int(look.agency().0)];
        let name: String = look.scalar("SELECT name FROM agency WHERE id = $1", &args)?;
        let head: String = look.scalar(
            "SELECT hash FROM audit WHERE agency = $1 AND seq = (SELECT MAX(seq) FROM audit WHERE agency = $1)",
            &args,
        )?;
        let findings = proof.findings();
        let said = match findings.is_empty() {
            true => "业务、财务、银行逐月相符，没有不符事项。".to_owned(),
            false => format!("有 {} 项不符，逐项列在 11-三方核对.xlsx 的“不符事项”。", findings.len()),
        };
        let numbers = if self.wanted.whole { "完整" } else { "已遮盖" };
        let text = format!(
            "审计数据包\r\n机构：{name}\r\n基金：{}\r\n年度：{}\r\n制作时间：{}\r\n用途：{}\r\n号码：{numbers}\r\n\
             截至审计记录第 {} 号，摘要 {head}\r\n\r\n{said}\r\n\r\n\
             全部文件取自同一时刻的数据。00-目录.csv 列出每个文件的行数、字节数和 SM3；核对方法：重新计算各文件的 SM3，\
             与目录比较；目录自身的 SM3 在制作时显示在屏幕上，由制作人抄录交接。\r\n\
             csv 文件为 UTF-8，金额单位为元。各表以个人编号、缴费编号、批次号、业务编号相连，栏目含义见 13-数据字典.csv。\r\n",
            fund.name,
            self.wanted.year,
            look.now(),
            self.wanted.reason.trim(),
            look.seq().0,
        );
        self.disk(fs::write(self.path(file), text))?;
        self.list(file, None, "谁、何时、为什么制作，截至哪一条记录，怎样核对")
    }

    fn index(&mut self) -> Result<Digest, Unplanned> {
        let mut writer = self.csv(INDEX)?;
        writer.row(&["文件", "行数", "字节数", "SM3", "内容"].map(Cell::from)).map_err(|error| self.wrote(&error))?;
        for listed in &self.files {
            let cells = [
                Cell::from(listed.file.as_str()),
                listed.rows.into(),
                i64::try_from(listed.bytes).unwrap_or(i64::MAX).into(),
                listed.digest.as_str().into(),
                listed.meaning.as_str().into(),
            ];
            writer.row(&cells).map_err(|error| self.wrote(&error))?;
        }
        self.end(writer)?;
        Ok(Digest::of(&self.disk(fs::read(self.path(INDEX)))?))
    }
}
