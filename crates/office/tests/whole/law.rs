//! 政策版本启用: the impact list that three people sign, what runs do before and after, and the
//! versions that cannot be activated.

use crate::common::{TestOffice, day};
use crate::other_law::{activate, raise, reopen_with, reopen_with_own};
use crate::paying::{EACH, open_and_compute, open_books_with, refusal};
use crate::town::{contributor, recipient, take_on};
use base::Fen;
use desk::Refusal;
use shebao_office::benefits::{ConfirmDeathInput, RevokeDeathInput};
use shebao_office::law::{Impact, impact_list, versions};
use shebao_office::payment::{ApproveRunInput, OpenRunInput};
use shebao_office::tables::PersonId;
use shebao_office::verify::verify;

fn is_whole(office: &mut TestOffice) {
    let report = verify(&mut office.office, office.agency, &mut |_| ()).unwrap();
    assert!(report.is_whole(), "{report}");
}

fn impact(office: &mut TestOffice) -> Impact {
    let environment = office.office.environment().clone();
    let read = office
        .office
        .look(office.agency, |look| impact_list(look, &environment).map_err(|e| Refusal::Fields(e.into_fields())));
    read.unwrap()
}

/// January and February paid to three people by the first version.
fn two_months(office: &mut TestOffice) {
    open_books_with(office, "10000.00");
    take_on(office, &[contributor(1), recipient(2), recipient(3), recipient(4)]).unwrap();
    for month in ["2019-01", "2019-02"] {
        let run = open_and_compute(office, month);
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    }
    office.on_day("2019-03-20");
}

#[test]
fn a_raise_is_signed_on_its_impact_and_paid_from_the_next_run_on() {
    TestOffice::on_each_engine(|office| {
        two_months(office);
        // 7.00 becomes 12.00 from February on, by a document of 10 March.
        let name = reopen_with(office, "2026.11.22", raise("12", "2019-02", "2019-03-10"));
        let march = OpenRunInput { month: "2019-03".parse().unwrap() };
        let told = refusal(office.make("payment.open_run", &march));
        assert!(told.contains(&name) && told.contains("shebao law activate"), "{told}");

        let list = impact(office);
        assert_eq!((list.compared, list.lines.len(), list.losers()), (3, 3, 0));
        assert_eq!(list.effective.unwrap().to_string(), "2019-02");
        assert_eq!(list.first_paid.unwrap().to_string(), "2019-03");
        assert_eq!(list.differences.len(), 2, "the row before ends, the new one begins");
        assert_eq!(
            (list.monthly().total(), list.monthly().by_level[base::Level::County]),
            (Fen::new(1_500), Fen::new(1_500))
        );
        assert_eq!((list.back_pay().people, list.back_pay().total()), (3, Fen::new(1_500)), "February");

        let answer = activate(office, &name).unwrap();
        let shown: String = answer.shown.iter().map(|c| format!("{} {} {}\n", c.field, c.before, c.after)).collect();
        assert!(shown.contains("每月增减  3 人 15.00 元（县级 15.00）"), "{shown}");
        assert!(shown.contains("应补发  3 人 15.00 元（县级 15.00）"), "{shown}");
        assert!(answer.notices.iter().any(|n| n.contains("调整补发")), "{:?}", answer.notices);
        let stored =
            office.office.look(office.agency, |look| versions(look).map_err(|e| Refusal::Fields(e.into_fields())));
        let stored = stored.unwrap();
        assert_eq!((stored.len(), stored[1].replaces.as_deref()), (2, Some(stored[0].name.as_str())));

        let run = open_and_compute(office, "2019-03");
        let paid = format!("SELECT CAST(SUM(amount) AS BIGINT) FROM due WHERE run = {}", run.0);
        assert_eq!(office.number(&paid), 3 * (EACH + 500));
        assert_eq!(office.number("SELECT COUNT(*) FROM award_version WHERE cause = 'law'"), 3);
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        // What was paid by the first version still comes out again by it.
        is_whole(office);
        let run = open_and_compute(office, "2019-04");
        assert_eq!(office.number("SELECT COUNT(*) FROM award_version WHERE cause = 'law'"), 3, "rated once");
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        is_whole(office);
    });
}

#[test]
fn a_revoked_death_cuts_nothing_from_the_list_that_is_signed() {
    TestOffice::on_each_engine(|office| {
        two_months(office);
        let who = PersonId(office.number("SELECT MIN(person) FROM award"));
        let died = ConfirmDeathInput {
            person: who,
            died_on: day("2019-01-15"),
            evidence: "火化证 2019-00001".into(),
            heirs: None,
            lead: None,
        };
        office.run("benefits.confirm_death", &died).unwrap();
        let lives =
            RevokeDeathInput { person: who, reason: "本人持身份证到窗口，死者为同名邻居".into() };
        office.run("benefits.revoke_death", &lives).unwrap();
        reopen_with(office, "2026.11.22", raise("12", "2019-02", "2019-03-10"));
        let list = impact(office);
        assert_eq!((list.back_pay().people, list.back_pay().total()), (3, Fen::new(1_500)), "February of all three");
    });
}

#[test]
fn what_cannot_be_activated_is_told() {
    TestOffice::on_each_engine(|office| {
        let early = refusal(activate(office, office.office.environment().law.version_name().to_owned().as_str()));
        assert!(early.contains("期初建账"), "{early}");
        two_months(office);
        let first = office.office.environment().law.version_name().to_owned();
        let again = refusal(activate(office, &first));
        assert!(again.contains("已于 2018-12-31 启用"), "{again}");

        // A document that is published tomorrow.
        let name = reopen_with(office, "2026.11.22", raise("12", "2019-02", "2019-03-21"));
        let other = refusal(activate(office, &first));
        assert!(other.contains("不是"), "{other}");
        let tomorrow = refusal(activate(office, &name));
        assert!(tomorrow.contains("2019-03-21 才公布"), "{tomorrow}");
        // A version of an earlier day than the one in force.
        let older = reopen_with(office, "2018.01.01", raise("12", "2019-02", "2019-03-10"));
        let told = refusal(activate(office, &older));
        assert!(told.contains(&format!("早于已启用的 {first}")), "{told}");
        // A law that its own check does not pass: below the province's published amount.
        let wrong = reopen_with(office, "2026.11.22", raise("0", "2019-02", "2019-03-10"));
        let told = refusal(activate(office, &wrong));
        assert!(told.contains("低于本地标准"), "{told}");

        let good = reopen_with(office, "2026.11.22", raise("12", "2019-02", "2019-03-10"));
        activate(office, &good).unwrap();
        assert!(refusal(activate(office, &good)).contains("不需要再办"));
        // The old program is started again.
        assert_eq!(reopen_with_own(office), first);
        let told = refusal(activate(office, &first));
        assert!(told.contains("启用过") && told.contains("不能重新启用"), "{told}");
        let told = refusal(office.make("payment.open_run", &OpenRunInput { month: "2019-03".parse().unwrap() }));
        assert!(told.contains("没有启用"), "{told}");
        assert_eq!(office.number("SELECT COUNT(*) FROM law_version"), 2);
        is_whole(office);
    });
}

#[test]
fn a_version_waits_for_a_run_that_is_under_way() {
    TestOffice::on_each_engine(|office| {
        two_months(office);
        open_and_compute(office, "2019-03");
        let name = reopen_with(office, "2026.11.22", raise("12", "2019-02", "2019-03-10"));
        let told = refusal(activate(office, &name));
        assert!(told.contains("2019-03 的发放批次还没有审批"), "{told}");
    });
}
