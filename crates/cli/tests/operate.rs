//! The manual for operators, followed line by line: every command in a `console` block of
//! `docs/operate` is run by the real binary, in the order of the chapters, each person at a
//! terminal of their own.

#![allow(clippy::unwrap_used)] // helpers of tests

mod common;

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use common::{Office, command, own_password, said};

/// What a reader copies from the screen: the word in the manual, and the value shown last.
type Shown = HashMap<&'static str, String>;

/// A line to type: at whose terminal, and the words after `shebao`.
struct Line {
    place: String,
    user: String,
    words: Vec<String>,
}

/// The lines of a chapter.
fn lines(chapter: &Path) -> Vec<Line> {
    let name = chapter.file_name().unwrap().to_string_lossy().into_owned();
    let text = fs::read_to_string(chapter).unwrap();
    let mut lines = Vec::new();
    let mut within = false;
    for (line, number) in text.lines().zip(1..) {
        match line {
            "```console" => within = true,
            "```" => within = false,
            _ if within => {
                let (user, typed) = line.split_once("$ shebao ").unwrap_or_else(|| panic!("{name}:{number}: {line}"));
                let words = typed.split_whitespace().map(str::to_owned).collect();
                lines.push(Line { place: format!("{name}:{number}"), user: user.to_owned(), words });
            }
            _ => {}
        }
    }
    lines
}

/// The value behind a label on the screen.
fn after(out: &str, label: &str) -> Option<String> {
    let line = out.lines().find_map(|line| line.strip_prefix(label))?;
    line.split_whitespace().next().map(str::to_owned)
}

fn remember(line: &Line, out: &str, shown: &mut Shown, office: &mut Office) {
    let mut keep = |word, value: Option<String>| value.map(|value| shown.insert(word, value));
    match line.words[0].as_str() {
        "init" => {
            for user in ["guanli", "jihe", "juzhang"] {
                let row = out.lines().find(|row| row.split_whitespace().nth(1) == Some(user)).unwrap();
                office.one_time.insert(user.to_owned(), row.split_whitespace().nth(2).unwrap().to_owned());
            }
        }
        "do" | "figure" | "shadow" => {
            keep("编号", after(out, "业务编号"));
            keep("摘要", after(out, "摘要"));
        }
        "staff" => {
            keep("人员", out.lines().last().unwrap().split_whitespace().next().map(str::to_owned));
        }
        "open-login" => {
            let password = out.split_whitespace().find(|word| word.len() >= 32).unwrap();
            office.one_time.insert(line.words.last().unwrap().clone(), password.to_owned());
        }
        "run" => {
            let words: Vec<&str> = out.split_whitespace().collect();
            keep("批次", words.iter().position(|w| *w == "发放批次").map(|at| words[at + 1].to_owned()));
            let yuan = words.iter().find(|word| word.contains('.')).unwrap();
            keep("金额", Some(yuan.chars().filter(char::is_ascii_digit).collect()));
        }
        _ => {}
    }
}

/// A word with the value that it stands for, which must have been on the screen before.
fn filled(word: &str, shown: &Shown, place: &str) -> String {
    let (key, stands_for) = word.rsplit_once('=').map_or(("", word), |(key, value)| (key, value));
    if !["编号", "摘要", "批次", "金额", "人员"].contains(&stands_for) {
        return word.to_owned();
    }
    let value = shown.get(stands_for).unwrap_or_else(|| panic!("{place}: {stands_for} was not shown before"));
    if key.is_empty() { value.clone() } else { format!("{key}={value}") }
}

/// What a person types besides: passwords. What a sign-in needs, the office of tests knows.
fn typed(line: &Line, office: &Office) -> String {
    match (line.words[0].as_str(), line.words.get(1)) {
        ("passwd", Some(user)) => format!("{}\n{}\n", office.one_time[user], own_password(user)),
        _ => String::new(),
    }
}

/// The bank answers the file it got: one account is closed, the others are credited.
fn bank_answers(folder: &Path, sent: &Path) {
    let sent = files::read_text(&fs::read(sent).unwrap()).unwrap();
    let mut answer = String::from("批次号,序号,金额,处理结果,失败原因代码,入账日期\n");
    let mut lines = 0;
    for row in &sent.rows {
        let text = |i: usize| match row.cells.get(i) {
            Some(files::RawCell::Text(text)) => text.to_string(),
            _ => String::new(),
        };
        if text(1).parse::<i64>().is_err() {
            continue;
        }
        lines += 1;
        let outcome = if lines == 3 { "0,账户已销户" } else { "1," };
        answer.push_str(&format!("{},{},{},{outcome},2019-01-25\n", text(0), text(1), text(4)));
    }
    assert!(lines > 10, "a batch of people");
    fs::write(folder.join("回盘-201901.csv"), answer).unwrap();
}

/// What the province's system exports for February: one pension of P2 lies two yuan above ours, one fee of
/// P4 has no subsidy. Columns and ending as the chapter tells.
fn province_exports(folder: &Path) {
    let persons = "个人编号,姓名,出生日期,人员当前状况,待遇开始年月,缴费年限,基础养老金,缴费年限养老金,个人账户养老金,\
                   月养老金,待遇开始时账户总额,个人账户余额\n\
                   P1,模拟一,1958-11-02,待遇领取,2018-12,17,118,4,100,222,13900.00,13700.00\n\
                   P2,模拟二,1958-11-02,待遇领取,2018-12,17,120,4,100,224,13900.00,13700.00\n\
                   P3,模拟三,1980-03-07,正常参保,,8,,,,,,1350.00\nP4,模拟四,1980-03-07,正常参保,,8,,,,,,1300.00\n";
    let fees = "个人编号,姓名,税票号,费款所属年度,缴费金额,缴费类别,缴费日期,政府补贴\n\
                P3,模拟三,S3,2019,300,正常应缴,2019-02-05,50\nP4,模拟四,S4,2019,300,正常应缴,2019-02-06,0\n";
    let month = |kind: &str| folder.join(format!("省系统-{kind}-201902"));
    fs::write(month("人员").with_extension("csv"), persons).unwrap();
    fs::write(month("缴费").with_extension("csv"), fees).unwrap();
    fs::write(folder.join("列名对照.toml"), "aac008 = \"人员当前状况\"\n").unwrap();
    let titles = ["个人编号", "姓名", "待遇所属月", "中央", "省级", "市级", "县级", "个人账户", "发放金额", "处理结果"];
    let mut sheet = files::XlsxWriter::new("发放", &[12; 10]).unwrap();
    sheet.header(&titles).unwrap();
    for (number, name, central, sum) in [("P1", "模拟一", 88, 222), ("P2", "模拟二", 90, 224)] {
        let money = [central, 15, 12, 7, 100, sum].map(|yuan| files::Cell::Money(base::Fen::from_yuan(yuan)));
        let texts = [number, name, "2019-02"].map(files::Cell::from);
        let row: Vec<files::Cell<'_>> = texts.into_iter().chain(money).chain([files::Cell::from("成功")]).collect();
        sheet.row(&row).unwrap();
    }
    sheet.finish(fs::File::create_new(month("发放").with_extension("xlsx")).unwrap()).unwrap();
}

/// Words that the manual says a command answers with.
fn expected(words: &[String]) -> &'static str {
    match words[0].as_str() {
        "verify" => "全部通过",
        "restore" => "已恢复到",
        "approve" => "已办结",
        "trial-balance" => "借贷平衡",
        "reconcile" => "三方相符",
        "balance" => "没有差额",
        "returned" => "退回 1 笔",
        "backup" => "已备份",
        "shadow" if words[1] == "differences" && words.len() == 3 => "差异 2 项",
        "figure" if words[1] == "show" && words[2] == "shadow_paid" => "446.00元",
        _ => "",
    }
}

#[test]
fn the_manual_for_operators_is_followed_line_by_line() {
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operate");
    let mut chapters: Vec<_> = fs::read_dir(&manual).unwrap().map(|entry| entry.unwrap().path()).collect();
    // README first: it makes the files of the exercise.
    chapters.sort_by_key(|path| path.file_name().map(|name| (name != "README.md", name.to_owned())));
    let mut office = Office { folder: tempfile::tempdir().unwrap(), one_time: HashMap::new() };
    let folder = office.folder.path().to_owned();
    fs::create_dir(folder.join("另一块盘")).unwrap();
    province_exports(&folder);
    let mut shown = Shown::new();
    let mut followed = 0;
    for line in chapters.iter().flat_map(|chapter| lines(chapter)) {
        let words: Vec<String> = line.words.iter().map(|word| filled(word, &shown, &line.place)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let run = |input: &str| {
            let mut typing = command(&office.home(&line.user), &words);
            typing.current_dir(&folder);
            said(typing, input)
        };
        let said = match words[0] {
            "login" => office.login_by(&line.user, run),
            _ => run(&typed(&line, &office)),
        };
        assert_eq!(said.code, 0, "{} {:?}\n{}\n{}", line.place, line.words, said.out, said.err);
        assert!(said.out.contains(expected(&line.words)), "{} {:?}\n{}", line.place, line.words, said.out);
        remember(&line, &said.out, &mut shown, &mut office);
        if line.words[0] == "bank-file" {
            let again = |user: &str, into: &str, reason: &str| {
                let mut typing = command(&office.home(user), &[words[0], words[1], into, "--reason", reason]);
                typing.current_dir(&folder);
                common::said(typing, "").failed(1)
            };
            assert!(again("jingban", "别处.csv", "想看").contains("只能由基金会计取出"));
            assert!(again("kuaiji", "别处.csv", "").contains("没有写查看原因"));
            assert!(again("kuaiji", words[2], "再取一次").contains("没有覆盖"));
            assert!(!folder.join("别处.csv").exists());
            bank_answers(&folder, &folder.join(&line.words[2]));
        }
        followed += 1;
    }
    assert!(followed > 100, "{followed} lines were followed");
    let anchor = fs::read_to_string(folder.join("另一块盘/anchor.log")).unwrap();
    assert!(anchor.lines().count() >= 4, "take-on, run, close and the day's end went to the other disk");
}
