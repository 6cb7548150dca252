//! 死亡确认 and 死亡结算, against the order of the form: months owed, balance, funeral grant (12 ×
//! 75.00, city and county 8 : 2, handbook §6), less what was paid after death.

use crate::common::{TestOffice, day};
use crate::town::{contributor, open_books, recipient, take_on};
use desk::{FieldError, Refusal};
use schemes::resident::Leaving;
use shebao_office::benefits::{
    ConfirmDeathInput, Heirs, RevokeDeathInput, SettleDeathInput, SuspendInput, TerminateInput, recoveries,
};
use shebao_office::payment::{ApproveRunInput, OpenRunInput};
use shebao_office::tables::{PersonId, RunId, SuspensionReason};
use shebao_office::verify::verify;

fn faults(refusal: Refusal) -> Vec<FieldError> {
    match refusal {
        Refusal::Fields(errors) => errors,
        other => panic!("{other}"),
    }
}

fn heirs() -> Heirs {
    Heirs { account: "4111111111111111".into(), name: "模拟子".into(), relation: "子女".into() }
}

fn death(person: PersonId, died_on: &str) -> ConfirmDeathInput {
    ConfirmDeathInput {
        person,
        died_on: day(died_on),
        evidence: "火化证 2019-00001".into(),
        heirs: Some(heirs()),
        lead: None,
    }
}

fn person(office: &mut TestOffice, number: u32) -> PersonId {
    PersonId(office.number(&format!("SELECT id FROM person WHERE old_number = '53011310{number:06}'")))
}

/// The row of the settlement in the order of the form: owed, balance, funeral, overpaid, net.
fn settlement(office: &mut TestOffice, person: PersonId) -> [i64; 5] {
    let sums = [
        "owed_central + owed_province + owed_city + owed_county + owed_account",
        "balance",
        "funeral_central + funeral_province + funeral_city + funeral_county",
        "overpaid_central + overpaid_province + overpaid_city + overpaid_county + overpaid_account",
        "net",
    ];
    sums.map(|sum| office.number(&format!("SELECT {sum} FROM settlement WHERE person = {}", person.0)))
}

fn newest(office: &mut TestOffice, person: PersonId, column: &str, value: &str) -> bool {
    let sql = format!(
        "SELECT COUNT(*) FROM award_version v WHERE v.person = {} AND v.{column} = {value} \
         AND NOT EXISTS (SELECT 1 FROM award_version x WHERE x.award = v.award AND x.n > v.n)",
        person.0
    );
    office.number(&sql) == 1
}

#[test]
fn the_month_of_death_is_owed_and_what_came_later_is_set_off_at_its_payer() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        take_on(office, &[recipient(1), recipient(2), contributor(3)]).unwrap();
        let (january, november, insured) = (person(office, 1), person(office, 2), person(office, 3));

        // 1 January: 118.00 + 6.13 of January are owed, 712.34 − 6.13 are inherited.
        office.run("benefits.confirm_death", &death(january, "2019-01-01")).unwrap();
        assert_eq!(settlement(office, january), [12_413, 70_621, 90_000, 0, 12_413 + 70_621 + 90_000]);
        assert!(newest(office, january, "state", "'settling'"));
        assert!(newest(office, january, "from_month", "201901"), "the run of January pays the settlement");
        let share = format!("SELECT funeral_city - 4 * funeral_county FROM settlement WHERE person = {}", january.0);
        assert_eq!(office.number(&share), 0);

        // 20 November: the old system paid December, 6.13 of it out of the account.
        office.run("benefits.confirm_death", &death(november, "2018-11-20")).unwrap();
        assert_eq!(settlement(office, november), [0, 71_847, 90_000, 12_413, 71_847 + 90_000 - 12_413]);
        let levels = "SELECT COUNT(*) FROM settlement WHERE overpaid_central = 8800 AND overpaid_province = 1500 \
                      AND overpaid_city = 800 AND overpaid_county = 700 AND overpaid_account = 613";
        assert_eq!(office.number(levels), 1);

        // Yunnan gives the grant for contributors too: an award of a single sum, which a run pays.
        let answer = office.run("benefits.confirm_death", &death(insured, "2018-12-31")).unwrap();
        assert!(answer.notices.iter().any(|n| n.contains("零星发放")), "{:?}", answer.notices);
        let shown: String = answer.shown.iter().map(|c| format!("{}：{}\n", c.field, c.after)).collect();
        assert!(shown.contains("账户处理：812.34 − 留在基金的政府补贴 0.00；依据："), "{shown}");
        assert!(shown.contains("国发〔2014〕8号"), "{shown}");
        assert_eq!(settlement(office, insured), [0, 81_234, 90_000, 0, 171_234]);
        assert_eq!(office.number("SELECT COUNT(*) FROM award WHERE origin = 'once'"), 1);
        assert_eq!(office.number("SELECT COUNT(*) FROM enrolment_event WHERE state = 'ended'"), 3);
        assert_eq!(office.number("SELECT COUNT(*) FROM recovery"), 0);
    });
}

#[test]
fn what_the_set_off_does_not_cover_is_to_be_recovered() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        take_on(office, &[recipient(1)]).unwrap();
        let who = person(office, 1);
        // November 2017 to December 2018: 14 × 124.13; there are 712.34 + 14 × 6.13 and 900.00.
        office.run("benefits.confirm_death", &death(who, "2017-10-05")).unwrap();
        let (owed, left) = (14 * 12_413, 71_234 + 14 * 613 + 90_000);
        assert_eq!(settlement(office, who), [0, 71_234 + 14 * 613, 90_000, left, 0]);
        let agency = office.agency;
        let lines =
            office.office.look(agency, |look| recoveries(look).map_err(|e| Refusal::Fields(e.into_fields()))).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].recovery.total().get(), owed - left);
        assert_eq!(lines[0].recovery.from_month.to_string(), "2017-11");
        assert_eq!(lines[0].recovery.to_month.to_string(), "2018-12");
        let central = "SELECT r.central + s.overpaid_central FROM recovery r JOIN settlement s ON s.person = r.person";
        assert_eq!(office.number(central), 14 * 8_800);
    });
}

#[test]
fn nobody_dies_twice_and_the_dead_do_not_come_back() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        take_on(office, &[recipient(1)]).unwrap();
        let who = person(office, 1);
        let bad = ConfirmDeathInput {
            died_on: day("2019-02-01"),
            evidence: " ".into(),
            heirs: Some(Heirs { account: "62220E".into(), name: String::new(), relation: "子女".into() }),
            lead: Some(shebao_office::tables::LeadId(77)),
            ..death(who, "2019-01-01")
        };
        let errors = faults(office.make("benefits.confirm_death", &bad).unwrap_err());
        let said: String = errors.iter().map(|e| format!("{e}\n")).collect();
        for word in ["晚于今天", "没有填写死亡证明", "继承人姓名未填写", "heirs.account", "疑点"]
        {
            assert!(said.contains(word), "{word} not in\n{said}");
        }
        let without = ConfirmDeathInput { heirs: None, ..death(who, "2019-01-01") };
        // Born on 12 June 1955.
        let unborn = ConfirmDeathInput { heirs: None, ..death(who, "1955-06-11") };
        let errors = faults(office.make("benefits.confirm_death", &unborn).unwrap_err());
        assert!(errors[0].what.contains("早于出生日期"), "{errors:?}");
        office.run("benefits.confirm_death", &without).unwrap();
        assert!(newest(office, who, "state", "'stopped'"));
        assert!(newest(office, who, "from_month", "201902"));
        assert_eq!(office.number("SELECT COUNT(*) FROM settlement"), 0);
        let errors = faults(office.make("benefits.confirm_death", &death(who, "2018-12-01")).unwrap_err());
        assert!(errors[0].what.contains("已登记死亡"), "{errors:?}");
        // January's run will still pay January: settled after it, not before.
        let settle = SettleDeathInput { person: who, heirs: Some(heirs()) };
        let errors = faults(office.make("benefits.settle_death", &settle).unwrap_err());
        assert!(errors[0].advice.contains("2019-01 的发放审批后"), "{errors:?}");
    });
}

/// Opens, computes and approves a month.
fn run_month(office: &mut TestOffice, month: &str) {
    office.run("payment.open_run", &OpenRunInput { month: month.parse().unwrap() }).unwrap();
    let run = RunId(office.number("SELECT MAX(id) FROM run"));
    let clerk = office.people[&desk::Post::Clerk];
    office.office.compute_run(clerk, run, |_| ()).unwrap();
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
}

#[test]
fn the_run_pays_the_settlement_and_nothing_twice() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        take_on(office, &[recipient(1), recipient(2), recipient(3)]).unwrap();
        let (known, late, held) = (person(office, 1), person(office, 2), person(office, 3));
        // Known before the run: the run of January pays month, balance and grant to the heirs.
        office.run("benefits.confirm_death", &death(known, "2019-01-01")).unwrap();
        let pause = SuspendInput {
            person: held,
            reason: SuspensionReason::Certification,
            from_month: "2019-01".parse().unwrap(),
            note: "认证逾期".into(),
        };
        office.run("benefits.suspend", &pause).unwrap();
        office.run("payment.open_run", &OpenRunInput { month: "2019-01".parse().unwrap() }).unwrap();
        let early = death(late, "2019-01-02");
        let errors = faults(office.make("benefits.confirm_death", &early).unwrap_err());
        assert!(errors[0].what.contains("还没有审批"), "{errors:?}");
        let run = RunId(office.number("SELECT MAX(id) FROM run"));
        let clerk = office.people[&desk::Post::Clerk];
        office.office.compute_run(clerk, run, |_| ()).unwrap();
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        let sent =
            |person: PersonId| format!("SELECT CAST(SUM(amount) AS BIGINT) FROM due WHERE person = {}", person.0);
        assert_eq!(office.number(&sent(known)), 12_413 + 70_621 + 90_000);
        let kinds = format!("SELECT COUNT(DISTINCT kind) FROM due WHERE person = {}", known.0);
        assert_eq!(office.number(&kinds), 3);

        // January was raised for the second: nothing more is owed for it, and it left the account.
        office.run("benefits.confirm_death", &early).unwrap();
        assert_eq!(settlement(office, late), [0, 70_621, 90_000, 0, 160_621]);
        // The third missed January for want of certification: the heirs get it.
        office.run("benefits.confirm_death", &death(held, "2019-01-02")).unwrap();
        assert_eq!(settlement(office, held), [12_413, 70_621, 90_000, 0, 173_034]);

        office.on_day("2019-02-01");
        run_month(office, "2019-02");
        assert_eq!(office.number(&sent(known)), 12_413 + 70_621 + 90_000, "once is enough");
        assert_eq!(office.number(&sent(late)), 12_413 + 160_621);
        assert_eq!(office.number(&sent(held)), 173_034);
        // Nothing is left in the accounts.
        for who in [known, late, held] {
            let left = format!(
                "SELECT (SELECT CAST(SUM(amount) AS BIGINT) FROM account_entry WHERE person = {0}) \
                 - (SELECT CAST(SUM(account) AS BIGINT) FROM due WHERE person = {0})",
                who.0
            );
            assert_eq!(office.number(&left), 0);
        }
    });
}

#[test]
fn who_had_left_leaves_the_account_with_its_interest_and_no_grant() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        take_on(office, &[recipient(1), contributor(2), contributor(3)]).unwrap();
        let [kept, gone] = [2, 3].map(|n| person(office, n));
        let leaves = |person, why| TerminateInput {
            person,
            why,
            left_on: day("2019-01-02"),
            evidence: "参保凭证 1 号".into(),
            account: "4012888888881881".into(),
        };
        office.run("benefits.terminate", &leaves(kept, Leaving::OtherScheme)).unwrap();
        office.run("benefits.terminate", &leaves(gone, Leaving::Abroad)).unwrap();
        office.on_day("2020-02-01");
        let errors = faults(office.make("benefits.confirm_death", &death(gone, "2019-12-30")).unwrap_err());
        assert!(errors.iter().any(|e| e.to_string().contains("已终止参保")), "{errors:?}");
        // Nobody has credited 2019 yet: 812.34 × 1.5 % = 12.1851.
        office.run("benefits.confirm_death", &death(kept, "2019-12-30")).unwrap();
        assert_eq!(settlement(office, kept), [0, 81_234 + 1_219, 0, 0, 81_234 + 1_219]);
        assert_eq!(office.number("SELECT COUNT(*) FROM interest_credit WHERE amount = 1219"), 1);
        let report = verify(&mut office.office, office.agency, &mut |_| ()).unwrap();
        assert!(report.is_whole(), "{report}");
        // He was no member before, and is none when the death is revoked.
        let revoke = RevokeDeathInput { person: kept, reason: "本人到窗口".into() };
        office.run("benefits.revoke_death", &revoke).unwrap();
        let newest = format!(
            "SELECT COUNT(*) FROM enrolment_event v JOIN enrolment e ON e.id = v.enrolment WHERE e.person = {} \
             AND v.state <> 'active'",
            kept.0
        );
        assert_eq!(office.number(&newest), 1);
    });
}
