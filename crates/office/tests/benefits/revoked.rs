//! A death that was none, heirs who have to sign, and villages that merge.

use crate::common::{TestOffice, day};
use crate::paying;
use crate::paying::{EACH, open_and_compute};
use crate::sound::{newest, on_each_engine, person, said, taken_in};
use crate::town;
use crate::town::{Insured, VILLAGE, contributor, of_age, recipient, take_on};
use base::{Fen, RegionCode};
use desk::Refusal;
use shebao_office::benefits::{
    AwardInput, ConfirmDeathInput, HeirInput, Heirs, RecordHeirsInput, ResumeInput, RevokeDeathInput, SettleDeathInput,
    SuspendInput, due_to_claim, recoveries,
};
use shebao_office::payment::ApproveRunInput;
use shebao_office::registry::{MergeVillagesInput, regions_on};
use shebao_office::risk::ImportListInput;
use shebao_office::tables::{PersonId, SuspensionReason};

const OTHER: &str = "530113101202";

fn death(person: PersonId, died_on: &str, heirs: Option<Heirs>) -> ConfirmDeathInput {
    ConfirmDeathInput { person, died_on: day(died_on), evidence: "火化证 2019-00001".into(), heirs, lead: None }
}

fn heir(name: &str) -> Heirs {
    Heirs { account: "4111111111111111".into(), name: name.into(), relation: "子女".into() }
}

fn approved(office: &mut TestOffice, month: &str) {
    let run = open_and_compute(office, month);
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
}

fn revoke(person: PersonId, reason: &str) -> RevokeDeathInput {
    RevokeDeathInput { person, reason: reason.into() }
}

fn left(office: &mut TestOffice) -> Fen {
    let lines = office.office.look(office.agency, |look| recoveries(look).map_err(|_| Refusal::NoMatter)).unwrap();
    lines.iter().map(|line| line.left()).sum()
}

#[test]
fn a_false_match_is_undone_with_the_months_that_were_missed() {
    on_each_engine(|office| {
        paying::open_books_with(office, "10000.00");
        let people = [recipient(1), recipient(2), recipient(3), contributor(4)];
        take_on(office, &people).unwrap();
        let [who, dead, _, insured] = [1, 2, 3, 4].map(|n| person(office, n));
        let text = format!("来源,身份证号,姓名,死亡日期\n公安,{},模拟1,2018-12-10\n", people[0].id);
        let list = |office: &TestOffice, name: &str| ImportListInput {
            file: taken_in(office, name, &format!("{text}{}", " ".repeat(name.len()))),
            name: name.into(),
        };
        let input = list(office, "公安.csv");
        office.run("risk.import_deaths", &input).unwrap();
        assert!(said(office.make("benefits.revoke_death", &revoke(who, "在世")).unwrap_err()).contains("没有登记死亡"));
        // Confirmed without heirs: the pension ends, December was paid.
        office.run("benefits.confirm_death", &death(who, "2018-11-10", None)).unwrap();
        office.run("benefits.confirm_death", &death(insured, "2018-12-31", None)).unwrap();
        approved(office, "2019-01");
        assert_eq!(office.number(&format!("SELECT COUNT(*) FROM due WHERE person = {}", who.0)), 0);

        office.on_day("2019-02-11");
        assert!(
            said(office.make("benefits.revoke_death", &revoke(who, " ")).unwrap_err()).contains("没有填写查明情况")
        );
        let why = "2019-02-11 本人持身份证到窗口，死者为同名邻居";
        office.run("benefits.revoke_death", &revoke(who, why)).unwrap();
        assert!(newest(office, who, "state", "'live'") && newest(office, who, "cause", "'resumption'"));
        assert!(said(office.make("benefits.revoke_death", &revoke(who, why)).unwrap_err()).contains("没有登记死亡"));
        // A contributor's membership goes on too.
        office.run("benefits.revoke_death", &revoke(insured, why)).unwrap();
        let state = |who: PersonId| {
            format!(
                "SELECT COUNT(*) FROM enrolment_event v JOIN enrolment e ON e.id = v.enrolment WHERE e.person = {} \
                 AND v.reason = '撤销死亡登记' AND v.state = CASE WHEN e.person = {} THEN 'active' ELSE 'receiving' END",
                who.0, insured.0
            )
        };
        assert_eq!((office.number(&state(who)), office.number(&state(insured))), (1, 1));
        // The police say it again: the answer is known.
        let again = list(office, "公安再次.csv");
        let answer = office.run("risk.import_deaths", &again).unwrap();
        assert!(answer.notices.iter().any(|n| n.contains("同一证据")), "{:?}", answer.notices);
        assert!(newest(office, who, "state", "'live'"));

        approved(office, "2019-02");
        let sum = |who: PersonId, kind: &str| {
            format!(
                "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM due WHERE person = {} AND kind = '{kind}'",
                who.0
            )
        };
        assert_eq!((office.number(&sum(who, "arrears")), office.number(&sum(who, "regular"))), (EACH, EACH));
        let month = format!("SELECT for_month FROM due WHERE person = {} AND kind = 'arrears'", who.0);
        assert_eq!(office.number(&month), 201_901);
        // And dies one day after all; whether the other's heirs were paid the bank has not said.
        office.run("benefits.confirm_death", &death(dead, "2019-02-10", Some(heir("模拟子")))).unwrap();
        office.on_day("2019-03-01");
        office.run("benefits.confirm_death", &death(who, "2019-02-28", Some(heir("模拟子")))).unwrap();
        approved(office, "2019-03");
        assert_eq!(office.number(&format!("SELECT COUNT(*) FROM death WHERE person = {}", who.0)), 2);
        let errors = said(office.make("benefits.revoke_death", &revoke(dead, why)).unwrap_err());
        assert!(errors.contains("还没有回盘"), "{errors}");
    });
}

#[test]
fn a_month_that_was_raised_before_the_death_was_known_is_not_raised_again() {
    on_each_engine(|office| {
        paying::open_books_with(office, "10000.00");
        take_on(office, &[recipient(1), recipient(2)]).unwrap();
        let who = person(office, 1);
        approved(office, "2019-01");
        office.on_day("2019-02-01");
        office.run("benefits.confirm_death", &death(who, "2018-12-20", None)).unwrap();
        approved(office, "2019-02");
        office.on_day("2019-03-01");
        office.run("benefits.revoke_death", &revoke(who, "本人到窗口")).unwrap();
        approved(office, "2019-03");
        let months = format!("SELECT CAST(SUM(for_month) AS BIGINT) FROM due WHERE person = {}", who.0);
        assert_eq!(office.number(&months), 201_901 + 201_902 + 201_903);
    });
}

#[test]
fn who_slept_before_the_death_that_was_none_sleeps_again_from_then_on() {
    on_each_engine(|office| {
        paying::open_books_with(office, "10000.00");
        take_on(office, &[recipient(1), recipient(2)]).unwrap();
        let who = person(office, 1);
        let pause = SuspendInput {
            person: who,
            reason: SuspensionReason::Certification,
            from_month: "2019-01".parse().unwrap(),
            note: "认证逾期".into(),
        };
        office.run("benefits.suspend", &pause).unwrap();
        approved(office, "2019-01");
        office.on_day("2019-02-11");
        office.run("benefits.confirm_death", &death(who, "2019-01-31", None)).unwrap();
        office.run("benefits.revoke_death", &revoke(who, "本人到窗口")).unwrap();
        assert!(newest(office, who, "state", "'suspended'") && newest(office, who, "from_month", "201901"));
        office.run("benefits.resume", &ResumeInput { person: who, from_month: None, note: "已认证".into() }).unwrap();
        let run = open_and_compute(office, "2019-02");
        let sent = format!("SELECT amount FROM disbursement WHERE run = {} AND person = {}", run.0, who.0);
        assert_eq!(office.number(&sent), 2 * EACH, "January is not lost");
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    });
}

#[test]
fn a_revoked_death_takes_its_recovery_with_it_and_gives_the_account_back() {
    on_each_engine(|office| {
        paying::open_books_with(office, "10000.00");
        take_on(office, &[recipient(1), recipient(2)]).unwrap();
        let who = person(office, 1);
        // Fourteen months after the death were paid; the set-off does not cover them.
        office.run("benefits.confirm_death", &death(who, "2017-10-05", Some(heir("模拟子")))).unwrap();
        assert!(left(office) > Fen::ZERO);
        office.run("benefits.revoke_death", &revoke(who, "民政更正：死者另有其人")).unwrap();
        assert!(left(office).is_zero());
        assert!(newest(office, who, "state", "'live'"));
        let own = format!(
            "SELECT COUNT(*) FROM award_version v JOIN identifier i ON i.id = v.payee WHERE v.person = {} \
             AND v.cause = 'resumption' AND i.holder = ''",
            who.0
        );
        assert_eq!(office.number(&own), 1, "not the heirs' account");
        approved(office, "2019-01");
        assert_eq!(office.number(&format!("SELECT COUNT(*) FROM due WHERE person = {}", who.0)), 1);
    });
}

/// 1,390.00 in the account.
fn with_little(number: u32) -> Insured {
    Insured { personal: Fen::from_yuan(1_000), interest: Fen::from_yuan(390), ..of_age(number) }
}

fn claim(person: PersonId, on: &str) -> AwardInput {
    AwardInput {
        person: Some(person),
        id_number: String::new(),
        claimed_on: day(on),
        account: "4012888888881881".into(),
        other_pension: String::new(),
    }
}

#[test]
fn who_was_settled_as_dead_and_lives_claims_at_60_as_others_do() {
    on_each_engine(|office| {
        paying::open_books_with(office, "10000.00");
        take_on(office, &[with_little(1), recipient(2), contributor(3)]).unwrap();
        let [who, leaver] = [1, 3].map(|n| person(office, n));
        // Both were settled as dead; neither ever drew anything, and the bank has not paid the heirs.
        for dead in [who, leaver] {
            office.run("benefits.confirm_death", &death(dead, "2018-12-30", Some(heir("模拟子")))).unwrap();
        }
        assert!(said(office.make("benefits.award", &claim(who, "2019-01-02")).unwrap_err()).contains("已终止参保"));
        for lives in [who, leaver] {
            office.run("benefits.revoke_death", &revoke(lives, "本人持身份证到窗口")).unwrap();
        }
        let environment = office.office.environment().clone();
        let listed = office.office.look(office.agency, |look| {
            due_to_claim(look, &environment, 3).map_err(|e| Refusal::Fields(e.into_fields()))
        });
        assert_eq!(listed.unwrap().iter().map(|claim| claim.person).collect::<Vec<_>>(), [who]);
        office.run("benefits.award", &claim(who, "2019-01-02")).unwrap();
        let again = said(office.make("benefits.award", &claim(who, "2019-01-02")).unwrap_err());
        assert!(again.contains("已有待遇（正常发放"), "{again}");
        approved(office, "2019-01");
        // 88 + 15 + 8 + 7, 2 × 2 for two years over 15 and 1,390 ÷ 139, since December.
        let each = 8_800 + 1_500 + 800 + 700 + 400 + 1_000;
        let raised = format!("SELECT CAST(SUM(amount) AS BIGINT) FROM due WHERE person = {}", who.0);
        assert_eq!(office.number(&raised), 2 * each);
        let nothing = format!("SELECT COUNT(*) FROM due WHERE person = {}", leaver.0);
        assert_eq!(office.number(&nothing), 0);

        // The true death: from the pension that was assessed, account and all.
        office.on_day("2019-02-11");
        office.run("benefits.confirm_death", &death(who, "2019-02-10", Some(heir("模拟子")))).unwrap();
        // And the same day as before was right for the other one: settled anew.
        office.run("benefits.confirm_death", &death(leaver, "2018-12-30", Some(heir("模拟子")))).unwrap();
        let newest = |person: PersonId, column: &str| {
            format!("SELECT {column} FROM settlement WHERE person = {} ORDER BY id DESC LIMIT 1", person.0)
        };
        assert_eq!(office.number(&newest(who, "balance")), 139_000 - 3 * 1_000);
        assert_eq!(office.number(&newest(leaver, "balance")), 81_234);
        approved(office, "2019-02");
        assert_eq!(office.number(&raised), 2 * each + each + 139_000 - 3_000 + 90_000);
    });
}

#[test]
fn heirs_sign_or_somebody_vouches_before_anything_is_settled() {
    on_each_engine(|office| {
        town::open_books(office);
        take_on(office, &[recipient(1), recipient(2)]).unwrap();
        let [who, other] = [1, 2].map(|n| person(office, n));
        let one = |name: &str, parts, signed| HeirInput { name: name.into(), relation: "子女".into(), parts, signed };
        let list = |heirs: Vec<HeirInput>, statement: &str| RecordHeirsInput {
            person: who,
            heirs,
            statement: statement.into(),
            file: None,
        };
        let bad = list(vec![one("模拟子", 0, true), one("模拟女", 1, true), one("模拟女", 1, true)], "");
        let errors = said(office.make("benefits.record_heirs", &bad).unwrap_err());
        assert!(errors.contains("份额 0 不在") && errors.contains("第 3 名继承人重复"), "{errors}");
        assert!(said(office.make("benefits.record_heirs", &list(vec![], "")).unwrap_err()).contains("没有填写继承人"));
        let unsigned = vec![one("模拟子", 1, true), one("模拟女", 2, false)];
        office.run("benefits.record_heirs", &list(unsigned.clone(), "")).unwrap();
        let errors =
            said(office.make("benefits.confirm_death", &death(who, "2019-01-01", Some(heir("模拟子")))).unwrap_err());
        assert!(errors.contains("继承人 模拟女 还没有签字"), "{errors}");
        let errors =
            said(office.make("benefits.confirm_death", &death(who, "2019-01-01", Some(heir("邻居")))).unwrap_err());
        assert!(errors.contains("“邻居”不在登记的继承人名单中"), "{errors}");
        // Without an account the pension can stop all the same.
        office.run("benefits.confirm_death", &death(who, "2018-12-30", None)).unwrap();
        let settle = SettleDeathInput { person: who, heirs: Some(heir("模拟子")) };
        assert!(said(office.make("benefits.settle_death", &settle).unwrap_err()).contains("还没有签字"));
        office.run("benefits.record_heirs", &list(unsigned, "模拟子承诺由其转交，责任自负")).unwrap();
        office.run("benefits.settle_death", &settle).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM settlement"), 1);
        // Nobody was listed for the other: the signers are told.
        let answer = office.run("benefits.confirm_death", &death(other, "2018-12-30", Some(heir("模拟子")))).unwrap();
        assert!(answer.notices.iter().any(|n| n.contains("没有登记继承人名单")), "{:?}", answer.notices);
    });
}

#[test]
fn villages_merge_in_one_batch_and_the_past_keeps_its_codes() {
    on_each_engine(|office| {
        paying::open_books_with(office, "10000.00");
        let mut moved = recipient(2);
        moved.village = OTHER.into();
        take_on(office, &[recipient(1), moved, contributor(3)]).unwrap();
        let merge = |villages: &[&str], into: &str, name: &str, from: &str| MergeVillagesInput {
            from: day(from),
            villages: villages.iter().map(|code| code.parse().unwrap()).collect(),
            into: into.parse().unwrap(),
            name: name.into(),
            document: "东民复〔2019〕1号（模拟）".into(),
        };
        let new = "530113101203";
        let errors =
            said(office.make("registry.merge_villages", &merge(&["530199101201"], new, "", "2019-03-01")).unwrap_err());
        assert!(
            errors.contains("还没有到") && errors.contains("不在用") && errors.contains("新代码没有名称"),
            "{errors}"
        );
        let foreign = merge(&[VILLAGE], "440800101201", "他乡", "2019-01-02");
        assert!(said(office.make("registry.merge_villages", &foreign).unwrap_err()).contains("不是本辖区"));
        let run = open_and_compute(office, "2019-01");
        let both = merge(&[VILLAGE, OTHER], new, "新坪村", "2019-01-02");
        assert!(said(office.make("registry.merge_villages", &both).unwrap_err()).contains("还没有审批"));
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();

        office.on_day("2019-02-01");
        let both = merge(&[VILLAGE, OTHER], new, "新坪村", "2019-02-01");
        office.run("registry.merge_villages", &both).unwrap();
        let errors = said(office.make("registry.merge_villages", &both).unwrap_err());
        assert!(errors.contains("不在用"), "{errors}");
        let living = format!(
            "SELECT COUNT(*) FROM person_version v WHERE v.region = '{new}' AND NOT EXISTS \
             (SELECT 1 FROM person_version x WHERE x.person = v.person AND x.n > v.n)"
        );
        assert_eq!(office.number(&living), 3);
        approved(office, "2019-02");
        let raised = |month: i64, code: &str| {
            format!("SELECT COUNT(*) FROM due WHERE for_month = {month} AND region = '{code}'")
        };
        let expected =
            [(201_901, VILLAGE, 1), (201_901, OTHER, 1), (201_901, new, 0), (201_902, new, 2), (201_902, VILLAGE, 0)];
        for (month, code, people) in expected {
            assert_eq!(office.number(&raised(month, code)), people, "{month} {code}");
        }
        let on = |office: &mut TestOffice, at: &str, code: &str| {
            let code: RegionCode = code.parse().unwrap();
            let regions =
                office.office.look(office.agency, |look| regions_on(look, day(at)).map_err(|_| Refusal::NoMatter));
            regions.unwrap().contains_key(&code)
        };
        assert!(on(office, "2019-01-31", VILLAGE) && !on(office, "2019-01-31", new));
        assert!(!on(office, "2019-02-01", VILLAGE) && on(office, "2019-02-01", new));
        // The old code is history: nobody is registered there, and it is not given to another village.
        let back = merge(&[new], VILLAGE, "上坪村", "2019-02-01");
        assert!(said(office.make("registry.merge_villages", &back).unwrap_err()).contains("以前用过"));
    });
}
