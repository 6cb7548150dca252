//! 审计数据包: what an auditor takes along, read back as an auditor would.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{TestOffice, day};
use crate::paying::{EACH, computed, pay, returned};
use crate::town::recipient;
use base::Fen;
use desk::{Digest, Post, Refusal};
use files::{RawCell, RawTable, SheetChoice, read_in_process, read_text};
use shebao_office::audit_pack::{AuditPack, Wanted, write_pack};
use shebao_office::payment::{ApproveRunInput, CloseRunInput, LateReturnInput};
use shebao_office::tables::RunId;

const BATCH: &str = "530113-201901-1";

fn pack(office: &mut TestOffice, post: Post, folder: &Path, whole: bool) -> Result<AuditPack, Refusal> {
    let wanted = Wanted { year: 2019, folder, whole, reason: "市审计局〔2020〕3号" };
    let signer = office.people[&post];
    write_pack(&mut office.office, signer, &wanted)
}

fn cells(table: &RawTable) -> Vec<Vec<String>> {
    let text = |cell: &RawCell| match cell {
        RawCell::Text(text) => text.to_string(),
        RawCell::Number(number) => number.to_string(),
        _ => String::new(),
    };
    table.rows.iter().map(|row| row.cells.iter().map(text).collect()).collect()
}

fn csv(folder: &Path, file: &str) -> Vec<Vec<String>> {
    cells(&read_text(&fs::read(folder.join(file)).unwrap()).unwrap())
}

/// January paid to three, one of whom comes back.
fn january(office: &mut TestOffice) -> RunId {
    let run = computed(office);
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    pay(office, run, Fen::new(3 * EACH));
    run
}

fn answered(office: &mut TestOffice, run: RunId) {
    office.on_day("2019-01-26");
    let mut answer =
        returned(office, "回盘.csv", &[(BATCH, 1, "124.13"), (BATCH, 2, "124.13"), (BATCH, 3, "124.13")], &[2]);
    answer.run = run;
    office.run("payment.import_returns", &answer).unwrap();
    office.run("payment.close_run", &CloseRunInput { run }).unwrap();
}

/// Account to balance, as `hledger` adds the journal up; `None` where it is not installed.
fn by_hledger(journal: &Path) -> Option<BTreeMap<String, String>> {
    let said = Command::new("hledger").args(["-f"]).arg(journal).args(["balance", "--depth", "1", "--flat"]).output();
    let Ok(said) = said else {
        eprintln!("left out: hledger is not installed: a second program re-adds the pack's journal");
        return None;
    };
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let text = String::from_utf8(said.stdout).unwrap();
    let lines = text.lines().filter_map(|line| line.trim().split_once("  "));
    Some(lines.map(|(amount, account)| (account[..4].to_owned(), amount.to_owned())).collect())
}

#[test]
fn an_auditor_reads_the_year_and_finds_that_business_finance_and_bank_agree() {
    TestOffice::on_each_engine(|office| {
        let run = january(office);
        answered(office, run);
        let folder = office.folder.path().join("masked");
        let made = pack(office, Post::Auditor, &folder, false).unwrap();
        assert_eq!(made.findings, Vec::<String>::new());

        // The index has the digest of every file, and the screen that of the index.
        let index = csv(&folder, "00-目录.csv");
        assert_eq!(index.len() - 1, made.files.len());
        for line in &index[1..] {
            let bytes = fs::read(folder.join(&line[0])).unwrap();
            assert_eq!((&line[2], line[3].as_str()), (&bytes.len().to_string(), Digest::of(&bytes).as_str()));
        }
        assert_eq!(Digest::of(&fs::read(folder.join("00-目录.csv")).unwrap()), made.digest);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), index.len(), "no file that the index does not name");

        // Four people; three dues and three lines of 124.13, of which one came back.
        assert_eq!(csv(&folder, "01-人员.csv").len(), 5);
        let dues = csv(&folder, "04-应发.csv");
        assert_eq!(dues[1..].iter().map(|row| row[14].parse::<Fen>().unwrap().get()).sum::<i64>(), 3 * EACH);
        let lines = csv(&folder, "05-发放.csv");
        assert_eq!(lines[1..].iter().map(|row| row[8].as_str()).collect::<Vec<_>>(), ["是", "否", "是"]);

        // Business = finance = bank by month, worked out by hand: 3 × 124.13, 2 × and 1 ×.
        let book = folder.join("11-三方核对.xlsx");
        let month = cells(&read_in_process(&book, &SheetChoice::Named("按月".into())).unwrap());
        let expected = ["2019-01", "372.39", "372.39", "372.39", "248.26", "124.13", "124.13", "0", "相符"];
        assert_eq!(month[1], expected);

        // The dictionary knows every column of every list.
        let dictionary = csv(&folder, "13-数据字典.csv");
        for sheet in made.files.iter().filter(|file| file.file.as_str() < "10") {
            let titles: Vec<&String> =
                dictionary.iter().filter(|row| row[0] == sheet.file).map(|row| &row[2]).collect();
            assert_eq!(titles, csv(&folder, &sheet.file)[0].iter().collect::<Vec<_>>(), "{}", sheet.file);
        }

        // hledger adds the vouchers up to the closing balances of the pack.
        if let Some(found) = by_hledger(&folder.join("12-账簿.journal")) {
            let balances = csv(&folder, "10-科目余额表.csv");
            let december = balances[1..].iter().filter(|row| row[0] == "2019-12" && row[3].is_empty());
            let mut compared = 0;
            for row in december.filter(|row| row[7] != "0.00") {
                let theirs = found[&row[1]].trim_start_matches('-');
                assert_eq!(theirs, row[7], "{row:?}");
                compared += 1;
            }
            assert!(compared >= 3, "{balances:?}");
        }
    });
}

#[test]
fn what_the_bank_sent_back_later_was_not_paid() {
    TestOffice::on_each_engine(|office| {
        let run = january(office);
        answered(office, run);
        office.on_day("2019-01-30");
        let late = LateReturnInput {
            run,
            line: 1,
            on: day("2019-01-28"),
            document: "退汇-1".into(),
            reason: "账户冻结".into(),
        };
        office.run("payment.late_return", &late).unwrap();
        let folder = office.folder.path().join("masked");
        pack(office, Post::Auditor, &folder, false).unwrap();
        let lines = csv(&folder, "05-发放.csv");
        assert_eq!(lines[1..].iter().map(|row| row[8].as_str()).collect::<Vec<_>>(), ["否", "否", "是"]);
        assert_eq!((lines[1][9].as_str(), lines[1][10].as_str()), ("2019-01-28", "账户冻结"));
        // Who sums the lines that succeeded gets what the reconciliation has.
        let month =
            cells(&read_in_process(&folder.join("11-三方核对.xlsx"), &SheetChoice::Named("按月".into())).unwrap());
        let paid =
            lines[1..].iter().filter(|row| row[8] == "是").map(|row| row[7].parse::<Fen>().unwrap()).sum::<Fen>();
        assert_eq!(month[1][4], paid.to_string());
    });
}

/// Every text file of a pack in one.
fn whole_text(folder: &Path) -> String {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|e| e != "xlsx")).collect();
    texts.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn numbers_are_masked_unless_an_auditor_takes_them_whole_and_both_are_recorded() {
    TestOffice::on_each_engine(|office| {
        let run = january(office);
        answered(office, run);
        let (masked, whole) = (office.folder.path().join("masked"), office.folder.path().join("whole"));
        pack(office, Post::FundReviewer, &masked, false).unwrap();
        pack(office, Post::Auditor, &whole, true).unwrap();
        let id = recipient(2).id;
        assert!(!whole_text(&masked).contains(&id), "a whole number in a masked pack");
        assert!(whole_text(&whole).contains(&id));
        let sql = "SELECT COUNT(*) FROM disclosure WHERE subject = 2019 AND reason LIKE '市审计局%' AND kind = ";
        assert_eq!(office.number(&format!("{sql}'export'")), 1);
        assert_eq!(office.number(&format!("{sql}'identifiers'")), 1);
        assert!(whole_text(&whole).contains("市审计局〔2020〕3号"), "the second pack holds the record of the first");
    });
}

#[test]
fn a_month_that_the_bank_has_not_answered_does_not_agree_and_the_pack_says_so() {
    TestOffice::on_each_engine(|office| {
        january(office);
        let made = pack(office, Post::Head, &office.folder.path().join("early"), false).unwrap();
        let said = made.findings.join("\n");
        assert!(said.contains("还有 3 行没有银行回盘") && said.contains("业务与财务支出不符"), "{said}");
        let text = fs::read_to_string(office.folder.path().join("early/14-说明.txt")).unwrap();
        assert!(text.contains("项不符"), "{text}");
    });
}

#[test]
fn who_may_not_gives_no_reason_or_names_a_used_folder_gets_nothing() {
    TestOffice::on_each_engine(|office| {
        let run = january(office);
        answered(office, run);
        let folder = office.folder.path().join("pack");
        for post in [Post::FundClerk, Post::Clerk, Post::SystemAdmin, Post::TownClerk] {
            let said = pack(office, post, &folder, false).unwrap_err().to_string();
            assert!(said.contains("只能由"), "{post:?}: {said}");
        }
        let said = pack(office, Post::FundReviewer, &folder, true).unwrap_err().to_string();
        assert!(said.contains("完整号码只能由稽核、单位负责人"), "{said}");
        let auditor = office.people[&Post::Auditor];
        let nothing = Wanted { year: 2019, folder: &folder, whole: false, reason: " " };
        let said = write_pack(&mut office.office, auditor, &nothing).unwrap_err().to_string();
        assert!(said.contains("没有写查看原因"), "{said}");
        assert!(!folder.exists(), "nothing is left of a refused pack");
        fs::create_dir(&folder).unwrap();
        let said = pack(office, Post::Auditor, &folder, false).unwrap_err().to_string();
        assert!(said.contains("已经存在"), "{said}");
        assert_eq!(office.number("SELECT COUNT(*) FROM disclosure WHERE kind = 'export'"), 0);
    });
}
