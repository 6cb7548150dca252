//! Leads of prisons, other schemes and other places: exact and near matches, evidence, letters, what
//! a confirmed one costs, and the money that comes back.

use crate::paying;
use crate::town;
use std::collections::BTreeMap;

use crate::common::{TestOffice, day};
use crate::paying::{EACH, open_and_compute, pay, returned};
use crate::sound::{newest, on_each_engine, person, refused, said, taken_in};
use crate::town::{Insured, contributor, recipient, take_on};
use base::Fen;
use desk::{Answer, Refusal};
use shebao_office::benefits::{
    AgreeRepaymentInput, ConfirmDeathInput, Heirs, RecoveryLine, ResumeInput, RevokeDeathInput, SettleDualInput,
    SuspendInput, recoveries,
};
use shebao_office::contributions::account_balance;
use shebao_office::fund::{ReceiveRepaymentInput, ReverseVoucherInput};
use shebao_office::payment::{ApproveRunInput, ImportReturnsInput};
use shebao_office::risk::{
    AttachEvidenceInput, ConfirmLeadInput, DecideLeadInput, ImportListInput, KindFigures, RecordAnswerInput, ScanInput,
    SendLetterInput, evidence_of, lead_statistics, letters,
};
use shebao_office::tables::{LeadId, LeadKind, PersonId, RepaymentWay, SuspensionReason, VoucherId};

fn import(office: &mut TestOffice, operation: &str, name: &str, text: &str) -> Answer {
    let input = ImportListInput { file: taken_in(office, name, text), name: name.into() };
    office.run(operation, &input).unwrap()
}

fn prisoners(office: &mut TestOffice, name: &str, lines: &[(&str, &str, &str, &str)]) -> Answer {
    let mut text = "身份证号,姓名,收监日期,刑满日期,监狱\n".to_owned();
    lines.iter().for_each(|(id, name, from, to)| text += &format!("{id},{name},{from},{to},云南省第一监狱（模拟）\n"));
    import(office, "risk.import_prisoners", name, &text)
}

fn pensioners(office: &mut TestOffice, name: &str, lines: &[(&str, &str, &str, &str)]) -> Answer {
    let mut text = "身份证号,姓名,险种,待遇开始年月,发放机构\n".to_owned();
    lines
        .iter()
        .for_each(|(id, name, scheme, from)| text += &format!("{id},{name},{scheme},{from},昆明市社保局（模拟）\n"));
    import(office, "risk.import_pensioners", name, &text)
}

/// The only lead of a person.
fn lead(office: &mut TestOffice, who: PersonId) -> LeadId {
    let count = office.number(&format!("SELECT COUNT(*) FROM lead WHERE person = {}", who.0));
    assert_eq!(count, 1);
    LeadId(office.number(&format!("SELECT id FROM lead WHERE person = {}", who.0)))
}

fn matched(office: &mut TestOffice, who: PersonId, how: &str, state: &str) -> bool {
    let sql = format!(
        "SELECT COUNT(*) FROM lead l JOIN lead_event e ON e.lead = l.id WHERE l.person = {} \
         AND l.matched = '{how}' AND e.state = '{state}' AND e.n = 1",
        who.0
    );
    office.number(&sql) == 1
}

/// The 15-digit number of an 18-digit one of the last century.
fn legacy(id: &str) -> String {
    format!("{}{}", &id[..6], &id[8..17])
}

fn ledger(office: &mut TestOffice) -> Vec<RecoveryLine> {
    office.office.look(office.agency, |look| recoveries(look).map_err(|e| Refusal::Fields(e.into_fields()))).unwrap()
}

#[test]
fn near_numbers_ask_a_question_and_only_whole_ones_hold() {
    on_each_engine(|office| {
        town::open_books(office);
        let mut people: Vec<Insured> = (1..=5).map(recipient).collect();
        people.push(contributor(6));
        let whole: Vec<String> = people.iter().map(|p| p.id.clone()).collect();
        people[1].id = legacy(&whole[1]);
        take_on(office, &people).unwrap();
        let swapped = format!("{}{}{}{}", &whole[2][..14], &whole[2][15..16], &whole[2][14..15], &whole[2][16..]);
        assert_ne!(swapped, whole[2]);
        let lines = [
            (whole[0].as_str(), "模拟1", "2018-11-20", ""),
            (whole[1].as_str(), "模拟2", "2018-11-20", ""),
            (swapped.as_str(), "模拟3", "2018-11-20", ""),
            (whole[3].as_str(), "另一人", "2018-11-20", ""),
            (swapped.as_str(), "又一人", "2018-11-21", ""),
        ];
        let answer = prisoners(office, "司法.csv", &lines);
        assert!(answer.notices.iter().any(|n| n.contains("1 条没有匹配")), "{:?}", answer.notices);
        let [first, old, third, fourth] = [1, 2, 3, 4].map(|n| person(office, n));
        assert!(matched(office, first, "exact", "held") && newest(office, first, "state", "'suspended'"));
        assert!(matched(office, old, "legacy", "open") && newest(office, old, "state", "'live'"));
        assert!(matched(office, third, "transposed", "open"));
        assert!(matched(office, fourth, "id_only", "open"));
        // 15 digits in the list, 18 with us.
        let short = legacy(&whole[4]);
        pensioners(office, "企业.csv", &[(&short, "模拟5", "企业职工", "2017-01")]);
        let fifth = person(office, 5);
        assert!(matched(office, fifth, "legacy", "open"));
        // A pension of another province is looked into before anybody is held.
        let cross =
            format!("身份证号,姓名,发放机构,待遇开始年月\n{},模拟6,四川省会东县社保局（模拟）,2018-02\n", whole[5]);
        import(office, "risk.import_cross_province", "跨省.csv", &cross);
        let sixth = person(office, 6);
        assert!(matched(office, sixth, "exact", "open"));

        // A cleared lead never opens again on the same evidence, a new fact is a new lead.
        let asked = lead(office, first);
        let cleared = DecideLeadInput { lead: asked, reason: "同名同号为误录，监狱复核无此人".into() };
        office.run("risk.clear_lead", &cleared).unwrap();
        assert!(newest(office, first, "state", "'live'"));
        let again = prisoners(office, "司法二.csv", &lines[..1]);
        assert!(again.notices.iter().any(|n| n.contains("同一证据")), "{:?}", again.notices);
        assert_eq!(lead(office, first), asked);
        for operation in ["risk.clear_lead", "risk.hold_lead"] {
            let errors = said(office.make(operation, &cleared).unwrap_err());
            assert!(errors.contains("已有结论的疑点不再改变"), "{errors}");
        }
        let confirm = ConfirmLeadInput {
            lead: asked,
            from_month: Some("2018-12".parse().unwrap()),
            to_month: None,
            document: "判决书".into(),
            reason: "重新打开".into(),
        };
        let errors = said(office.make("risk.confirm_lead", &confirm).unwrap_err());
        assert!(errors.contains("已有结论"), "{errors}");
        prisoners(office, "司法三.csv", &[(whole[0].as_str(), "模拟1", "2018-12-25", "")]);
        assert_eq!(office.number(&format!("SELECT COUNT(*) FROM lead WHERE person = {}", first.0)), 2);
    });
}

#[test]
fn a_list_without_its_columns_without_lines_or_for_the_second_time_makes_no_lead() {
    on_each_engine(|office| {
        town::open_books(office);
        let people = [recipient(1)];
        take_on(office, &people).unwrap();
        let list = |office: &TestOffice, name: &str, text: &str| ImportListInput {
            file: taken_in(office, name, text),
            name: name.into(),
        };
        let leads = "SELECT COUNT(*) FROM lead";
        for (made, (operation, columns, line)) in (0..).zip([
            ("risk.import_prisoners", "监狱,收监日期", "云南省第一监狱（模拟）,2018-11-20"),
            ("risk.import_pensioners", "险种,发放机构,待遇开始年月", "企业职工,昆明市社保局（模拟）,2017-01"),
            ("risk.import_cross_province", "发放机构,待遇开始年月", "四川省会东县社保局（模拟）,2018-02"),
        ]) {
            let last = columns.rsplit(',').next().unwrap();
            let bare = list(office, "缺列.csv", &format!("身份证号,姓名,{}\n", columns.trim_end_matches(last)));
            let told = refused(office, operation, &bare);
            assert!(told.contains("表头缺少必需的列") && told.contains(last), "{operation}: {told}");
            let empty = list(office, "空.csv", &format!("身份证号,姓名,{columns}\n"));
            let told = refused(office, operation, &empty);
            assert!(told.contains("文件中没有明细行"), "{operation}: {told}");
            assert_eq!(office.number(leads), made);

            let text = format!("身份证号,姓名,{columns}\n{},模拟1,{line}\n", people[0].id);
            import(office, operation, "名单.csv", &text);
            assert_eq!(office.number(leads), made + 1);
            // The same bytes under another name.
            let again = list(office, "名单二.csv", &text);
            let told = refused(office, operation, &again);
            assert!(told.contains("已于 2019-01-02 导入（当时的文件名：名单.csv）"), "{operation}: {told}");
            assert_eq!(office.number(leads), made + 1);
        }
    });
}

/// January is paid to recipients 1 to 3.
fn january_paid(office: &mut TestOffice) -> Vec<Insured> {
    paying::open_books_with(office, "10000.00");
    let people: Vec<Insured> = (1..=3).map(recipient).collect();
    take_on(office, &people).unwrap();
    let run = open_and_compute(office, "2019-01");
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    // Before the bank has answered, nobody knows what was overpaid.
    let early = SuspendInput {
        person: person(office, 3),
        reason: SuspensionReason::Prison,
        from_month: "2019-01".parse().unwrap(),
        note: "判决书 3 号".into(),
    };
    let errors = said(office.make("benefits.suspend", &early).unwrap_err());
    assert!(errors.contains("银行还没有回盘"), "{errors}");
    pay(office, run, Fen::new(3 * EACH));
    let batch: String = office
        .office
        .look(office.agency, |look| Ok::<_, Refusal>(look.scalar("SELECT MAX(number) FROM batch", &[])?))
        .unwrap();
    let lines: Vec<(&str, i64, &str)> = (1..=3).map(|line| (batch.as_str(), line, "124.13")).collect();
    office.on_day("2019-01-25");
    let answer = ImportReturnsInput { run, ..returned(office, "回盘.csv", &lines, &[]) };
    office.run("payment.import_returns", &answer).unwrap();
    people
}

#[test]
fn a_prison_month_that_was_paid_comes_back_each_fen_to_its_payer_and_year() {
    on_each_engine(|office| {
        let people = january_paid(office);
        let who = person(office, 1);
        prisoners(office, "司法.csv", &[(people[0].id.as_str(), "模拟1", "2018-11-20", "")]);
        let asked = lead(office, who);
        let confirm = |from: Option<&str>| ConfirmLeadInput {
            lead: asked,
            from_month: from.map(|month| month.parse().unwrap()),
            to_month: None,
            document: "（2018）云01刑终 99 号（模拟）".into(),
            reason: "向监狱核实，服刑中".into(),
        };
        let errors = said(office.make("risk.confirm_lead", &confirm(None)).unwrap_err());
        assert!(errors.contains("没有填写不应发放的起始月"), "{errors}");
        let errors = said(office.make("risk.confirm_lead", &confirm(Some("2019-03"))).unwrap_err());
        assert!(errors.contains("还没有到"), "{errors}");
        office.run("risk.confirm_lead", &confirm(Some("2018-12"))).unwrap();
        assert!(newest(office, who, "state", "'suspended'"));
        assert_eq!(office.number("SELECT COUNT(*) FROM suspension WHERE reason = 'prison'"), 1);
        // December left the old system in 2018, January left here in 2019.
        let [line] = &ledger(office)[..] else { panic!("one recovery") };
        assert_eq!((line.recovery.total(), line.recovery.lead), (Fen::new(2 * EACH), Some(asked)));
        let years =
            "SELECT COUNT(*) FROM recovery_part WHERE central = 8800 AND account = 613 AND year IN (2018, 2019)";
        assert_eq!(office.number(years), 2);
        // The same months never stand in the ledger twice.
        let resume =
            ResumeInput { person: who, from_month: Some("2019-02".parse().unwrap()), note: "释放证明".into() };
        office.run("benefits.resume", &resume).unwrap();
        let again = SuspendInput {
            person: who,
            reason: SuspensionReason::Prison,
            from_month: "2018-12".parse().unwrap(),
            note: "判决书".into(),
        };
        office.run("benefits.suspend", &again).unwrap();
        assert_eq!(ledger(office).len(), 1);

        let recovery = line.recovery.id;
        let agree = |way, monthly, from: &str| AgreeRepaymentInput {
            recovery,
            way,
            monthly: Fen::new(monthly),
            from_month: from.parse().unwrap(),
            document: "分期归还协议 2019-1".into(),
        };
        let errors = said(
            office.make("benefits.agree_repayment", &agree(RepaymentWay::Deduction, 1_000, "2019-02")).unwrap_err(),
        );
        assert!(errors.contains("没有正在发放的待遇"), "{errors}");
        let errors = said(
            office.make("benefits.agree_repayment", &agree(RepaymentWay::Instalments, 99_999, "2019-02")).unwrap_err(),
        );
        assert!(errors.contains("不超过尚欠的 248.26"), "{errors}");
        office.run("benefits.agree_repayment", &agree(RepaymentWay::Instalments, 10_000, "2019-02")).unwrap();

        office.on_day("2019-02-15");
        let pay_back = |amount, document: &str| ReceiveRepaymentInput {
            recovery,
            on: day("2019-02-15"),
            document: document.into(),
            amount: Fen::new(amount),
        };
        let errors = said(office.make("fund.receive_repayment", &pay_back(99_999, "还-0")).unwrap_err());
        assert!(errors.contains("不超过尚欠的 248.26"), "{errors}");
        // 150.00: the whole of 2018 is income of this year, 25.87 lower this year's expense.
        office.run("fund.receive_repayment", &pay_back(15_000, "还-1")).unwrap();
        let posted = |account: &str| {
            format!(
                "SELECT CAST(COALESCE(SUM(p.credit), 0) AS BIGINT) FROM posting p JOIN voucher v ON v.id = p.voucher \
                 WHERE p.account = '{account}' AND v.template IN ('overpaid_recovered_same_year', 'overpaid_recovered_earlier_year')"
            )
        };
        assert_eq!((office.number(&posted("4501")), office.number(&posted("5001"))), (EACH, 15_000 - EACH));
        let errors = said(office.make("fund.receive_repayment", &pay_back(100, "还-1")).unwrap_err());
        assert!(errors.contains("已登记过追回到账"), "{errors}");
        let line = &ledger(office)[0];
        assert_eq!(
            (line.left(), line.overdue("2019-03".parse().unwrap())),
            (Fen::new(2 * EACH - 15_000), Fen::new(5_000))
        );
        office.run("fund.receive_repayment", &pay_back(2 * EACH - 15_000, "还-2")).unwrap();
        assert!(ledger(office)[0].left().is_zero());
        for (column, each) in
            [("central", 8_800), ("province", 1_500), ("city", 800), ("county", 700), ("account", 613)]
        {
            let back = format!("SELECT CAST(SUM({column}) AS BIGINT) FROM repayment");
            assert_eq!(office.number(&back), 2 * each, "{column}");
        }
        assert!(said(office.make("fund.receive_repayment", &pay_back(1, "还-3")).unwrap_err()).contains("尚欠的 0.00"));
        // The account's part is in the account again: 712.34 less January, and both months back.
        let held = |office: &mut TestOffice| {
            let read = |look: &mut desk::Look<'_>| Ok::<_, Refusal>(account_balance(look, who).unwrap().left());
            office.office.look(office.agency, read).unwrap()
        };
        assert_eq!(held(office), Fen::new(71_234 - 613 + 2 * 613));

        let figures = statistics(office);
        let prison = figures[&LeadKind::Prison];
        assert_eq!((prison.found, prison.confirmed, prison.open, prison.cleared), (1, 1, 0, 0));
        assert_eq!((prison.amount_found, prison.amount_recovered), (Fen::new(2 * EACH), Fen::new(2 * EACH)));

        // The second document was another's: its part of January leaves the account again.
        let last = VoucherId(office.number("SELECT MAX(voucher) FROM repayment"));
        let of_account = office.number(&format!("SELECT account FROM repayment WHERE voucher = {}", last.0));
        assert!(of_account > 0);
        let wrong = ReverseVoucherInput { voucher: last, on: day("2019-02-15"), reason: "记错人".into() };
        office.run("fund.reverse_voucher", &wrong).unwrap();
        assert_eq!(held(office), Fen::new(71_234 + 613 - of_account));
        assert_eq!(ledger(office)[0].left(), Fen::new(2 * EACH - 15_000));
    });
}

fn statistics(office: &mut TestOffice) -> BTreeMap<LeadKind, KindFigures> {
    let read = |look: &mut desk::Look<'_>| {
        lead_statistics(look, (day("2019-01-01"), day("2019-12-31"))).map_err(|e| Refusal::Fields(e.into_fields()))
    };
    office.office.look(office.agency, read).unwrap()
}

#[test]
fn what_a_settlement_takes_up_counts_for_the_lead_it_came_from() {
    on_each_engine(|office| {
        let people = january_paid(office);
        let who = person(office, 1);
        prisoners(office, "司法.csv", &[(people[0].id.as_str(), "模拟1", "2018-11-20", "")]);
        let confirm = ConfirmLeadInput {
            lead: lead(office, who),
            from_month: Some("2018-12".parse().unwrap()),
            to_month: None,
            document: "（2018）云01刑终 99 号（模拟）".into(),
            reason: "向监狱核实，服刑中".into(),
        };
        office.run("risk.confirm_lead", &confirm).unwrap();
        office.on_day("2019-02-15");
        let pay_back = ReceiveRepaymentInput {
            recovery: ledger(office)[0].recovery.id,
            on: day("2019-02-15"),
            document: "还-1".into(),
            amount: Fen::new(5_000),
        };
        office.run("fund.receive_repayment", &pay_back).unwrap();
        let prison = |office: &mut TestOffice| {
            let figures = statistics(office)[&LeadKind::Prison];
            (figures.amount_found, figures.amount_recovered)
        };
        assert_eq!(prison(office), (Fen::new(2 * EACH), Fen::new(5_000)));
        // He dies in prison: the rest is set off against what his heirs get, and the row says by what.
        let heirs = Heirs { account: "4111111111111111".into(), name: "模拟子".into(), relation: "子女".into() };
        let death = ConfirmDeathInput {
            person: who,
            died_on: day("2019-02-01"),
            evidence: "死亡证明 1".into(),
            heirs: Some(heirs),
            lead: None,
        };
        office.run("benefits.confirm_death", &death).unwrap();
        let absorbed = "SELECT COUNT(*) FROM recovery_end x JOIN settlement s ON s.id = x.absorbed_by \
                        WHERE x.ending = 'absorbed' AND s.person = ";
        assert_eq!(office.number(&format!("{absorbed}{}", who.0)), 1);
        assert_eq!(prison(office), (Fen::new(2 * EACH), Fen::new(2 * EACH)));
        // Somebody else had died: he owes it again, and it is found once.
        let revoke = RevokeDeathInput { person: who, reason: "监狱来函：同名".into() };
        office.run("benefits.revoke_death", &revoke).unwrap();
        assert_eq!(prison(office), (Fen::new(2 * EACH), Fen::new(5_000)));
    });
}

#[test]
fn two_pensions_end_one_after_a_letter_and_what_governments_paid_is_owed() {
    on_each_engine(|office| {
        let people = january_paid(office);
        let who = person(office, 2);
        pensioners(office, "企业.csv", &[(people[1].id.as_str(), "模拟2", "企业职工", "2018-12")]);
        let asked = lead(office, who);
        let letter = |body: &str| SendLetterInput {
            lead: asked,
            addressee: String::new(),
            body: body.into(),
            answer_by: day("2019-02-28"),
        };
        let late = SendLetterInput { answer_by: day("2019-01-01"), ..letter("") };
        assert!(said(office.make("risk.send_letter", &late).unwrap_err()).contains("早于今天"));
        office.run("risk.send_letter", &letter("")).unwrap();
        let sent = office.office.look(office.agency, |look| letters(look).map_err(|_| Refusal::NoMatter)).unwrap();
        assert_eq!(
            (sent[0].letter.year, sent[0].letter.number.0, sent[0].letter.addressee.as_str()),
            (2019, 1, "昆明市社保局（模拟）")
        );
        assert!(sent[0].letter.body.contains("模拟2") && sent[0].answer.is_none());
        let file = taken_in(office, "复函.pdf", "昆明市社保局复函：2018 年 12 月起领取");
        let answer = RecordAnswerInput {
            letter: sent[0].letter.id,
            answered_on: day("2019-01-25"),
            answer: "自 2018-12 起领取企业职工养老金".into(),
            file: Some(file.clone()),
        };
        let before = RecordAnswerInput { answered_on: day("2019-01-24"), ..answer.clone() };
        assert!(said(office.make("risk.record_answer", &before).unwrap_err()).contains("应在发函"));
        office.run("risk.record_answer", &answer).unwrap();
        assert!(said(office.make("risk.record_answer", &answer).unwrap_err()).contains("不能重复登记"));
        let evidence =
            AttachEvidenceInput { lead: asked, file, name: "复函.pdf".into(), words: "复函原件".into() };
        office.run("risk.attach_evidence", &evidence).unwrap();
        assert!(said(office.make("risk.attach_evidence", &evidence).unwrap_err()).contains("不需要再次登记"));
        let found = office.office.look(office.agency, |look| evidence_of(look, asked).map_err(|_| Refusal::NoMatter));
        assert_eq!(found.unwrap().len(), 1);

        let confirm = ConfirmLeadInput {
            lead: asked,
            from_month: Some("2018-12".parse().unwrap()),
            to_month: None,
            document: "复函 2019-7".into(),
            reason: "本人承认".into(),
        };
        let clear = SettleDualInput {
            person: who,
            account: String::new(),
            holder: String::new(),
            document: "清理确认表 2019-1".into(),
        };
        let errors = said(office.make("benefits.settle_dual", &clear).unwrap_err());
        assert!(errors.contains("没有因重复领取终止参保"), "{errors}");
        office.run("risk.confirm_lead", &confirm).unwrap();
        assert!(newest(office, who, "state", "'stopped'") && newest(office, who, "cause", "'terminated'"));
        // The account pension of 6.13 a month was the person's own.
        let [line] = &ledger(office)[..] else { panic!("one recovery") };
        assert_eq!((line.recovery.total(), line.recovery.account), (Fen::new(2 * (EACH - 613)), Fen::ZERO));
        let ended = "SELECT COUNT(*) FROM enrolment_event WHERE state = 'ended' AND reason LIKE '重复领取%'";
        assert_eq!(office.number(ended), 1);
        let run = open_and_compute(office, "2019-02");
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        assert_eq!(office.number(&format!("SELECT COUNT(*) FROM due WHERE person = {}", who.0)), 1, "January only");

        // The account is his, less January's part that he has, and pays what governments gave twice.
        let other = SettleDualInput { holder: "另一人".into(), document: " ".into(), ..clear.clone() };
        let errors = said(office.make("benefits.settle_dual", &other).unwrap_err());
        assert!(errors.contains("不是本人") && errors.contains("没有填写依据"), "{errors}");
        office.run("benefits.settle_dual", &clear).unwrap();
        assert!(said(office.make("benefits.settle_dual", &clear).unwrap_err()).contains("已清理"));
        assert!(ledger(office).iter().all(|line| line.left().is_zero()));
        let run = open_and_compute(office, "2019-03");
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        let sent = format!("SELECT amount FROM disbursement WHERE run = {} AND person = {}", run.0, who.0);
        assert_eq!(office.number(&sent), 71_234 - 613 - 2 * (EACH - 613));
        let set_off =
            "SELECT COUNT(*) FROM set_off_part WHERE central = 8800 AND account = 0 AND month IN (201812, 201901)";
        assert_eq!(office.number(set_off), 2);
    });
}

#[test]
fn what_is_owed_is_kept_from_the_pension_month_by_month() {
    on_each_engine(|office| {
        january_paid(office);
        let who = person(office, 1);
        // Out again: December and January are owed, the pension goes on.
        let prison = SuspendInput {
            person: who,
            reason: SuspensionReason::Prison,
            from_month: "2018-12".parse().unwrap(),
            note: "判决书 3 号".into(),
        };
        office.run("benefits.suspend", &prison).unwrap();
        let resume =
            ResumeInput { person: who, from_month: Some("2019-02".parse().unwrap()), note: "释放证明".into() };
        office.run("benefits.resume", &resume).unwrap();
        let recovery = ledger(office)[0].recovery.id;
        let agree = |monthly, from: &str| AgreeRepaymentInput {
            recovery,
            way: RepaymentWay::Deduction,
            monthly: Fen::new(monthly),
            from_month: from.parse().unwrap(),
            document: "抵扣协议 2019-1".into(),
        };
        let errors = said(office.make("benefits.agree_repayment", &agree(EACH, "2019-01")).unwrap_err());
        assert!(errors.contains("已经发放") && errors.contains("本人应仍有待遇"), "{errors}");
        office.run("benefits.agree_repayment", &agree(10_000, "2019-02")).unwrap();
        let mut kept = 0;
        // 248.26 at 100.00 a month: 100.00, 100.00, 48.26, and nothing more.
        for (month, now) in [("2019-02", 10_000), ("2019-03", 10_000), ("2019-04", 4_826), ("2019-05", 0)] {
            let run = open_and_compute(office, month);
            office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
            kept += now;
            let sent = format!("SELECT amount FROM disbursement WHERE run = {} AND person = {}", run.0, who.0);
            assert_eq!(office.number(&sent), EACH - now, "{month}");
            assert_eq!(ledger(office)[0].left(), Fen::new(2 * EACH - kept), "{month}");
        }
        for (column, each) in
            [("central", 8_800), ("province", 1_500), ("city", 800), ("county", 700), ("account", 613)]
        {
            let back = format!("SELECT CAST(SUM({column}) AS BIGINT) FROM deduction");
            assert_eq!(office.number(&back), 2 * each, "{column}");
            let due = format!("SELECT CAST(SUM({column}) AS BIGINT) FROM due WHERE kind = 'deduction'");
            assert_eq!(office.number(&due), -2 * each, "{column}");
        }
        let of_2018 =
            "SELECT CAST(SUM(central + province + city + county + account) AS BIGINT) FROM deduction WHERE year = 2018";
        assert_eq!(office.number(of_2018), EACH, "the oldest year comes back first");
        let errors = said(office.make("benefits.agree_repayment", &agree(1_000, "2019-06")).unwrap_err());
        assert!(errors.contains("已经还清"), "{errors}");
    });
}

#[test]
fn patterns_of_insiders_are_found_once_and_hold_nobody() {
    on_each_engine(|office| {
        town::open_books(office);
        let mut people: Vec<Insured> = (1..=6).map(recipient).collect();
        // Three pensions on one card; a couple shares another, which is ordinary.
        for (person, card) in people.iter_mut().zip(["4111111111111111", "4111111111111111", "4111111111111111"]) {
            person.award.as_mut().unwrap().card = card.into();
        }
        for (person, card) in people[3..].iter_mut().zip(["4222222222222", "4222222222222", "4000000000000002"]) {
            person.award.as_mut().unwrap().card = card.into();
        }
        people.push(contributor(7));
        take_on(office, &people).unwrap();
        let [switched, dormant, younger] = [5, 6, 7].map(|n| person(office, n));
        let suspend = |person| SuspendInput {
            person,
            reason: SuspensionReason::Certification,
            from_month: "2019-01".parse().unwrap(),
            note: "未认证".into(),
        };
        let resume = |person| ResumeInput { person, from_month: None, note: "已认证".into() };
        office.run("benefits.suspend", &suspend(dormant)).unwrap();
        office.run("benefits.suspend", &suspend(switched)).unwrap();
        office.on_day("2019-01-20");
        office.run("benefits.resume", &resume(switched)).unwrap();
        office.on_day("2019-02-10");
        office.run("benefits.suspend", &suspend(switched)).unwrap();
        office.on_day("2019-08-01");
        let card = shebao_office::registry::ChangePayeeInput {
            person: dormant,
            account: "4012888888881881".into(),
            holder: String::new(),
            bank: String::new(),
            document: "社保卡".into(),
        };
        office.run("registry.change_payee", &card).unwrap();
        office.on_day("2019-08-05");
        office.run("benefits.resume", &resume(dormant)).unwrap();
        let birth = shebao_office::registry::ChangeKeyInput {
            person: younger,
            id_number: Some(town::id_number("19600307", 907)),
            name: None,
            birth: None,
            document: "身份证".into(),
        };
        office.run("registry.change_key", &birth).unwrap();

        let scan = |since: &str| ScanInput { since: day(since) };
        assert!(said(office.make("risk.scan", &scan("2020-01-01")).unwrap_err()).contains("晚于今天"));
        office.run("risk.scan", &scan("2019-01-01")).unwrap();
        let count = |kind: &str| format!("SELECT COUNT(*) FROM lead WHERE kind = '{kind}'");
        for (kind, expected) in [("shared_account", 3), ("switched", 1), ("dormant_card", 1), ("birth_earlier", 1)] {
            assert_eq!(office.number(&count(kind)), expected, "{kind}");
        }
        assert_eq!(office.number("SELECT COUNT(*) FROM lead_event WHERE state = 'held'"), 0);
        let again = office.run("risk.scan", &scan("2019-01-01")).unwrap();
        assert!(again.notices.iter().any(|n| n.contains("6 条与已有的疑点")), "{:?}", again.notices);
        assert_eq!(office.number("SELECT COUNT(*) FROM lead"), 6);
    });
}
