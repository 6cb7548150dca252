//! 导入税务征收明细: what is taken, what is repeated, what is quarantined and why.

use crate::common::TestOffice;
use crate::tax::{Tax, import, paid, tax_file};
use crate::town;
use crate::town::{Insured, contributor, open_books, recipient, take_on};
use desk::Refusal;
use shebao_office::contributions::quarantined;

fn start(office: &mut TestOffice) {
    open_books(office);
    take_on(office, &[contributor(1), contributor(2), recipient(3)]).unwrap();
    office.on_day("2019-02-01");
}

/// What the quarantined lines of a file say, by line.
fn left_out(office: &mut TestOffice, file: &desk::Digest) -> Vec<(i64, String)> {
    let read = office.office.look(office.agency, |look| quarantined(look, file).map_err(|_| Refusal::NoMatter));
    read.unwrap().into_iter().map(|line| (line.line, line.what)).collect()
}

#[test]
fn each_line_finds_its_person_or_says_what_to_do() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let (one, two, three) = (contributor(1), contributor(2), recipient(3));
        let stranger = contributor(50);
        let lines = [
            paid("S01", &one, "100"),
            paid("S02", &stranger, "100"),
            Tax { name: "别人".into(), ..paid("S03", &one, "100") },
            paid("S04", &three, "100"),
            Tax { year: 2020, ..paid("S05", &one, "100") },
            paid("S06", &one, "150"),
            paid("S07", &one, "-150"),
            Tax { year: 2018, ..paid("S08", &two, "200") },
            paid("S09", &two, "100.005"),
            paid("", &one, "100"),
            paid("", &two, "300"),
            Tax { treasury: "", account: "", ..paid("S12", &two, "100") },
            Tax { treasury: "2019-01-03", ..paid("S13", &one, "200") },
        ];
        let input = tax_file(office, "税务-1.csv", &lines);
        office.run("contributions.import_tax", &input).unwrap();
        let found = left_out(office, &input.file);
        let words = [
            (3, "没有参保记录"),
            (4, "登记的姓名是"),
            (5, "领取待遇"),
            (6, "尚未开始"),
            (7, "没有 150.00 元这一缴费档次"),
            (8, "冲正"),
            (10, "缴费金额"),
            (11, "没有税票号"),
            (14, "先后颠倒"),
        ];
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), words.map(|(line, _)| line), "{found:?}");
        for ((_, said), (line, word)) in found.iter().zip(words) {
            assert!(said.contains(word), "line {line}: {said}");
        }
        // 100 + 200 + 300 + 100 were taken, one of them late, one without days of arrival.
        assert_eq!(office.number("SELECT CAST(SUM(amount) AS BIGINT) FROM contribution"), 70_000);
        assert_eq!(office.number("SELECT COUNT(*) FROM contribution WHERE kind = 'late'"), 1);
        assert_eq!(office.number("SELECT COUNT(*) FROM contribution_arrival"), 3);
        // The money of lines 3 to 8 and 14 waits to be claimed; line 11 may be a repetition.
        assert_eq!(office.number("SELECT COUNT(*) FROM unclaimed"), 7);
        assert_eq!(office.number("SELECT taken * 100 + left_out FROM source_file WHERE profile = 'tax_detail'"), 409);
    });
}

#[test]
fn a_serial_counts_once() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let (one, two, stranger) = (contributor(1), contributor(2), contributor(50));
        let waiting = Tax { treasury: "", account: "", ..paid("S02", &two, "100") };
        let first = [paid("S01", &one, "100"), waiting, paid("S03", &two, "200"), paid("S04", &stranger, "100")];
        import(office, "税务-1.csv", &first).unwrap();
        let error = import(office, "改名.csv", &first).unwrap_err().to_string();
        assert!(error.contains("已于 2019-02-01 导入"), "{error}");

        let later = Tax { paid: "2019-01-06", ..paid("S05", &two, "300") };
        let second = [first[0].clone(), paid("S02", &two, "100"), paid("S03", &two, "300"), first[3].clone(), later];
        let input = tax_file(office, "税务-2.csv", &second);
        office.run("contributions.import_tax", &input).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM contribution"), 4);
        assert_eq!(office.number("SELECT COUNT(*) FROM contribution_arrival"), 4, "the days of S02 are known now");
        assert_eq!(office.number("SELECT COUNT(*) FROM unclaimed"), 1, "the stranger's money is one amount");
        let found = left_out(office, &input.file);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].1.contains("金额原为 200.00，现为 300.00"), "{found:?}");

        // Registered in the meantime, the stranger is found, and the money is no longer unclaimed.
        take_stranger(office);
        import(office, "税务-3.csv", &first[3..]).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM contribution"), 5);
    });
}

fn take_stranger(office: &mut TestOffice) {
    let stranger = contributor(50);
    let form = shebao_office::registry::RegisterInput {
        id_number: stranger.id,
        name: stranger.name,
        address: "因民镇下坪村 2 组".into(),
        phone: String::new(),
        region: town::VILLAGE.parse().unwrap(),
        special_group: String::new(),
        account: String::new(),
    };
    office.run("registry.register", &form).unwrap();
}

#[test]
fn signers_see_totals_that_add_up_to_the_file() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let (one, stranger) = (contributor(1), contributor(50));
        let first = paid("S01", &one, "100");
        let lines = [first.clone(), paid("S02", &stranger, "200"), paid("S03", &one, "1.005"), first];
        let input = tax_file(office, "税务-1.csv", &lines);
        let answer = office.make("contributions.import_tax", &input).unwrap();
        let shown = |field: &str| answer.shown.iter().find(|c| c.field.contains(field)).unwrap().after.clone();
        assert_eq!(shown("文件明细"), "4 行，400.00 元");
        assert_eq!(shown("新增缴费"), "1 行，100.00 元，1 人");
        assert_eq!(shown("待处理"), "2 行，200.00 元（其中 1 行金额未计）");
        assert_eq!(shown("重复"), "1 行，100.00 元");
    });
}

#[test]
fn missed_years_are_filled_up_to_what_is_short() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        let nearly = Insured { years: 13, ..contributor(1) };
        take_on(office, &[nearly.clone(), contributor(2)]).unwrap();
        office.on_day("2019-02-01");
        // 13 years and 2019: one is missing. Another payment for a year that counts is no new year.
        let lines = [
            paid("S01", &nearly, "200"),
            Tax { year: 2017, ..paid("S02", &nearly, "200") },
            Tax { year: 2017, ..paid("S03", &nearly, "100") },
            Tax { year: 2018, ..paid("S04", &nearly, "200") },
            Tax { year: 2018, ..paid("S05", &contributor(2), "200") },
        ];
        let input = tax_file(office, "税务-1.csv", &lines);
        office.run("contributions.import_tax", &input).unwrap();
        let found = left_out(office, &input.file);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].0 == 5 && found[0].1.contains("已缴 15 年，尚缺 0 年，不能再补缴 2018 年度"), "{found:?}");
        assert_eq!(office.number("SELECT COUNT(*) FROM contribution WHERE kind = 'late'"), 3);
    });
}
