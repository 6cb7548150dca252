//! 资格认证: a proof of life counts twelve months (law/national/resident.toml), lists certify without
//! a visit, rosters go out and come back, and nobody old or bedridden is suspended unvisited.

use crate::paying;
use std::fs::File;

use crate::common::{TestOffice, day};
use crate::paying::{EACH, open_and_compute};
use crate::sound::{newest, on_each_engine, person, said, taken_in};
use crate::town::{Insured, TOWN, VILLAGE, contributor, id_number, open_books, recipient, take_on};
use base::{Fen, RegionCode};
use desk::{Answer, Refusal};
use files::{Cell, Profile, XlsxWriter};
use shebao_office::certification::{
    Certifiable, CertificationStanding, ImportProofsInput, ImportRosterInput, MarkBedriddenInput, RecordVisitInput,
    ResumeCertifiedInput, SetRuleInput, SuspendOverdueInput, rosters, worklist,
};
use shebao_office::payment::ApproveRunInput;
use shebao_office::registry::{ChangeOrdinaryInput, ChangePayeeInput, MergeVillagesInput};
use shebao_office::tables::{PersonId, VisitFinding};

/// Recipient 1 to 5 of 63 years, but the second of 85 and the fifth in the other village;
/// contributor 6.
fn town() -> Vec<Insured> {
    let mut old = recipient(2);
    old.id = id_number("19330501", 902);
    old.birth = Some(day("1933-05-01"));
    let mut elsewhere = recipient(5);
    elsewhere.village = "530113101202".into();
    vec![recipient(1), old, recipient(3), recipient(4), elsewhere, contributor(6)]
}

fn proofs(office: &mut TestOffice, name: &str, lines: &[[&str; 5]]) -> Result<Answer, Refusal> {
    let mut text = "证件号码,姓名,比对类型,日期,结果\n".to_owned();
    lines.iter().for_each(|line| text += &format!("{}\n", line.join(",")));
    let input = ImportProofsInput { file: taken_in(office, name, &text), name: name.into() };
    office.run("certification.import_proofs", &input)
}

/// The town taken on, each recipient certified by the system before on the day given.
fn certified_town(office: &mut TestOffice, days: [&str; 5]) -> Vec<Insured> {
    let people = town();
    take_on(office, &people).unwrap();
    certified_before(office, &people, days);
    people
}

/// All recipients were certified by the system before, on these days.
fn certified_before(office: &mut TestOffice, people: &[Insured], days: [&str; 5]) {
    let lines: Vec<[&str; 5]> =
        people.iter().zip(days).map(|(p, on)| [p.id.as_str(), p.name.as_str(), "原系统", on, ""]).collect();
    proofs(office, "原系统认证.csv", &lines).unwrap();
}

fn waiting(office: &mut TestOffice, on: &str) -> Vec<(String, CertificationStanding)> {
    let list = list(office, on);
    list.into_iter().map(|(standing, person)| (person.name, standing)).collect()
}

fn list(office: &mut TestOffice, on: &str) -> Vec<(CertificationStanding, Certifiable)> {
    let environment = std::sync::Arc::clone(office.office.environment());
    let found = office.office.look(office.agency, |look| {
        worklist(look, &environment, None, day(on)).map_err(|e| Refusal::Fields(e.into_fields()))
    });
    found.unwrap().1
}

#[test]
fn a_list_certifies_whoever_it_names_by_number_and_name() {
    use CertificationStanding::{DueSoon, Overdue};
    on_each_engine(|office| {
        open_books(office);
        // Twelve months after 2018-03-03 is 2019-03-03; the warning begins sixty days before, on 2 January.
        let days = ["2018-03-03", "2018-03-04", "2018-01-01", "2018-12-01", "2018-12-01"];
        let people = certified_town(office, days);
        let expected = vec![("模拟1".to_owned(), DueSoon), ("模拟3".to_owned(), Overdue)];
        assert_eq!(waiting(office, "2019-01-02"), expected);
        // A day earlier the first is not warned yet, and the third still has the last day of its year.
        assert_eq!(waiting(office, "2019-01-01"), [("模拟3".to_owned(), DueSoon)]);

        let stranger = id_number("19330303", 990);
        let lines = [
            [people[0].id.as_str(), "模拟1", "就医", "2018-12-20", ""],
            [people[0].id.as_str(), "模拟1", "就医", "2018-12-24", ""],
            [people[2].id.as_str(), "另一人", "乘车", "2018-12-21", "通过"],
            [people[3].id.as_str(), "模拟4", "人脸识别", "2018-12-22", "未通过"],
            [people[4].id.as_str(), "模拟5", "就医", "2018-11-30", ""],
            [people[5].id.as_str(), "模拟6", "就医", "2018-12-20", ""],
            [stranger.as_str(), "外乡人", "就医", "2018-12-20", ""],
        ];
        let answer = proofs(office, "就医.csv", &lines).unwrap();
        let notices = answer.notices.join("\n");
        for word in ["登记的“模拟3”不同", "没有通过", "2 行不是本机构的待遇领取人员", "1 行不晚于"]
        {
            assert!(notices.contains(word), "{word} not in\n{notices}");
        }
        let who = person(office, 1);
        let until = format!("SELECT MAX(valid_until) FROM certification WHERE person = {}", who.0);
        assert_eq!(office.number(&until), 20_191_224);
        assert_eq!(waiting(office, "2019-01-02"), expected[1..], "the wrong name certified nobody");
        assert_eq!(office.number("SELECT COUNT(*) FROM quarantine"), 2);
        let again = said(proofs(office, "again.csv", &lines).unwrap_err());
        assert!(again.contains("已于 2019-01-02 导入"), "{again}");
    });
}

/// A village's roster as it comes back.
fn filled(office: &mut TestOffice, name: &str, rows: &[(PersonId, &str, &str, &str)]) -> ImportRosterInput {
    let profile = Profile::named("village_roster").unwrap();
    let mut writer = XlsxWriter::new("名册", &[12; 14]).unwrap();
    writer.merged_row(&[(14, "上坪村 认证名册")]).unwrap();
    writer.header(&profile.titles()).unwrap();
    for (who, name, village, result) in rows {
        let cell = |key: &str| match key {
            "aac001" => Cell::from(who.to_string()),
            "aac003" => Cell::from((*name).to_owned()),
            "region" => Cell::from((*village).to_owned()),
            "result" if !result.is_empty() => Cell::from((*result).to_owned()),
            "on" => Cell::from("2019-01-02"),
            "by" => Cell::from("村模拟"),
            _ => Cell::Empty,
        };
        writer.row(&profile.columns.iter().map(|column| cell(&column.key)).collect::<Vec<_>>()).unwrap();
    }
    let path = office.folder.path().join(name);
    writer.finish(File::create(&path).unwrap()).unwrap();
    ImportRosterInput {
        file: office.office.environment().files.take_in(&path).unwrap(),
        name: name.into(),
        village: VILLAGE.parse().unwrap(),
    }
}

#[test]
fn a_roster_goes_out_by_village_and_strangers_in_it_are_refused_line_by_line() {
    on_each_engine(|office| {
        open_books(office);
        certified_town(office, ["2018-01-05"; 5]);
        let environment = std::sync::Arc::clone(office.office.environment());
        let town: RegionCode = TOWN.parse().unwrap();
        let out = office
            .office
            .look(office.agency, |look| {
                rosters(look, &environment, &town, day("2019-01-02")).map_err(|e| Refusal::Fields(e.into_fields()))
            })
            .unwrap();
        assert_eq!(out.iter().map(|roster| roster.lines.len()).collect::<Vec<_>>(), [4, 1]);
        assert!(out[0].lines[1].needs_visit && !out[0].lines[0].needs_visit);
        assert!(out[0].lines[0].masked.contains('*'), "{}", out[0].lines[0].masked);

        // As it left it can be read: nobody is filled in, nothing happens.
        let path = office.folder.path().join("名册.xlsx");
        out[0].write(File::create(&path).unwrap()).unwrap();
        let blank = ImportRosterInput {
            file: environment.files.take_in(&path).unwrap(),
            name: "名册.xlsx".into(),
            village: VILLAGE.parse().unwrap(),
        };
        let answer = office.run("certification.import_roster", &blank).unwrap();
        assert!(answer.notices.iter().any(|n| n.contains("4 人没有填写")), "{:?}", answer.notices);

        let [first, old, third, fourth, other] = [1, 2, 3, 4, 5].map(|n| person(office, n));
        let rows = [
            (first, "模拟1", VILLAGE, "在世"),
            (old, "模拟2", VILLAGE, "入户见到"),
            (third, "模拟3", VILLAGE, "已死亡"),
            (fourth, "模拟1", VILLAGE, "在世"),
            (other, "模拟5", "530113101202", "在世"),
            (PersonId(7), "外乡人", VILLAGE, "在世"),
        ];
        let answer = {
            let input = filled(office, "回收.xlsx", &rows);
            office.run("certification.import_roster", &input)
        };
        let notices = answer.unwrap().notices.join("\n");
        for word in ["编号与姓名不符", "不属于 530113101201", "没有编号为“7”"] {
            assert!(notices.contains(word), "{word} not in\n{notices}");
        }
        assert_eq!(office.number("SELECT COUNT(*) FROM certification WHERE channel IN ('village', 'visit')"), 2);
        assert_eq!(office.number("SELECT COUNT(*) FROM home_visit"), 2);
        assert_eq!(office.number("SELECT COUNT(*) FROM lead WHERE kind = 'death'"), 1);
        assert!(newest(office, third, "state", "'suspended'"), "held while it is looked into");
        assert_eq!(office.number("SELECT COUNT(*) FROM death"), 0);

        // The village sends it again, corrected: the death it reported is a lead already.
        let corrected = filled(office, "更正.xlsx", &[rows[2], (fourth, "模拟4", VILLAGE, "在世")]);
        let notices = office.run("certification.import_roster", &corrected).unwrap().notices.join("\n");
        assert!(notices.contains("模拟3") && notices.contains("已有疑点"), "{notices}");
        assert_eq!(office.number("SELECT COUNT(*) FROM certification WHERE channel = 'village'"), 2);
        let seen = RecordVisitInput {
            person: third,
            visited_on: day("2019-01-02"),
            visitor: "村模拟".into(),
            finding: VisitFinding::Died,
            note: "家属说已去世".into(),
            bedridden: None,
            file: None,
        };
        office.run("certification.record_visit", &seen).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM lead WHERE kind = 'death'"), 1);
        let mut foreign = filled(office, "外村.xlsx", &rows[4..5]);
        foreign.village = "530199999999".parse().unwrap();
        let errors = said(office.make("certification.import_roster", &foreign).unwrap_err());
        assert!(errors.contains("没有村（社区）代码 530199999999"), "{errors}");
    });
}

fn suspend(office: &mut TestOffice) -> Result<Answer, Refusal> {
    let on = office.office.look(office.agency, |look| Ok::<_, Refusal>(look.today())).unwrap();
    office.run("certification.suspend_overdue", &SuspendOverdueInput { on, area: None })
}

#[test]
fn nobody_old_or_bedridden_is_suspended_without_a_visit() {
    on_each_engine(|office| {
        open_books(office);
        certified_town(office, ["2018-01-01", "2018-01-01", "2018-01-01", "2018-12-01", "2018-12-01"]);
        let [first, old, lying, valid] = [1, 2, 3, 4].map(|n| person(office, n));
        let mark = |is_so| MarkBedriddenInput { person: lying, is_so, note: "女儿来电：中风卧床".into() };
        assert!(said(office.make("certification.mark_bedridden", &mark(false)).unwrap_err()).contains("相同"));
        office.run("certification.mark_bedridden", &mark(true)).unwrap();

        let future = SuspendOverdueInput { on: day("2019-01-03"), area: None };
        assert!(said(office.make("certification.suspend_overdue", &future).unwrap_err()).contains("还没有到"));
        let answer = suspend(office).unwrap();
        let notices = answer.notices.join("\n");
        assert!(notices.contains("模拟2") && notices.contains("85 岁") && notices.contains("卧床"), "{notices}");
        for (who, state) in [(first, "'suspended'"), (old, "'live'"), (lying, "'live'"), (valid, "'live'")] {
            assert!(newest(office, who, "state", state), "{who}");
        }
        assert_eq!(office.number("SELECT COUNT(*) FROM suspension WHERE reason = 'certification'"), 1);
        assert!(said(suspend(office).unwrap_err()).contains("须先入户的 2 人"));

        // Somebody called and met nobody: now it may sleep. A visit of the year before does not count.
        let visit = |person, on: &str, finding| RecordVisitInput {
            person,
            visited_on: day(on),
            visitor: "村模拟".into(),
            finding,
            note: "邻居说随子女外出".into(),
            bedridden: None,
            file: None,
        };
        let bad = RecordVisitInput { note: String::new(), ..visit(old, "2019-01-03", VisitFinding::Absent) };
        let errors = said(office.make("certification.record_visit", &bad).unwrap_err());
        assert!(errors.contains("晚于今天") && errors.contains("没有写明情况"), "{errors}");
        office.run("certification.record_visit", &visit(old, "2018-06-01", VisitFinding::Absent)).unwrap();
        assert!(suspend(office).is_err());
        office.run("certification.record_visit", &visit(old, "2019-01-02", VisitFinding::Absent)).unwrap();
        suspend(office).unwrap();
        assert!(newest(office, old, "state", "'suspended'") && newest(office, lying, "state", "'live'"));

        // The agency decides otherwise from tomorrow on; the past keeps its rule.
        let rule = |from: &str, visit_age| SetRuleInput {
            from: day(from),
            visit_age,
            visit_bedridden: false,
            warn_days: 60,
            document: "东社保〔2019〕1号（模拟）".into(),
        };
        let errors = said(office.make("certification.set_rule", &rule("2019-01-01", 20)).unwrap_err());
        assert!(errors.contains("早于今天") && errors.contains("20 不在"), "{errors}");
        office.run("certification.set_rule", &rule("2019-01-03", 90)).unwrap();
        assert!(suspend(office).is_err(), "today still protects");
        office.on_day("2019-01-03");
        suspend(office).unwrap();
        assert!(newest(office, lying, "state", "'suspended'"));
    });
}

#[test]
fn a_resumed_pension_is_paid_back_to_the_month_it_slept_from() {
    on_each_engine(|office| {
        paying::open_books_with(office, "10000.00");
        certified_town(office, ["2018-01-01", "2018-12-01", "2018-12-01", "2018-12-01", "2018-12-01"]);
        let nothing = ResumeCertifiedInput::default();
        assert!(said(office.make("certification.resume_certified", &nothing).unwrap_err()).contains("没有可以续发"));
        suspend(office).unwrap();
        let run = open_and_compute(office, "2019-01");
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        let who = person(office, 1);
        let dues = format!("SELECT COUNT(*) FROM due WHERE person = {}", who.0);
        assert_eq!(office.number(&dues), 0);
        // Still asleep: not certified yet.
        assert!(office.make("certification.resume_certified", &nothing).is_err());
        office.on_day("2019-02-01");
        let visit = RecordVisitInput {
            person: who,
            visited_on: day("2019-02-01"),
            visitor: "村模拟".into(),
            finding: VisitFinding::Alive,
            note: String::new(),
            bedridden: None,
            file: None,
        };
        office.run("certification.record_visit", &visit).unwrap();
        office.run("certification.resume_certified", &nothing).unwrap();
        let run = open_and_compute(office, "2019-02");
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        let paid = format!("SELECT CAST(SUM(amount) AS BIGINT) FROM due WHERE person = {}", who.0);
        assert_eq!(Fen::new(office.number(&paid)), Fen::new(2 * EACH));
        let arrears = format!("{dues} AND kind = 'arrears' AND for_month = 201901");
        assert_eq!(office.number(&arrears), 1);
    });
}

#[test]
fn a_change_while_a_pension_sleeps_loses_no_month_of_it() {
    on_each_engine(|office| {
        paying::open_books_with(office, "10000.00");
        certified_town(office, ["2018-01-01", "2018-12-01", "2018-12-01", "2018-12-01", "2018-12-01"]);
        suspend(office).unwrap();
        let who = person(office, 1);
        let run = open_and_compute(office, "2019-01");
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        office.on_day("2019-02-01");
        let card = ChangePayeeInput {
            person: who,
            account: "4222222222222".into(),
            holder: String::new(),
            bank: String::new(),
            document: "换卡申请".into(),
        };
        office.run("registry.change_payee", &card).unwrap();
        let run = open_and_compute(office, "2019-02");
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        office.on_day("2019-03-01");
        let moved =
            ChangeOrdinaryInput { person: who, phone: None, address: None, region: "530113101202".parse().ok() };
        office.run("registry.change_ordinary", &moved).unwrap();
        let merged = MergeVillagesInput {
            villages: vec!["530113101202".parse().unwrap()],
            into: VILLAGE.parse().unwrap(),
            name: String::new(),
            from: day("2019-03-01"),
            document: "民政批复〔2019〕1号（模拟）".into(),
        };
        office.run("registry.merge_villages", &merged).unwrap();
        assert!(newest(office, who, "state", "'suspended'") && newest(office, who, "from_month", "201901"));
        let visit = RecordVisitInput {
            person: who,
            visited_on: day("2019-03-01"),
            visitor: "村模拟".into(),
            finding: VisitFinding::Alive,
            note: String::new(),
            bedridden: None,
            file: None,
        };
        office.run("certification.record_visit", &visit).unwrap();
        office.run("certification.resume_certified", &ResumeCertifiedInput::default()).unwrap();
        let run = open_and_compute(office, "2019-03");
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        let arrears =
            format!("SELECT COUNT(*) FROM due WHERE person = {} AND kind = 'arrears' AND amount = {EACH}", who.0);
        assert_eq!(office.number(&arrears), 2, "January and February");
    });
}
