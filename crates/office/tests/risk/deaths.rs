//! 死亡名单: a match is a lead, not a verdict; at most the next payment is held.

use crate::common::{TestOffice, day};
use crate::town::{Insured, contributor, id_number, open_books, recipient, take_on};
use desk::{Answer, FieldError, Refusal};
use shebao_office::benefits::{ConfirmDeathInput, ResumeInput, SuspendInput};
use shebao_office::risk::{DecideLeadInput, ImportDeathsInput, open_leads};
use shebao_office::tables::{LeadId, MatchKind, PersonId, SuspensionReason};

fn faults(refusal: Refusal) -> Vec<FieldError> {
    match refusal {
        Refusal::Fields(errors) => errors,
        other => panic!("{other}"),
    }
}

/// A list as undertakers export it: a table of HTML under the name of a workbook.
fn list(office: &TestOffice, name: &str, rows: &[[&str; 4]]) -> ImportDeathsInput {
    let mut page = String::from("<html><head><meta charset=\"utf-8\"></head><body><table>");
    page += "<tr><td>来源</td><td>身份证号</td><td>姓名</td><td>死亡日期</td></tr>";
    for row in rows {
        page += &format!("<tr>{}</tr>", row.map(|cell| format!("<td>{cell}</td>")).concat());
    }
    page += "</table></body></html>";
    let path = office.folder.path().join(name);
    std::fs::write(&path, page).unwrap();
    ImportDeathsInput { file: office.office.environment().files.take_in(&path).unwrap(), name: name.into() }
}

fn import(office: &mut TestOffice, name: &str, rows: &[[&str; 4]]) -> Answer {
    let input = list(office, name, rows);
    office.run("risk.import_deaths", &input).unwrap()
}

fn person(office: &mut TestOffice, number: u32) -> PersonId {
    PersonId(office.number(&format!("SELECT id FROM person WHERE old_number = '53011310{number:06}'")))
}

/// The leads that wait for a decision.
fn waiting(office: &mut TestOffice) -> Vec<(String, MatchKind, LeadId)> {
    let agency = office.agency;
    let found =
        office.office.look(agency, |look| open_leads(look).map_err(|e| Refusal::Fields(e.into_fields()))).unwrap();
    found.into_iter().map(|lead| (lead.name, lead.now.lead.matched, lead.now.lead.id)).collect()
}

fn waiting_ids(office: &mut TestOffice) -> Vec<LeadId> {
    waiting(office).into_iter().map(|(_, _, lead)| lead).collect()
}

fn newest(office: &mut TestOffice, person: PersonId, state: &str) -> bool {
    let sql = format!(
        "SELECT COUNT(*) FROM award_version v WHERE v.person = {} AND v.state = '{state}' AND v.from_month = 201901 \
         AND NOT EXISTS (SELECT 1 FROM award_version x WHERE x.award = v.award AND x.n > v.n)",
        person.0
    );
    office.number(&sql) == 1
}

/// Recipients 1 to 4 and contributor 5; the fourth was born on another day.
fn town() -> Vec<Insured> {
    let mut fourth = recipient(4);
    fourth.id = id_number("19500203", 904);
    fourth.birth = Some(day("1950-02-03"));
    vec![recipient(1), recipient(2), recipient(3), fourth, contributor(5)]
}

#[test]
fn only_number_and_name_together_hold_a_pension() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        let people = town();
        take_on(office, &people).unwrap();
        // The fourth's number with two digits of the sequence transposed: the check digit fails.
        let transposed = format!("{}940{}", &people[3].id[..14], &people[3].id[17..]);
        let rows = [
            ["公安", people[0].id.as_str(), "模 拟1", "2018-12-20"],
            ["公安", people[1].id.as_str(), "另一人", "2018-12-21"],
            ["殡葬", transposed.as_str(), "模拟4", "2018-12-22"],
            ["民政", people[4].id.as_str(), "模拟5", "2018-12-23"],
            ["公安", &id_number("19330303", 990), "外乡人", "2018-12-24"],
            // The same line again: one lead.
            ["公安", people[0].id.as_str(), "模 拟1", "2018-12-20"],
        ];
        let answer = import(office, "火化人员.xls", &rows);
        assert!(answer.notices.iter().any(|n| n.contains("1 条没有匹配")), "{:?}", answer.notices);
        let found: Vec<_> = waiting(office).into_iter().map(|(name, matched, _)| (name, matched)).collect();
        let expected = [
            ("模拟1", MatchKind::Exact),
            ("模拟2", MatchKind::IdOnly),
            ("模拟4", MatchKind::Transposed),
            ("模拟5", MatchKind::Exact),
        ];
        assert_eq!(found, expected.map(|(name, matched)| (name.to_owned(), matched)));
        for (number, state) in [(1, "suspended"), (2, "live"), (3, "live"), (4, "live")] {
            let who = person(office, number);
            assert!(newest(office, who, state), "{number} is not {state}");
        }
        assert_eq!(office.number("SELECT COUNT(*) FROM death"), 0, "a list confirms nothing");
        // The same bytes under another name.
        let again = list(office, "renamed.xls", &rows);
        let errors = faults(office.make("risk.import_deaths", &again).unwrap_err());
        assert!(errors[0].what.contains("火化人员.xls"), "{errors:?}");
    });
}

#[test]
fn a_cleared_lead_resumes_the_pension_and_never_reopens() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        let people = town();
        take_on(office, &people).unwrap();
        let who = person(office, 1);
        let police = ["公安", people[0].id.as_str(), "模拟1", "2018-12-20"];
        import(office, "1.xls", &[police]);
        // Another source names the same person: held once, looked into twice.
        import(office, "2.xls", &[["民政", people[0].id.as_str(), "模拟1", "2018-12-20"]]);
        let [first, second] = waiting_ids(office)[..] else { panic!("two leads") };
        assert_eq!(office.number("SELECT COUNT(*) FROM suspension"), 1);
        let resume = ResumeInput { person: who, from_month: None, note: "本人到场".into() };
        let errors = faults(office.make("benefits.resume", &resume).unwrap_err());
        assert!(errors[0].what.contains("疑点没有结论"), "{errors:?}");

        let seen = |lead| DecideLeadInput { lead, reason: "2019-01-02 村干部入户，本人在世".into() };
        let silent = DecideLeadInput { lead: first, reason: " ".into() };
        assert!(faults(office.make("risk.clear_lead", &silent).unwrap_err())[0].what.contains("核查情况"));
        office.run("risk.clear_lead", &seen(first)).unwrap();
        assert!(newest(office, who, "suspended"), "the other lead still holds");
        office.run("risk.clear_lead", &seen(second)).unwrap();
        // From the held month on: the next run owes it.
        assert!(newest(office, who, "live"));
        assert!(office.make("risk.clear_lead", &seen(second)).is_err());

        let answer = import(office, "3.xls", &[police, ["公安", people[1].id.as_str(), "某人", "2018-12-01"]]);
        assert!(answer.notices.iter().any(|n| n.contains("同一证据")), "{:?}", answer.notices);
        assert!(newest(office, who, "live"));
        // What is new is another matter; a person holds, a person confirms.
        let [lead] = waiting_ids(office)[..] else { panic!("one lead") };
        office.run("risk.hold_lead", &seen(lead)).unwrap();
        let other = person(office, 2);
        assert!(newest(office, other, "suspended"));
        let death = ConfirmDeathInput {
            person: other,
            died_on: day("2018-12-01"),
            evidence: "户口注销证明 7".into(),
            heirs: None,
            lead: Some(lead),
        };
        office.run("benefits.confirm_death", &death).unwrap();
        assert!(newest(office, other, "stopped"));
        assert_eq!(waiting(office), []);
        let dead = import(office, "4.xls", &[["民政", people[1].id.as_str(), "模拟2", "2018-12-01"]]);
        assert!(dead.notices.iter().any(|n| n.contains("已登记死亡")), "{:?}", dead.notices);
    });
}

#[test]
fn prison_is_not_paid_back_and_a_missed_certification_is() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        take_on(office, &town()).unwrap();
        let (prisoner, late) = (person(office, 1), person(office, 2));
        let suspend = |person, reason| SuspendInput {
            person,
            reason,
            from_month: "2018-12".parse().unwrap(),
            note: "判决书 3 号".into(),
        };
        let answer = office.run("benefits.suspend", &suspend(prisoner, SuspensionReason::Prison)).unwrap();
        assert!(answer.notices.iter().any(|n| n.contains("2018-12 已发放") || n.contains("2018-12 至 2018-12")));
        office.run("benefits.suspend", &suspend(late, SuspensionReason::Certification)).unwrap();
        assert!(newest(office, prisoner, "suspended") && newest(office, late, "suspended"));
        assert!(office.make("benefits.suspend", &suspend(late, SuspensionReason::Other)).is_err());
        let by_lead = suspend(person(office, 3), SuspensionReason::Lead);
        assert!(faults(office.make("benefits.suspend", &by_lead).unwrap_err())[0].what.contains("疑点"));

        let resume = |person, from: Option<&str>| ResumeInput {
            person,
            from_month: from.map(|month| month.parse().unwrap()),
            note: "认证通过".into(),
        };
        let errors = faults(office.make("benefits.resume", &resume(prisoner, None)).unwrap_err());
        assert!(errors[0].what.contains("释放"), "{errors:?}");
        let errors = faults(office.make("benefits.resume", &resume(prisoner, Some("2019-02"))).unwrap_err());
        assert!(errors[0].what.contains("还没有到"), "{errors:?}");
        office.run("benefits.resume", &resume(prisoner, Some("2019-01"))).unwrap();
        office.run("benefits.resume", &resume(late, None)).unwrap();
        assert!(newest(office, prisoner, "live") && newest(office, late, "live"));
    });
}
