//! 调整补发 and 零星发放: what a raise owes for months that were paid, and single sums that do not
//! wait for the month's run.

use crate::common::{TestOffice, day};
use crate::other_law::{DONGCHUAN, activate, raise, reopen_with, row};
use crate::paying::{open_and_compute, open_books_with, refusal, returned, special};
use crate::town;
use crate::town::{Insured, contributor, recipient, take_on};
use base::Fen;
use desk::Refusal;
use schemes::resident::Leaving;
use shebao_office::accounts::{EmployeeRecord, TransferOutInput};
use shebao_office::benefits::{ConfirmDeathInput, Heirs, RejoinInput, ResumeInput, SuspendInput, TerminateInput};
use shebao_office::law::{Impact, impact_list};
use shebao_office::payment::{
    AbandonRunInput, ApproveRunInput, CloseRunInput, OpenSpecialInput, ReceiveMoneyInput, ReissueInput,
    RequestMoneyInput, SendFileInput, Special,
};
use shebao_office::tables::{PersonId, RunId, SuspensionReason, TransferKind};
use shebao_office::verify::verify;

fn is_whole(office: &mut TestOffice) {
    let report = verify(&mut office.office, office.agency, &mut |_| ()).unwrap();
    assert!(report.is_whole(), "{report}");
}

fn person(office: &mut TestOffice, number: u32) -> PersonId {
    PersonId(office.number(&format!("SELECT id FROM person WHERE old_number = '53011310{number:06}'")))
}

fn another(kind: Special) -> OpenSpecialInput {
    OpenSpecialInput { kind, reason: "模拟〔2019〕1号".into() }
}

fn approve(office: &mut TestOffice, run: RunId) {
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
}

fn month(office: &mut TestOffice, month: &str) {
    let run = open_and_compute(office, month);
    approve(office, run);
}

fn owed(office: &mut TestOffice, run: RunId, what: &str) -> i64 {
    office.number(&format!("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM due WHERE run = {} {what}", run.0))
}

fn sent(office: &mut TestOffice, run: RunId) -> i64 {
    office.number(&format!("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM disbursement WHERE run = {}", run.0))
}

fn impact(office: &mut TestOffice) -> Impact {
    let environment = office.office.environment().clone();
    let read = office
        .office
        .look(office.agency, |look| impact_list(look, &environment).map_err(|e| Refusal::Fields(e.into_fields())));
    read.unwrap()
}

fn dies(office: &mut TestOffice, person: PersonId, died_on: &str) {
    let heirs = Heirs { account: "4222222222222".into(), name: "模拟子".into(), relation: "子女".into() };
    let form = ConfirmDeathInput {
        person,
        died_on: day(died_on),
        evidence: "火化证 2019-00001".into(),
        heirs: Some(heirs),
        lead: None,
    };
    office.run("benefits.confirm_death", &form).unwrap();
}

/// 7.00 becomes 12.00, and the funeral grant 12 × 75.00 becomes 12 × 100.00, both from February.
fn raised_law(path: &str, text: &str) -> String {
    let text = raise("12", "2019-02", "2019-03-10")(path, text);
    match path {
        DONGCHUAN => {
            let own = row("100", "2019-02", "2019-03-10");
            format!("{text}\n[[parameter]]\nname = \"funeral.base\"\n{own}")
        }
        _ => text,
    }
}

#[test]
fn a_raise_is_paid_back_to_the_living_to_heirs_and_to_who_resumes() {
    TestOffice::on_each_engine(|office| {
        open_books_with(office, "10000.00");
        take_on(office, &[recipient(1), recipient(2), recipient(3)]).unwrap();
        month(office, "2019-01");
        month(office, "2019-02");
        office.on_day("2019-03-20");
        let (held, dead) = (person(office, 2), person(office, 3));
        let pause = SuspendInput {
            person: held,
            reason: SuspensionReason::Certification,
            from_month: "2019-03".parse().unwrap(),
            note: "认证逾期".into(),
        };
        office.run("benefits.suspend", &pause).unwrap();
        dies(office, dead, "2019-02-20");
        let name = reopen_with(office, "2026.11.22", raised_law);
        let list = impact(office);
        assert_eq!(
            (list.monthly().people, list.back_pay().total(), list.funeral().total().get()),
            (1, Fen::new(1_500), 30_000)
        );
        activate(office, &name).unwrap();

        let run = special(office, Special::Adjustment);
        let second = refusal(office.make("payment.open_special", &another(Special::Adjustment)));
        assert!(second.contains("还没有审批"), "{second}");
        assert_eq!(owed(office, run, "AND kind = 'adjustment'"), list.back_pay().total().get());
        assert_eq!(owed(office, run, "AND kind = 'funeral'"), 12 * 2_500);
        assert_eq!(owed(office, run, "AND county = 500 AND for_month = 201902"), 1_500, "each at its payer and month");
        assert_eq!(sent(office, run), 2 * 500 + 30_000, "the suspended one waits");
        approve(office, run);
        is_whole(office);

        // Once is enough.
        let again = special(office, Special::Adjustment);
        assert_eq!(owed(office, again, ""), 0);
        office.run("payment.abandon_run", &AbandonRunInput { run: again, reason: "没有差额".into() }).unwrap();

        // March comes by the new law, with the settlement; then the suspended one resumes.
        month(office, "2019-03");
        office.run("benefits.resume", &ResumeInput { person: held, from_month: None, note: "已认证".into() }).unwrap();
        office.run("payment.reissue", &ReissueInput { run, release: Vec::new(), confirmed: Vec::new() }).unwrap();
        assert_eq!(sent(office, run), 3 * 500 + 30_000);
        month(office, "2019-04");
        let march = format!("SELECT amount FROM due WHERE person = {} AND kind = 'arrears'", held.0);
        assert_eq!(office.number(&march), 12_413 + 500, "March as the new law has it");
        is_whole(office);
    });
}

#[test]
fn an_adjustment_waits_for_the_month_that_is_under_way() {
    TestOffice::on_each_engine(|office| {
        open_books_with(office, "10000.00");
        take_on(office, &[recipient(1)]).unwrap();
        let run = open_and_compute(office, "2019-01");
        let told = refusal(office.make("payment.open_special", &another(Special::Adjustment)));
        assert!(told.contains("2019-01 的发放批次还没有审批"), "{told}");
        let empty = OpenSpecialInput { kind: Special::OffCycle, reason: " ".into() };
        assert!(refusal(office.make("payment.open_special", &empty)).contains("没有填写依据"));
        approve(office, run);
        let run = special(office, Special::Adjustment);
        assert_eq!(owed(office, run, ""), 0, "nothing changed");
    });
}

#[test]
fn heirs_of_a_contributor_do_not_wait_for_the_month() {
    TestOffice::on_each_engine(|office| {
        open_books_with(office, "10000.00");
        take_on(office, &[contributor(1), recipient(2)]).unwrap();
        let (first, pensioner) = (person(office, 1), person(office, 2));
        dies(office, first, "2018-12-31");
        let run = special(office, Special::OffCycle);
        assert_eq!(owed(office, run, ""), 81_234 + 90_000);
        // Another one and the month's run find it taken, even before it is approved.
        let other = special(office, Special::OffCycle);
        assert_eq!(owed(office, other, ""), 0);
        let january = open_and_compute(office, "2019-01");
        assert_eq!(owed(office, january, ""), 12_413, "{pensioner} only");
        approve(office, run);
        approve(office, january);
        is_whole(office);

        // The same way as the month's batch, beside it.
        office.run("payment.request_money", &RequestMoneyInput { run }).unwrap();
        office.on_day("2019-01-10");
        let money =
            ReceiveMoneyInput { run, on: day("2019-01-10"), document: "拨-001".into(), amount: Fen::new(171_234) };
        office.run("payment.receive_money", &money).unwrap();
        office.run("payment.send_file", &SendFileInput { run, late_reason: String::new() }).unwrap();
        office.on_day("2019-01-25");
        let batch = "530113-201901-1";
        let mut file = returned(office, "零星.csv", &[(batch, 1, "1712.34")], &[]);
        file.run = run;
        office.run("payment.import_returns", &file).unwrap();
        office.run("payment.close_run", &CloseRunInput { run }).unwrap();
        is_whole(office);
    });
}

fn leaves(person: PersonId, why: Leaving, left_on: &str) -> TerminateInput {
    TerminateInput {
        person,
        why,
        left_on: day(left_on),
        evidence: "定居证明 2019-1".into(),
        account: "4222222222222".into(),
    }
}

#[test]
fn who_settles_abroad_gets_the_account_and_who_joins_another_scheme_keeps_it() {
    TestOffice::on_each_engine(|office| {
        open_books_with(office, "10000.00");
        take_on(office, &[contributor(1), contributor(2), recipient(3), recipient(4)]).unwrap();
        let people = [1, 2, 3, 4].map(|number| person(office, number));
        let [abroad, employed, pensioner, other] = people;
        month(office, "2019-01");
        office.on_day("2019-02-10");

        let late = refusal(office.make("benefits.terminate", &leaves(abroad, Leaving::Abroad, "2019-02-11")));
        assert!(late.contains("晚于今天"), "{late}");
        let blank = TerminateInput {
            evidence: " ".into(),
            account: "6222E".into(),
            ..leaves(abroad, Leaving::Abroad, "2019-02-01")
        };
        let told = refusal(office.make("benefits.terminate", &blank));
        assert!(told.contains("没有填写依据") && told.contains("〔account〕"), "{told}");
        let moved = refusal(office.make("benefits.terminate", &leaves(pensioner, Leaving::MovedAway, "2019-02-01")));
        assert!(moved.contains("不转移养老保险关系"), "{moved}");

        office.run("benefits.terminate", &leaves(abroad, Leaving::Abroad, "2019-02-01")).unwrap();
        let twice = refusal(office.make("benefits.terminate", &leaves(abroad, Leaving::Abroad, "2019-02-01")));
        assert!(twice.contains("已终止参保"), "{twice}");
        let kept = office.run("benefits.terminate", &leaves(employed, Leaving::OtherScheme, "2019-02-01")).unwrap();
        assert!(kept.notices.iter().any(|n| n.contains("812.34 元保留")), "{:?}", kept.notices);
        // January is on its way, so that a pension that ended before cannot be settled yet.
        let early = leaves(pensioner, Leaving::Abroad, "2018-12-31");
        assert!(refusal(office.make("benefits.terminate", &early)).contains("银行还没有回盘"));
        // January was owed: what is left of 712.34 when its 6.13 are taken out.
        office.run("benefits.terminate", &leaves(pensioner, Leaving::Abroad, "2019-01-31")).unwrap();
        assert_eq!(office.number(&format!("SELECT net FROM settlement WHERE person = {}", pensioner.0)), 70_621);

        month(office, "2019-02");
        let due = |person: PersonId| {
            format!(
                "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM due WHERE person = {} AND kind <> 'regular'",
                person.0
            )
        };
        assert_eq!(office.number(&due(abroad)), 81_234);
        assert_eq!(office.number(&due(employed)), 0);
        let regular =
            format!("SELECT COUNT(*) FROM due WHERE person = {} AND for_month = 201902 AND kind = 'regular'", other.0);
        assert_eq!(office.number(&regular), 1);
        is_whole(office);
    });
}

/// Deaths before 2014-02-21: 国发〔2009〕32号 keeps the subsidies in the fund.
#[test]
fn an_early_death_leaves_the_subsidies_in_the_fund() {
    TestOffice::on_each_engine(|office| {
        let known = |path: &str, text: &str| match path {
            "yunnan/resident.toml" => text
                .replacen("gap = \"云南省人力资源和社会保障厅（2014-06 以前的丧葬补助金）\"", "value = 1", 1)
                .replacen("gap = \"云南省人力资源和社会保障厅（2014-06 以前的丧葬补助金）\"", "value = \"600\"", 1)
                .replace("gap = \"云南省人力资源和社会保障厅（2014-07 以前的享受对象）\"", "value = \"all\"")
                .replace("gap = \"州市人民政府（州市与县分担比例）\"", "value = { city = 80, county = 20 }"),
            _ => text.to_owned(),
        };
        reopen_with(office, "2018.12.01", known);
        open_books_with(office, "10000.00");
        // 100.00 of each account came from the province.
        let subsidised = |number| Insured { province: Fen::from_yuan(100), ..contributor(number) };
        take_on(office, &[subsidised(1), subsidised(2)]).unwrap();
        let (early, late) = (person(office, 1), person(office, 2));
        dies(office, early, "2014-02-20");
        dies(office, late, "2014-02-21");
        let kept = |person: PersonId, balance: i64, stays: i64| {
            format!(
                "SELECT COUNT(*) FROM settlement WHERE person = {person} AND balance = {balance} AND stays = {stays}"
            )
        };
        assert_eq!(office.number(&kept(early, 81_234, 10_000)), 1);
        assert_eq!(office.number(&kept(late, 91_234, 0)), 1);
        is_whole(office);
    });
}

#[test]
fn a_settlement_whose_run_was_given_up_is_paid_by_a_later_one() {
    TestOffice::on_each_engine(|office| {
        open_books_with(office, "10000.00");
        take_on(office, &[contributor(1), recipient(2)]).unwrap();
        let dead = person(office, 1);
        dies(office, dead, "2018-12-31");
        let run = special(office, Special::OffCycle);
        month(office, "2019-01");
        office.run("payment.abandon_run", &AbandonRunInput { run, reason: "户名有误".into() }).unwrap();
        is_whole(office);
        office.on_day("2019-02-10");
        let february = open_and_compute(office, "2019-02");
        assert_eq!(owed(office, february, "AND kind <> 'regular'"), 81_234 + 90_000);
        approve(office, february);
        is_whole(office);
        let march = open_and_compute(office, "2019-03");
        assert_eq!(owed(office, march, "AND kind <> 'regular'"), 0, "once");
    });
}

#[test]
fn money_that_was_kept_leaves_with_its_owner_or_goes_on_when_he_returns() {
    TestOffice::on_each_engine(|office| {
        let books = town::books(office, "10000.00", "1000.00", "11000.00");
        office.run("registry.open_books", &books).unwrap();
        take_on(office, &[contributor(1), contributor(2), contributor(3)]).unwrap();
        let [returns, moves, abroad] = [1, 2, 3].map(|number| person(office, number));
        office.on_day("2019-02-10");
        let back = |person, document: &str| RejoinInput { person, document: document.into() };
        let told = refusal(office.make("benefits.rejoin", &back(returns, " ")));
        assert!(told.contains("没有终止") && told.contains("没有填写依据"), "{told}");
        for (person, why) in [(returns, Leaving::OtherScheme), (moves, Leaving::OtherScheme), (abroad, Leaving::Abroad)]
        {
            office.run("benefits.terminate", &leaves(person, why, "2019-02-01")).unwrap();
        }
        let told = refusal(office.make("benefits.rejoin", &back(abroad, "户口簿")));
        assert!(told.contains("已一次性支付"), "{told}");
        office.run("benefits.rejoin", &back(returns, "职工养老保险终止证明 2019-1")).unwrap();
        month(office, "2019-01");
        is_whole(office);
        // 812.34 and the funeral grant, as any member's.
        dies(office, returns, "2019-02-05");
        let run = special(office, Special::OffCycle);
        assert_eq!(owed(office, run, &format!("AND person = {}", returns.0)), 81_234 + 90_000);

        let out = |person| TransferOutInput {
            person,
            kind: TransferKind::Employees,
            place: "东川区城镇职工养老保险".into(),
            letter: format!("联系函-{person}"),
            on: day("2019-02-10"),
            document: format!("转出-{person}"),
            employees: Some(EmployeeRecord { months: 180, of_age_on: day("2019-02-01") }),
        };
        office.run("accounts.transfer_out", &out(moves)).unwrap();
        assert_eq!(office.number("SELECT amount FROM transfer"), 81_234);
        for person in [moves, returns] {
            let again = TransferOutInput { letter: "再".into(), document: "再".into(), ..out(person) };
            assert!(refusal(office.make("accounts.transfer_out", &again)).contains("终止参保"));
        }
        is_whole(office);
    });
}

/// A place whose law does not pay back what was held for want of certification.
#[test]
fn months_without_certification_stay_unpaid_where_the_law_says_so() {
    TestOffice::on_each_engine(|office| {
        let none = |path: &str, text: &str| match path {
            "national/resident.toml" => {
                let at = text.find("name = \"suspension.arrears_unverified\"").unwrap();
                format!("{}{}", &text[..at], text[at..].replacen("value = \"back_pay\"", "value = \"none\"", 1))
            }
            _ => text.to_owned(),
        };
        reopen_with(office, "2018.12.01", none);
        open_books_with(office, "10000.00");
        take_on(office, &[recipient(1), recipient(2), recipient(3)]).unwrap();
        let (held, dead) = (person(office, 1), person(office, 2));
        for person in [held, dead] {
            let pause = SuspendInput {
                person,
                reason: SuspensionReason::Certification,
                from_month: "2019-01".parse().unwrap(),
                note: "认证逾期".into(),
            };
            office.run("benefits.suspend", &pause).unwrap();
        }
        month(office, "2019-01");
        office.on_day("2019-02-10");
        let resume = |from_month: Option<&str>| ResumeInput {
            person: held,
            from_month: from_month.map(|month| month.parse().unwrap()),
            note: "已认证".into(),
        };
        let told = refusal(office.make("benefits.resume", &resume(Some("2019-01"))));
        assert!(told.contains("不补发") && told.contains("最早从 2019-02 起"), "{told}");
        office.run("benefits.resume", &resume(None)).unwrap();
        dies(office, dead, "2019-01-20");
        let february = open_and_compute(office, "2019-02");
        assert_eq!(owed(office, february, "AND kind = 'arrears'"), 0, "neither to the living nor to heirs");
        assert_eq!(owed(office, february, "AND kind = 'regular'"), 2 * 12_413);
        approve(office, february);
        is_whole(office);
    });
}
