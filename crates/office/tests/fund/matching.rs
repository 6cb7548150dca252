//! 配套资金: need from rows, what is short, requests that are no income, settlement with carry-over.

use crate::common::{TestOffice, day};
use crate::fund::{january, read, yuan};
use crate::paying;
use crate::sound::{on_each_engine, said};
use crate::tax;
use crate::town;
use crate::town::{contributor, recipient};
use base::{Fen, Level, Month};
use desk::{Answer, MatterId, Refusal};
use ledger::{Account, Detail, Purpose, Side};
use shebao_office::contributions::BookAccountsInput;
use shebao_office::fund::{CloseMonthInput, ReceiveSubsidyInput, ReverseRecordInput, SubsidyPart, posted_lines};
use shebao_office::matching::{
    AssignYearInput, Cycle, CycleRow, MatchingLineInput, RecordInput, SettleInput, cycle, forecast, needed, standing,
};
use shebao_office::payment::{ApproveRunInput, CloseRunInput, ImportReturnsInput};
use shebao_office::tables::{MatchingPurpose as P, MatchingStep, VoucherId};

fn subsidy(
    office: &mut TestOffice,
    on: &str,
    document: &str,
    purpose: Purpose,
    county: i64,
) -> Result<Answer, Refusal> {
    let part = SubsidyPart { purpose, central: Fen::ZERO, province: Fen::ZERO, city: Fen::ZERO, county: yuan(county) };
    let input = ReceiveSubsidyInput { on: day(on), document: document.into(), parts: vec![part] };
    office.run("fund.receive_subsidy", &input)
}

/// January: three pensions, two of them with a long supplement of the city; the bank returns one. One
/// contribution of 100 with its entry subsidy.
fn a_month(office: &mut TestOffice) {
    paying::open_books_with(office, "10000.00");
    let mut long = recipient(2);
    long.award.as_mut().unwrap().long_city = yuan(4);
    town::take_on(office, &[contributor(1), long, recipient(3), recipient(4)]).unwrap();
    let run = paying::open_and_compute(office, "2019-01");
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    paying::pay(office, run, Fen::new(3 * paying::EACH) + yuan(4));
    office.on_day("2019-01-31");
    let lines = [(1, "128.13"), (2, "124.13"), (3, "124.13")].map(|(line, fen)| ("530113-201901-1", line, fen));
    let returns = paying::returned(office, "回盘.csv", &lines, &[2]);
    office.run("payment.import_returns", &ImportReturnsInput { run, ..returns }).unwrap();
    office.run("payment.close_run", &CloseRunInput { run }).unwrap();
    tax::import(office, "税务.csv", &[tax::paid("S01", &contributor(1), "100")]).unwrap();
    tax::receive(office, "收款-1.csv", &[("国库入库", "2019-01-07", "GK07", yuan(100))]).unwrap();
    tax::receive(office, "收款-2.csv", &[("财政专户到账", "2019-01-08", "ZH08", yuan(100))]).unwrap();
    office.run("contributions.book_accounts", &BookAccountsInput::default()).unwrap();
}

fn this_year(office: &mut TestOffice) -> Cycle {
    read(office, |look, fund| cycle(look, fund, january()))
}

#[test]
fn the_need_is_what_the_rows_paid_and_equals_the_books() {
    on_each_engine(|office| {
        a_month(office);
        let (first, last) = (day("2019-01-01"), day("2019-01-31"));
        let need = read(office, |look, _| needed(look, first, last));
        let of = |level, purpose| need.get(&(level, purpose)).copied().unwrap_or_default();
        assert_eq!(of(Level::Central, P::BasePension), yuan(3 * 88));
        assert_eq!(of(Level::Province, P::BasePension), yuan(3 * 15));
        assert_eq!(of(Level::City, P::BasePension), yuan(3 * 8));
        assert_eq!(of(Level::City, P::Supplement), yuan(4));
        assert_eq!(of(Level::County, P::BasePension), yuan(3 * 7));
        // The returned one is owed still: its level has to send it all the same.
        let posted = read(office, |look, fund| posted_lines(look, fund.id, january()));
        for level in Level::ALL {
            let here = posted.iter().filter(|p| p.detail == Some(Detail::BasePension) && p.level == Some(level));
            let booked: Fen = here.map(|p| if p.side == Side::Debit { p.amount } else { -p.amount }).sum();
            assert_eq!(of(level, P::BasePension) + of(level, P::Supplement), booked, "{level}");
        }
        let entries = office.number(
            "SELECT CAST(SUM(amount) AS BIGINT) FROM account_entry WHERE source IN ('province', 'city', 'county') \
             AND kind = 'subsidy'",
        );
        let entry: Fen = Level::ALL.iter().map(|level| of(*level, P::Entry)).sum();
        assert_eq!(entry, Fen::new(entries));
        assert!(entry > Fen::ZERO);
        let before = read(office, |look, _| needed(look, day("2018-01-01"), day("2018-12-31")));
        assert!(before.is_empty());
    });
}

#[test]
fn what_is_short_was_taken_from_other_money_and_a_claim_is_no_income() {
    on_each_engine(|office| {
        a_month(office);
        let at_end = |office: &mut TestOffice| read(office, |look, fund| standing(look, fund, january()));
        let county = |rows: &[shebao_office::matching::StandingRow]| rows[3];
        let need = county(&at_end(office)).paid;
        assert!(need >= yuan(21));
        assert_eq!(county(&at_end(office)).short(), need);
        request(office, MatchingStep::Requested, "请1", 500).unwrap();
        request(office, MatchingStep::Allotted, "指1", 30).unwrap();
        assert_eq!(county(&at_end(office)).short(), need, "neither a request nor a notice is money");
        let posted = read(office, |look, fund| posted_lines(look, fund.id, january()));
        assert!(posted.iter().all(|p| p.account != Account::Subsidies));
        subsidy(office, "2019-01-31", "到1", Purpose::BasePension, 40).unwrap();
        let blank = said(subsidy(office, "2019-01-31", " 到1 ", Purpose::BasePension, 40).unwrap_err());
        assert!(blank.contains("已记入"), "a blank does not make it another document: {blank}");
        assert_eq!(county(&at_end(office)).short(), need - yuan(40));
        let found = this_year(office);
        let row = found.rows[&(Level::County, P::BasePension)];
        let expected = CycleRow {
            carried_in: Fen::ZERO,
            requested: yuan(500),
            allotted: yuan(30),
            received: yuan(40),
            needed: yuan(21),
        };
        assert_eq!(row, expected);
        assert!(
            found.findings.iter().any(|f| f.contains("县级到位 40.00 元，超过下达 30.00 元")),
            "{:?}",
            found.findings
        );
        assert!(found.findings.iter().any(|f| f.starts_with("中央配套资金缺口 264.00 元")), "{:?}", found.findings);
    });
}

fn request(office: &mut TestOffice, step: MatchingStep, document: &str, amount: i64) -> Result<Answer, Refusal> {
    let part = MatchingLineInput { purpose: P::BasePension, amount: yuan(amount) };
    let input = RecordInput {
        year: 2019,
        step,
        level: Level::County,
        document: document.into(),
        on: day("2019-01-15"),
        parts: vec![part],
    };
    office.run("matching.record", &input)
}

/// The newest matter that recorded in a table.
fn recorded_by(office: &mut TestOffice, table: &str) -> MatterId {
    MatterId(office.number(&format!("SELECT MAX(matter) FROM {table}")))
}

fn undo(office: &mut TestOffice, matter: MatterId) -> Result<Answer, Refusal> {
    office.run("fund.reverse_record", &ReverseRecordInput { matter, reason: "文号和金额录错".into() })
}

#[test]
fn a_document_counts_once_and_says_what_for() {
    on_each_engine(|office| {
        paying::open_books_with(office, "10000.00");
        office.on_day("2019-01-31");
        request(office, MatchingStep::Requested, "请1", 500).unwrap();
        assert!(said(request(office, MatchingStep::Requested, "请1", 500).unwrap_err()).contains("已登记过"));
        // One zero too many: taken back, the same document is recorded with its own sum.
        let wrong = recorded_by(office, "matching_document");
        let blank = ReverseRecordInput { matter: wrong, reason: " ".into() };
        assert!(said(office.run("fund.reverse_record", &blank).unwrap_err()).contains("红冲原因未填写"));
        undo(office, wrong).unwrap();
        request(office, MatchingStep::Requested, "请1", 50).unwrap();
        let counted = this_year(office).rows[&(Level::County, P::BasePension)];
        assert_eq!(counted.requested, yuan(50));
        let other = recorded_by(office, "voucher");
        assert!(said(undo(office, other).unwrap_err()).contains("没有可以红冲的登记"));
        let wrong = said(request(office, MatchingStep::Requested, " ", 0).unwrap_err());
        assert!(wrong.contains("文号未填写") && wrong.contains("金额应大于零"), "{wrong}");
        let none = RecordInput {
            year: 2019,
            step: MatchingStep::Requested,
            level: Level::City,
            document: "请2".into(),
            on: day("2019-02-15"),
            parts: Vec::new(),
        };
        let wrong = said(office.run("matching.record", &none).unwrap_err());
        assert!(wrong.contains("晚于今天") && wrong.contains("没有填写用途"), "{wrong}");
    });
}

#[test]
fn a_year_is_settled_once_level_by_level_and_carried_over() {
    on_each_engine(|office| {
        paying::open_books_with(office, "10000.00");
        office.on_day("2019-12-31");
        for month in 1..12 {
            office.run("fund.close_month", &CloseMonthInput { month: Month::new(2019, month).unwrap() }).unwrap();
        }
        subsidy(office, "2019-12-30", "到1", Purpose::Entry, 40).unwrap();
        subsidy(office, "2019-12-31", "到2", Purpose::BasePension, 7).unwrap();
        let early = VoucherId(office.number("SELECT MAX(id) FROM voucher"));
        let assign = |voucher, year| AssignYearInput { voucher, year };
        let far = said(office.run("matching.assign_year", &assign(early, 2021)).unwrap_err());
        assert!(far.contains("2019 年到款不能算作 2021 年指标"), "{far}");
        office.run("matching.assign_year", &assign(early, 2020)).unwrap();
        assert!(said(office.run("matching.assign_year", &assign(early, 2020)).unwrap_err()).contains("已指定过"));
        let settle = |year| SettleInput { year, document: "结算1".into() };
        assert!(said(office.run("matching.settle", &settle(2019)).unwrap_err()).contains("还没有关账"));
        let december = Month::new(2019, 12).unwrap();
        office.run("fund.close_month", &CloseMonthInput { month: december }).unwrap();
        let blank = SettleInput { year: 2019, document: " ".into() };
        assert!(said(office.run("matching.settle", &blank).unwrap_err()).contains("结算文件未填写"));
        office.run("matching.settle", &settle(2019)).unwrap();
        assert!(said(office.run("matching.settle", &settle(2019)).unwrap_err()).contains("已经结算"));
        // What 2019 carries goes to 2020: that year comes next, or its carry-over would be nobody's.
        let skipped = said(office.run("matching.settle", &settle(2021)).unwrap_err());
        assert!(skipped.contains("2020 年还没有结算"), "{skipped}");
        let next = said(office.run("matching.settle", &settle(2020)).unwrap_err());
        assert!(!next.contains("2019 年还没有结算") && next.contains("还没有关账"), "{next}");
        // 40 came for a subsidy that nobody drew; the 7 are next year's.
        let next = read(office, |look, fund| cycle(look, fund, Month::new(2020, 1).unwrap()));
        assert_eq!(next.rows[&(Level::County, P::Entry)].carried_in, yuan(40));
        assert_eq!(next.rows[&(Level::County, P::BasePension)].received, yuan(7));
        assert_eq!(next.rows[&(Level::County, P::BasePension)].carried_in, Fen::ZERO);
        assert!(said(office.run("matching.assign_year", &assign(early, 2020)).unwrap_err()).contains("已指定过"));
        assert!(said(request(office, MatchingStep::Allotted, "迟1", 1).unwrap_err()).contains("2019 年已与县级结算"));

        // The wrong document: the settlement is taken back before what it rests on, then made anew.
        let settled = recorded_by(office, "matching_settlement");
        let assigned = recorded_by(office, "matching_year");
        let rests = said(undo(office, assigned).unwrap_err());
        assert!(rests.contains("请先红冲结算"), "{rests}");
        undo(office, settled).unwrap();
        assert!(said(undo(office, settled).unwrap_err()).contains("已经红冲"));
        let next = read(office, |look, fund| cycle(look, fund, Month::new(2020, 1).unwrap()));
        assert_eq!(next.rows.get(&(Level::County, P::Entry)), None, "nothing is carried over");
        undo(office, assigned).unwrap();
        let next = read(office, |look, fund| cycle(look, fund, Month::new(2020, 1).unwrap()));
        assert!(next.rows.is_empty(), "the receipt counts in its own year: {:?}", next.rows);
        office.run("matching.assign_year", &assign(early, 2020)).unwrap();
        office.run("matching.settle", &settle(2019)).unwrap();
        let next = read(office, |look, fund| cycle(look, fund, Month::new(2020, 1).unwrap()));
        assert_eq!(next.rows[&(Level::County, P::Entry)].carried_in, yuan(40));
        assert_eq!(next.rows[&(Level::County, P::BasePension)].received, yuan(7));
    });
}

#[test]
fn next_year_is_reckoned_from_who_is_paid_today() {
    on_each_engine(|office| {
        a_month(office);
        let found = read(office, |look, _| forecast(look));
        assert_eq!(found.year, 2020);
        let first = &found.lines[0];
        assert_eq!(first.how, "现有领取人员 3 人 × 12 个月");
        assert_eq!(first.amounts[Level::Central], yuan(12 * 3 * 88));
        assert_eq!(first.amounts[Level::City], yuan(12 * (3 * 8 + 4)));
        let entry = found.lines.iter().find(|line| line.purpose == P::Entry).unwrap();
        assert_eq!(found.total().total(), first.amounts.total() + entry.amounts.total());
    });
}
