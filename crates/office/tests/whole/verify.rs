//! 核验: a whole month passes; each thing that is altered behind the program's back is found, by
//! the invariant that watches it, with the row it stands in.

use crate::common::{TestOffice, day};
use crate::tax::{import, paid, receive};
use crate::town;
use crate::town::{contributor, recipient, take_on};
use base::{Fen, Month};
use desk::{Digest, Post, Refusal};
use shebao_office::benefits::{ConfirmDeathInput, Heirs, ResumeInput, SuspendInput};
use shebao_office::contributions::BookAccountsInput;
use shebao_office::payment::{
    ApproveRunInput, ImportReturnsInput, OpenRunInput, ReceiveMoneyInput, RequestMoneyInput, SendFileInput, regular_run,
};
use shebao_office::tables::{PersonId, RunId, Scheme, SuspensionReason};
use shebao_office::verify::{Invariant, Report, verify};
use store::{Engine, Field, Row};

/// 88 + 15 + 8 + 7 + 6.13 of town.rs.
const EACH: i64 = 12_413;

fn report(office: &mut TestOffice) -> Report {
    let agency = office.agency;
    let mut told = 0;
    let report = verify(&mut office.office, agency, &mut |progress| {
        assert_eq!(progress.done, told);
        told += 1;
    })
    .unwrap();
    assert_eq!(told, Invariant::ALL.len());
    report
}

/// Two contributions booked, January paid to three, one payment returned.
fn a_month(office: &mut TestOffice) {
    let books = town::books(office, "10000.00", "0.00", "10000.00");
    office.run("registry.open_books", &books).unwrap();
    let mut other = recipient(3);
    other.award.as_mut().unwrap().card = "4222222222222".into();
    take_on(office, &[contributor(1), recipient(2), other, recipient(4), contributor(5)]).unwrap();
    office.on_day("2019-01-09");
    import(office, "税务.csv", &[paid("S01", &contributor(1), "300"), paid("S02", &contributor(5), "500")]).unwrap();
    let receipts = [
        ("国库入库", "2019-01-07", "GK07", Fen::from_yuan(800)),
        ("财政专户到账", "2019-01-08", "ZH08", Fen::from_yuan(800)),
    ];
    receive(office, "收款.csv", &receipts).unwrap();
    office.run("contributions.book_accounts", &BookAccountsInput::default()).unwrap();
    let run = computed(office, "2019-01");
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    office.run("payment.request_money", &RequestMoneyInput { run }).unwrap();
    office.on_day("2019-01-10");
    let (on, amount) = (day("2019-01-10"), Fen::new(3 * EACH));
    office.run("payment.receive_money", &ReceiveMoneyInput { run, on, document: "拨-001".into(), amount }).unwrap();
    office.run("payment.send_file", &SendFileInput { run, late_reason: String::new() }).unwrap();
    office.on_day("2019-01-25");
    let mut text = "批次号,序号,金额,处理结果,失败原因代码,入账日期\n".to_owned();
    for (line, result) in [(1, "成功,"), (2, "失败,销户"), (3, "成功,")] {
        text += &format!("530113-201901-1,{line},124.13,{result},2019-01-25\n");
    }
    let path = office.folder.path().join("return.csv");
    std::fs::write(&path, text).unwrap();
    let file = office.office.environment().files.take_in(&path).unwrap();
    office.run("payment.import_returns", &ImportReturnsInput { run, file, name: "return.csv".into() }).unwrap();
}

fn computed(office: &mut TestOffice, month: &str) -> RunId {
    let month: Month = month.parse().unwrap();
    office.run("payment.open_run", &OpenRunInput { month }).unwrap();
    let run = office
        .office
        .look(office.agency, |look| regular_run(look, Scheme::Resident, month).map_err(|_| Refusal::NoMatter));
    let run = run.unwrap().unwrap().id;
    office.office.compute_run(office.people[&Post::Clerk], run, |_| ()).unwrap();
    run
}

/// An insider with rights on the database: triggers off.
fn disarm(office: &mut TestOffice, tables: &[&str]) {
    let (_, db) = office.office.parts();
    for table in tables {
        let sql = match db.engine() {
            Engine::Sqlite => {
                format!("DROP TRIGGER IF EXISTS {table}_refuse_update; DROP TRIGGER IF EXISTS {table}_refuse_delete")
            }
            Engine::Postgres => format!("ALTER TABLE {table} DISABLE TRIGGER USER"),
        };
        db.script(&sql).unwrap();
    }
}

fn exec(office: &mut TestOffice, sql: &str) {
    let (_, db) = office.office.parts();
    assert!(db.exec(sql, &[]).unwrap() > 0, "touched nothing: {sql}");
}

/// What an alteration must be found as.
type Expected<'a> = (Invariant, &'a str, String, &'a str);

/// Alters, verifies, and puts it back.
fn found(office: &mut TestOffice, alter: &str, undo: &str, expected: &[Expected<'_>]) {
    exec(office, alter);
    let report = report(office);
    for (invariant, table, row, words) in expected {
        let fault =
            report.fault_of(*invariant).unwrap_or_else(|| panic!("{alter}: not found by {invariant:?}\n{report}"));
        assert_eq!((fault.table.as_str(), &fault.row), (*table, row), "{alter}\n{report}");
        assert!(fault.what.contains(words), "{alter}\n{report}");
        assert!(!fault.advice.is_empty());
    }
    exec(office, undo);
}

fn text(office: &mut TestOffice, sql: &str) -> String {
    let agency = office.agency;
    office.office.look(agency, |look| Ok::<_, Refusal>(look.scalar::<String>(sql, &[])?)).unwrap()
}

#[test]
fn a_whole_month_passes_and_is_counted() {
    TestOffice::on_each_engine(|office| {
        a_month(office);
        let report = report(office);
        assert!(report.is_whole(), "{report}");
        let count = |what: &str| {
            let all = report.checked.iter().flat_map(|checked| &checked.counts);
            all.clone().find(|count| count.what == what).map(|count| count.number)
        };
        assert_eq!(count("生效批次"), Some(1));
        assert_eq!(count("复算应发"), Some(3));
        assert_eq!(count("复算待遇版本"), Some(3));
        assert_eq!(count("已记账缴费"), Some(2));
        assert_eq!(count("回盘"), Some(3));
        assert_eq!(report.to_string().matches("通过").count(), Invariant::ALL.len());
    });
}

#[test]
fn an_altered_row_is_found_and_named() {
    TestOffice::on_each_engine(|office| {
        a_month(office);
        disarm(office, &["due", "award_version", "account_entry", "posting", "disbursement", "voucher"]);
        let due = office.number("SELECT MAX(id) FROM due");
        let award = office.number("SELECT award FROM due ORDER BY id DESC LIMIT 1");
        let batch = office.number("SELECT id FROM batch");
        let one_column = |change: &str, row: i64| format!("UPDATE due SET county = county {change} WHERE id = {row}");
        found(
            office,
            &one_column("+ 1", due),
            &one_column("- 1", due),
            &[(Invariant::Payments, "due", due.to_string(), "124.13")],
        );

        // Amount and part together: the line no longer sends what is owed, and the law gives less.
        let both =
            |sign: &str| format!("UPDATE due SET county = county {sign} 1, amount = amount {sign} 1 WHERE id = {due}");
        let run_recorded = office.number("SELECT recorded FROM due ORDER BY id DESC LIMIT 1").to_string();
        found(
            office,
            &both("+"),
            &both("-"),
            &[
                (Invariant::Payments, "disbursement", format!("{batch}/3"), "124.14"),
                (Invariant::Recomputed, "due", due.to_string(), "124.13"),
                (Invariant::Chain, "audit", run_recorded, "数据行"),
            ],
        );

        // Due, version and component raised together still are not what the facts give.
        disarm(office, &["award_component"]);
        exec(
            office,
            &format!("UPDATE award_component SET amount = amount + 1 WHERE award = {award} AND level = 'county'"),
        );
        let version = |sign: &str| format!("UPDATE award_version SET county = county {sign} 1 WHERE award = {award}");
        found(
            office,
            &version("+"),
            &version("-"),
            &[(Invariant::Recomputed, "award_version", format!("{award}/1"), "复算 124.13")],
        );
        exec(
            office,
            &format!("UPDATE award_component SET amount = amount - 1 WHERE award = {award} AND level = 'county'"),
        );
        found(
            office,
            &version("+"),
            &version("-"),
            &[(Invariant::Recomputed, "award_version", format!("{award}/1"), "组成部分之和 124.13")],
        );

        let take_on = office.number("SELECT id FROM take_on").to_string();
        let opening = office.number("SELECT MAX(id) FROM account_entry WHERE kind = 'opening'");
        let entry = |sign: &str, id: i64| format!("UPDATE account_entry SET amount = amount {sign} 1 WHERE id = {id}");
        found(office, &entry("+", opening), &entry("-", opening), &[(Invariant::Accounts, "take_on", take_on, "期初")]);
        for (kind, words) in [("contribution", "账户中有 1 笔"), ("subsidy", "缴费补贴")] {
            let of_kind =
                |what: &str| format!("SELECT {what} FROM account_entry WHERE kind = '{kind}' ORDER BY id LIMIT 1");
            let id = office.number(&of_kind("id"));
            let contribution = office.number(&of_kind("contribution"));
            let expected = (Invariant::Accounts, "account_entry", format!("缴费 {contribution}"), words);
            found(office, &entry("+", id), &entry("-", id), &[expected]);
        }
        // More taken out than there was.
        let held = "FROM account_entry WHERE kind = 'opening' AND person = (SELECT MAX(person) FROM due) ";
        let person = office.number("SELECT MAX(person) FROM due");
        let swap = |sign: &str| {
            format!("UPDATE account_entry SET amount = amount {sign} 200000 WHERE id = (SELECT MIN(id) {held})")
        };
        let signed = |sign: &str| format!("UPDATE take_on SET balances = balances {sign} 200000");
        disarm(office, &["take_on"]);
        exec(office, &signed("-"));
        let expected = (Invariant::Accounts, "account_entry", format!("人员 {person}"), "已支付 6.13");
        found(office, &swap("-"), &swap("+"), &[expected]);
        exec(office, &signed("+"));

        let voucher = office.number("SELECT MAX(voucher) FROM posting");
        let credit = |sign: &str| {
            format!("UPDATE posting SET credit = credit {sign} 1 WHERE voucher = {voucher} AND credit <> 0")
        };
        found(office, &credit("+"), &credit("-"), &[(Invariant::Books, "voucher", voucher.to_string(), "借贷不平")]);
        let fund = office.number("SELECT id FROM fund");
        let number = |to: &str| format!("UPDATE voucher SET number = number {to} 7 WHERE id = {voucher}");
        found(office, &number("+"), &number("-"), &[(Invariant::Books, "voucher", format!("基金 {fund}"), "不连续")]);

        // Another account: sums agree, the file does not come out again.
        let of_line = |line: i64| format!("SELECT payee FROM disbursement WHERE line = {line}");
        let (payee, other) = (office.number(&of_line(1)), office.number(&of_line(2)));
        assert_ne!(payee, other);
        let to = |payee: i64| format!("UPDATE disbursement SET payee = {payee} WHERE line = 1");
        found(office, &to(other), &to(payee), &[(Invariant::Payments, "bank_file", batch.to_string(), "重新生成")]);
        assert!(report(office).is_whole());
    });
}

#[test]
fn an_altered_parameter_of_the_law_is_found() {
    TestOffice::on_each_engine(|office| {
        a_month(office);
        disarm(office, &["law_version"]);
        let (name, before) =
            (text(office, "SELECT name FROM law_version"), text(office, "SELECT text FROM law_version"));
        let law = |text: &str, digest: &Digest| {
            format!("UPDATE law_version SET text = '{}', digest = '{digest}'", text.replace('\'', "''"))
        };
        let after = before.replacen("parameter resident.", "parameter  resident.", 1);
        assert_ne!(before, after);
        let (old, new) = (Digest::of(before.as_bytes()), Digest::of(after.as_bytes()));
        let undo = law(&before, &old);
        found(office, &law(&after, &old), &undo, &[(Invariant::Recomputed, "law_version", name.clone(), "SM3")]);
        // With a fitting digest it is still not the law that the program carries.
        found(office, &law(&after, &new), &undo, &[(Invariant::Recomputed, "law_version", name.clone(), "参数被改动")]);
        let rename = |to: &str| format!("UPDATE law_version SET name = '{to}'");
        let first = office.number("SELECT MIN(id) FROM run").to_string();
        found(office, &rename("other"), &rename(&name), &[(Invariant::Recomputed, "run", first, "没有启用记录")]);
    });
}

#[test]
fn decisions_without_their_people_are_found() {
    TestOffice::on_each_engine(|office| {
        a_month(office);
        disarm(office, &["signature", "matter", "post_grant", "post_conflict", "approval_tier"]);
        let matter = office.number("SELECT id FROM matter WHERE operation = 'payment.approve_run'");
        let expected = |words| [(Invariant::Decisions, "matter", matter.to_string(), words)];
        let of = |stage: &str| format!("WHERE matter = {matter} AND stage = '{stage}'");
        exec_script(office, &format!("CREATE TABLE kept AS SELECT * FROM signature {}", of("approve")));
        found(
            office,
            &format!("DELETE FROM signature {}", of("approve")),
            "INSERT INTO signature SELECT * FROM kept",
            &expected("缺少“审批”签字"),
        );
        let class = |class: &str| format!("UPDATE matter SET class = '{class}' WHERE id = {matter}");
        found(office, &class("r1"), &class("r3"), &expected("应为"));

        let maker = office.people[&Post::Clerk].staff().0;
        let checker = office.people[&Post::Reviewer].staff().0;
        let lent = |lender: &str| format!("UPDATE signature SET lender = {lender} {}", of("check"));
        found(office, &lent(&maker.to_string()), &lent("NULL"), &expected("不止一次"));
        found(office, &lent(&office.people[&Post::Head].staff().0.to_string()), &lent("NULL"), &expected("没有"));

        let signed = matter_digest(office, matter);
        let digest = |digest: &str| format!("UPDATE signature SET digest = '{digest}' {}", of("check"));
        found(office, &digest(Digest::zero().as_str()), &digest(&signed), &expected("不是同一份"));

        // The grant ran out, was for another town, came after the signature.
        let grant = office.number(&format!("SELECT grant_id FROM signature {}", of("check")));
        let granted = |set: &str| format!("UPDATE post_grant SET {set} WHERE id = {grant}");
        let recorded = office.number(&format!("SELECT recorded FROM post_grant WHERE id = {grant}"));
        // Whatever else this reviewer signed is broken as well; the first matter is named.
        let first = office.number(&format!("SELECT MIN(matter) FROM signature WHERE staff = {checker}"));
        let expected = |words| [(Invariant::Decisions, "matter", first.to_string(), words)];
        found(office, &granted("to_date = 20181231"), &granted("to_date = NULL"), &expected("没有"));
        found(office, &granted("area = '530114'"), &granted("area = '530113'"), &expected("没有"));
        let late = granted(&format!("recorded = {}", recorded + 100_000));
        found(office, &late, &granted(&format!("recorded = {recorded}")), &expected("没有"));

        exec_script(office, "CREATE TABLE kept_pairs AS SELECT * FROM post_conflict WHERE one = 'clerk'");
        let pair = "业务经办—基金会计".to_owned();
        found(
            office,
            "DELETE FROM post_conflict WHERE one = 'clerk'",
            "INSERT INTO post_conflict SELECT * FROM kept_pairs",
            &[(Invariant::Decisions, "post_conflict", pair, "被删除")],
        );
        exec_script(office, "DROP TABLE kept; DROP TABLE kept_pairs");
    });
}

fn exec_script(office: &mut TestOffice, sql: &str) {
    let (_, db) = office.office.parts();
    db.script(sql).unwrap();
}

fn matter_digest(office: &mut TestOffice, matter: i64) -> String {
    text(office, &format!("SELECT plan_digest FROM matter WHERE id = {matter}"))
}

#[test]
fn a_person_paid_twice_or_after_death_is_found() {
    TestOffice::on_each_engine(|office| {
        a_month(office);
        disarm(office, &["due", "death", "award_version", "closed_month", "disbursement"]);
        let due = office.number("SELECT MIN(id) FROM due");
        let (person, award) = (
            office.number("SELECT person FROM due ORDER BY id LIMIT 1"),
            office.number("SELECT award FROM due ORDER BY id LIMIT 1"),
        );
        let twin = due + 1_000_000;
        let copy = format!(
            "INSERT INTO due SELECT agency, recorded, {twin}, run, award + 1000000, version, person, region, for_month, \
             kind, central, province, city, county, account, amount FROM due WHERE id = {due}"
        );
        let expected = [
            (Invariant::OncePerMonth, "due", twin.to_string(), "2019-01 养老金有 2 笔"),
            (Invariant::Recomputed, "due", twin.to_string(), "不存在"),
        ];
        found(office, &copy, &format!("DELETE FROM due WHERE id = {twin}"), &expected);

        let agency = office.agency.0;
        let death = format!(
            "INSERT INTO death (agency, recorded, person, n, died_on, evidence, last_month, matter) \
             VALUES ({agency}, 1, {person}, 1, 20181203, '户籍注销', 201812, 1)"
        );
        let expected = [(Invariant::AfterDeath, "due", due.to_string(), "应发至 2018-12")];
        found(office, &death, "DELETE FROM death", &expected);
        // Known only after the run was pinned: the due stands, but the award may not stay live.
        let later = death.replace(", 1, ", ", 100000, ");
        let expected = [(Invariant::AfterDeath, "award_version", format!("{award}/1"), "正常发放")];
        found(office, &later, "DELETE FROM death", &expected);

        let suspend = |state: &str| format!("UPDATE award_version SET state = '{state}' WHERE award = {award}");
        let expected = [(Invariant::AfterDeath, "due", due.to_string(), "暂停发放")];
        found(office, &suspend("suspended"), &suspend("live"), &expected);

        // The line of the returned payment goes out again, and once more while it is open.
        let again = |attempt: i64, line: i64| {
            format!(
                "INSERT INTO disbursement SELECT agency, recorded + 1000 + {attempt}, batch, {line}, run, award, {attempt}, person, \
                 payee, region, amount FROM disbursement WHERE line = 2"
            )
        };
        exec(office, &again(2, 52));
        assert_eq!(report(office).fault_of(Invariant::OncePerMonth), None);
        let batch = office.number("SELECT id FROM batch");
        let expected = [(Invariant::OncePerMonth, "disbursement", format!("{batch}/53"), "第 3 次")];
        found(office, &again(3, 53), "DELETE FROM disbursement WHERE line = 53", &expected);
        exec(office, "DELETE FROM disbursement WHERE line = 52");

        let voucher = office.number("SELECT MIN(id) FROM voucher");
        let close = "INSERT INTO closed_month (agency, recorded, fund, month, matter) SELECT agency, 1, id, 201901, 1 FROM fund";
        let expected = [(Invariant::Books, "voucher", voucher.to_string(), "关账之后")];
        found(office, close, "DELETE FROM closed_month", &expected);
        assert!(report(office).is_whole());
    });
}

#[test]
fn a_rewritten_end_of_the_chain_is_found_by_the_anchor() {
    TestOffice::on_each_engine(|office| {
        a_month(office);
        disarm(office, &["audit"]);
        let environment = office.office.environment().clone();
        let (agency, anchor) = (office.agency, office.office.anchor().clone());
        let (_, db) = office.office.parts();
        anchor.append(db, &environment.keys, agency).unwrap();
        let (seq, old, new) = forged_link(office);
        let rewrite = |staff: &str, hash: &str| {
            [
                format!("UPDATE audit SET staff = staff {staff} 1, hash = '{hash}' WHERE seq = {seq}"),
                format!("UPDATE agency_head SET hash = '{hash}'"),
            ]
        };
        let [link, head] = rewrite("+", &new);
        exec(office, &link);
        exec(office, &head);
        let (_, db) = office.office.parts();
        let chain = desk::verify_chain(db, &shebao_office::tables::schema(), agency).unwrap();
        assert!(chain.is_ok(), "the chain alone does not show it: {chain:?}");
        let report = report(office);
        let fault = report.fault_of(Invariant::Chain).unwrap();
        assert_eq!(fault.table, "锚文件");
        // A run that was approved wrote its head there too: the last line is ours.
        let line = std::fs::read_to_string(office.folder.path().join("anchor.log")).unwrap().lines().count();
        assert!(fault.what.contains(&format!("第 {seq} 号审计记录与锚文件第 {line} 行不符")), "{report}");
        let [link, head] = rewrite("-", &old);
        exec(office, &link);
        exec(office, &head);

        // A link that is only altered is found without the anchor.
        let action = |action: &str| format!("UPDATE audit SET action = '{action}' WHERE seq = 3");
        let was = text(office, "SELECT action FROM audit WHERE seq = 3");
        found(office, &action("other"), &action(&was), &[(Invariant::Chain, "audit", "3".to_owned(), "第 3 号")]);

        let file = std::fs::read_dir(office.folder.path().join("received")).unwrap().next().unwrap().unwrap().path();
        let bytes = std::fs::read(&file).unwrap();
        std::fs::write(&file, [&bytes[..], b" "].concat()).unwrap();
        let damaged = self::report(office);
        assert!(damaged.fault_of(Invariant::ReceivedFiles).unwrap().what.contains("被改动"), "{damaged}");
        std::fs::remove_file(&file).unwrap();
        let missing = self::report(office);
        assert!(missing.fault_of(Invariant::ReceivedFiles).unwrap().what.contains("无法读取"), "{missing}");
    });
}

/// The last link as a forger would write it who knows how hashes are made: another staff member,
/// and the hash that fits. Returns its number, the true hash and the forged one.
fn forged_link(office: &mut TestOffice) -> (i64, String, String) {
    let agency = office.agency;
    let sql = "SELECT seq, at, staff, action, operation, matter, rows_digest, previous, hash FROM audit \
               ORDER BY seq DESC LIMIT 1";
    let read = |row: &dyn Row| {
        let texts: Result<Vec<String>, _> = [1, 3, 4, 6, 7, 8].iter().map(|&c| Ok(row.text(c)?.to_owned())).collect();
        let matter: Option<i64> = Field::read(row, 5)?;
        Ok((row.int(0)?, row.int(2)?, matter.unwrap_or(0), texts?))
    };
    let last = office.office.look(agency, |look| Ok::<_, Refusal>(look.one(sql, &[], read)?)).unwrap();
    let (seq, staff, matter, texts) = last.unwrap();
    let [at, action, operation, rows, previous, hash] = &texts[..] else { unreachable!() };
    let hash_for = |staff: i64| {
        Digest::of_parts(&[
            previous.as_bytes(),
            &agency.0.to_le_bytes(),
            &seq.to_le_bytes(),
            at.as_bytes(),
            &staff.to_le_bytes(),
            action.as_bytes(),
            operation.as_bytes(),
            &matter.to_le_bytes(),
            rows.as_bytes(),
        ])
    };
    assert_eq!(hash_for(staff).as_str(), hash, "the forger knows the form");
    (seq, hash.clone(), hash_for(staff + 1).to_string())
}

/// Settlements, set-offs, arrears of a resumed pension and a suspended one are no faults.
#[test]
fn deaths_and_resumptions_of_a_month_pass() {
    TestOffice::on_each_engine(|office| {
        let books = town::books(office, "10000.00", "0.00", "10000.00");
        office.run("registry.open_books", &books).unwrap();
        let suspended = |number| {
            let mut person = recipient(number);
            person.award.as_mut().unwrap().suspended = true;
            person
        };
        take_on(office, &[recipient(1), recipient(2), suspended(3), suspended(4), recipient(5), contributor(6)])
            .unwrap();
        let mut who = |number: u32| {
            PersonId(office.number(&format!("SELECT id FROM person WHERE old_number = '53011310{number:06}'")))
        };
        let (january, november, resumed, paused, insured) = (who(1), who(2), who(3), who(5), who(6));
        for (person, died_on) in [(january, "2019-01-01"), (november, "2018-11-20"), (insured, "2018-12-31")] {
            let heirs =
                Heirs { account: "4111111111111111".into(), name: "模拟子".into(), relation: "子女".into() };
            let (died_on, evidence) = (day(died_on), "火化证 2019-00001".into());
            let death = ConfirmDeathInput { person, died_on, evidence, heirs: Some(heirs), lead: None };
            office.run("benefits.confirm_death", &death).unwrap();
        }
        let reason = SuspensionReason::Certification;
        let from_month = "2019-01".parse().unwrap();
        let pause = SuspendInput { person: paused, reason, from_month, note: "认证逾期".into() };
        office.run("benefits.suspend", &pause).unwrap();
        let resume = |person| ResumeInput { person, from_month: None, note: "已认证".into() };
        office.run("benefits.resume", &resume(resumed)).unwrap();
        let run = computed(office, "2019-01");
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        office.on_day("2019-02-01");
        office.run("benefits.resume", &resume(paused)).unwrap();
        let run = computed(office, "2019-02");
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        // The settlements of two recipients: owed, balance and funeral; balance, funeral and set-off;
        // and of somebody who never drew a pension: balance and funeral.
        assert_eq!(office.number("SELECT COUNT(*) FROM due WHERE kind IN ('balance', 'funeral', 'set_off')"), 7);
        let january = "SELECT COUNT(*) FROM due WHERE kind = 'arrears' AND for_month = 201901 AND version = 3";
        assert_eq!(office.number(january), 1, "January is paid in February");
        let report = report(office);
        assert!(report.is_whole(), "{report}");
        let all = report.checked.iter().flat_map(|checked| &checked.counts);
        assert_eq!(all.filter(|count| count.what == "死亡结算应发").map(|count| count.number).sum::<i64>(), 8);

        disarm(office, &["due"]);
        let funeral = office.number("SELECT MIN(id) FROM due WHERE kind = 'funeral'");
        let more =
            |sign: &str| format!("UPDATE due SET city = city {sign} 1, amount = amount {sign} 1 WHERE id = {funeral}");
        let expected = (Invariant::Recomputed, "due", funeral.to_string(), "丧葬补助金");
        found(office, &more("+"), &more("-"), &[expected]);
    });
}
