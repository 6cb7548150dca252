//! 文书: every figure is that of the books and leads to its rows, what is not so is not printed.

use crate::paying;
use crate::tax;
use crate::town;
use std::sync::Arc;

use crate::common::{TestOffice, day};
use crate::fund::{january, read, yuan};
use crate::sound::{on_each_engine, person, said, taken_in};
use crate::town::{contributor, of_age, open_books, recipient, take_on};
use base::{Fen, Level};
use desk::{Refusal, Unplanned};
use evaluation::{Block, Element, Paper, Parent, Span};
use ledger::Purpose;
use shebao_office::benefits::{AwardInput, SuspendInput, recoveries};
use shebao_office::contributions::BookAccountsInput;
use shebao_office::fund::{ReceiveSubsidyInput, SubsidyPart};
use shebao_office::matching::cycle;
use shebao_office::papers::{Wanted, about, paper};
use shebao_office::payment::{ApproveRunInput, CloseRunInput, ImportReturnsInput};
use shebao_office::risk::{ImportListInput, SendLetterInput, letters, open_leads};
use shebao_office::tables::{LetterId, PersonId, RecoveryId, SuspensionReason, TransferKind};

fn made(office: &mut TestOffice, wanted: &Wanted) -> Result<Paper, Refusal> {
    let environment = Arc::clone(office.office.environment());
    let paper = office.office.look(office.agency, |look| {
        paper(look, &environment, wanted).map_err(|error| match error {
            Unplanned::Fields(errors) => Refusal::Fields(errors),
            Unplanned::Failed(refusal) => refusal,
        })
    })?;
    assert_eq!(paper.unit, "东川区城乡居民社会养老保险局（模拟）");
    assert!(spans(&paper).iter().all(leads_to_rows), "{paper:?}");
    Ok(paper)
}

fn spans(paper: &Paper) -> Vec<Span> {
    let of = |block: &Block| match block {
        Block::Text(Element::Body(spans)) => spans.clone(),
        Block::Table(table) => table.rows.concat(),
        _ => Vec::new(),
    };
    paper.blocks.iter().flat_map(of).collect()
}

fn leads_to_rows(span: &Span) -> bool {
    let Span::Figure { figure, .. } = span else { return true };
    let roots = figure.parent.roots();
    !roots.is_empty() && roots.iter().all(|root| matches!(root, Parent::Computed { seq, .. } if seq.0 > 0))
}

fn text(paper: &Paper) -> String {
    spans(paper).iter().map(|span| span.text().to_owned() + "|").collect()
}

/// The numbers of a paper, in reading order.
fn figures(paper: &Paper) -> Vec<String> {
    let number = |span: &Span| match span {
        Span::Figure { figure, .. } => Some(figure.digits()),
        Span::Words(_) => None,
    };
    spans(paper).iter().filter_map(number).collect()
}

#[test]
fn the_award_sheet_says_each_sum_with_its_article_and_who_pays() {
    on_each_engine(|office| {
        open_books(office);
        take_on(office, &[of_age(1), recipient(2), contributor(3)]).unwrap();
        let (new, old) = (person(office, 1), person(office, 2));
        let claim = AwardInput {
            person: Some(new),
            id_number: String::new(),
            claimed_on: day("2019-01-02"),
            account: "4111111111111111".into(),
            other_pension: String::new(),
        };
        office.run("benefits.award", &claim).unwrap();
        let sheet = made(office, &Wanted::AwardSheet { person: new, month: None }).unwrap();
        // 118 base, 2 × 2 for two years over 15, nothing for age, 13,900 ÷ 139; then by payer.
        let expected =
            ["118.00", "4.00", "0.00", "100.00", "222.00", "88.00", "15.00", "12.00", "7.00", "100.00", "222.00"];
        assert_eq!(figures(&sheet), expected);
        let said_of = text(&sheet);
        assert!(said_of.contains("13900.00 ÷ 139") && said_of.contains("国发〔2014〕8号"), "{said_of}");
        assert!(!said_of.contains(&of_age(1).id), "the number is covered");
        let Block::Table(parts) = &sheet.blocks[2] else { panic!("{sheet:?}") };
        for row in &parts.rows[..parts.rows.len() - 1] {
            assert!(row[3].text().contains('《'), "every sum has its article: {row:?}");
        }
        // As the old system paid it: 88 + 15 + 8 + 7 + 6.13.
        let taken_on = made(office, &Wanted::AwardSheet { person: old, month: Some(january()) }).unwrap();
        assert!(figures(&taken_on).contains(&"124.13".to_owned()), "{taken_on:?}");
        // A reader adds the lines up: what was handed over, the law now, less the law then.
        let Block::Table(parts) = &taken_on.blocks[2] else { panic!("{taken_on:?}") };
        let amounts: Vec<_> =
            parts.rows.iter().map(|row| row[2].text().parse::<rust_decimal::Decimal>().unwrap()).collect();
        let (total, each) = amounts.split_last().unwrap();
        assert!(each.len() == 3 && each.iter().sum::<rust_decimal::Decimal>() == *total, "{amounts:?}");
        let nobody = person(office, 3);
        let refused = made(office, &Wanted::AwardSheet { person: nobody, month: None }).unwrap_err();
        assert!(said(refused).contains("没有核定待遇"));
        let before = Wanted::AwardSheet { person: new, month: Some("2018-11".parse().unwrap()) };
        assert!(said(made(office, &before).unwrap_err()).contains("2018-11"));
        assert!(made(office, &Wanted::AwardSheet { person: PersonId(77), month: None }).is_err());
    });
}

/// Three pensions of January, one of them with a supplement of the city, and one fee with its subsidies.
fn a_month(office: &mut TestOffice) {
    paying::open_books_with(office, "10000.00");
    let mut owing = recipient(4);
    owing.award.as_mut().unwrap().owed = yuan(24);
    take_on(office, &[contributor(1), recipient(2), recipient(3), owing]).unwrap();
    let run = paying::open_and_compute(office, "2019-01");
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    paying::pay(office, run, Fen::new(3 * paying::EACH));
    office.on_day("2019-01-31");
    let lines = [(1, "124.13"), (2, "124.13"), (3, "124.13")].map(|(line, fen)| ("530113-201901-1", line, fen));
    let returns = paying::returned(office, "回盘.csv", &lines, &[]);
    office.run("payment.import_returns", &ImportReturnsInput { run, ..returns }).unwrap();
    office.run("payment.close_run", &CloseRunInput { run }).unwrap();
    tax::import(office, "税务.csv", &[tax::paid("S01", &contributor(1), "100")]).unwrap();
    tax::receive(office, "收款-1.csv", &[("国库入库", "2019-01-07", "GK07", yuan(100))]).unwrap();
    tax::receive(office, "收款-2.csv", &[("财政专户到账", "2019-01-08", "ZH08", yuan(100))]).unwrap();
    office.run("contributions.book_accounts", &BookAccountsInput::default()).unwrap();
}

#[test]
fn a_statement_adds_up_and_the_future_has_none() {
    on_each_engine(|office| {
        a_month(office);
        let who = person(office, 1);
        let paper = made(office, &Wanted::Statement { person: who, year: 2019 }).unwrap();
        let all: Vec<Fen> = figures(&paper).iter().map(|text| text.parse().unwrap()).collect();
        let lines = all.iter().rposition(|_| true).unwrap();
        // Opening 812.34, what came in, closing; then the opening again by source.
        let closing = all.iter().position(|fen| *fen > all[0]).unwrap();
        assert_eq!(all[0], Fen::new(81_234));
        assert_eq!(all[0] + all[1..closing].iter().copied().sum::<Fen>(), all[closing]);
        assert_eq!(all[closing + 1..lines].iter().copied().sum::<Fen>(), all[lines]);
        let refused = made(office, &Wanted::Statement { person: who, year: 2020 }).unwrap_err();
        assert!(said(refused).contains("还没有到"));
    });
}

#[test]
fn a_request_asks_for_what_is_short_and_for_nothing_else() {
    on_each_engine(|office| {
        a_month(office);
        let wanted = |level| Wanted::MatchingRequest { level, month: january(), to: "东川区财政局".into() };
        let central = made(office, &wanted(Level::Central)).unwrap();
        let text = text(&central);
        // Three pensions of 88.00.
        assert!(text.contains("请拨付2019年1月中央城乡居民基本养老保险配套资金|264.00元|"), "{text}");
        assert_eq!(central.addressee, "东川区财政局");
        let county = made(office, &wanted(Level::County)).unwrap();
        let short = read(office, |look, fund| cycle(look, fund, january()))
            .rows
            .iter()
            .filter(|((level, _), _)| *level == Level::County)
            .map(|(_, row)| -row.difference())
            .sum::<Fen>();
        let printed = spans(&county).iter().filter(|span| span.text() == format!("{short}元")).count();
        assert_eq!(printed, 3, "nothing came: what is needed, what is short, what is asked for");
        // The centre pays: nothing is asked for twice.
        let zero = Fen::ZERO;
        let part =
            SubsidyPart { purpose: Purpose::BasePension, central: yuan(264), province: zero, city: zero, county: zero };
        let paid = ReceiveSubsidyInput { on: day("2019-01-31"), document: "到1".into(), parts: vec![part] };
        office.run("fund.receive_subsidy", &paid).unwrap();
        assert!(said(made(office, &wanted(Level::Central)).unwrap_err()).contains("没有缺口"));
        let nobody = Wanted::MatchingRequest { level: Level::County, month: january(), to: " ".into() };
        assert!(said(made(office, &nobody).unwrap_err()).contains("主送机关"));
    });
}

#[test]
fn notices_are_about_what_is_owed_and_what_is_suspended() {
    on_each_engine(|office| {
        a_month(office);
        let (paid, owing) = (person(office, 2), person(office, 4));
        let agency = office.agency;
        let recovery = office.office.look(agency, |look| Ok::<_, Refusal>(recoveries(look).unwrap())).unwrap();
        let recovery = recovery.iter().find(|line| line.recovery.person == owing).unwrap().recovery.id;
        let notice = |until: &str| Wanted::RecoveryNotice { recovery, until: day(until) };
        let paper = made(office, &notice("2019-03-31")).unwrap();
        assert!(
            text(&paper).contains("|24.00元|，尚须退回|24.00元|") && text(&paper).contains("2019年3月31日"),
            "{paper:?}"
        );
        assert!(said(made(office, &notice("2019-01-31")).unwrap_err()).contains("已过"));
        let none = Wanted::RecoveryNotice { recovery: RecoveryId(1), until: day("2019-03-31") };
        assert!(said(made(office, &none).unwrap_err()).contains("没有第 1 号"));

        let suspension = Wanted::SuspensionNotice { person: paid };
        assert!(said(made(office, &suspension).unwrap_err()).contains("没有暂停"));
        let suspend = SuspendInput {
            person: paid,
            reason: SuspensionReason::Certification,
            from_month: "2019-02".parse().unwrap(),
            note: "2018 年未认证".into(),
        };
        office.run("benefits.suspend", &suspend).unwrap();
        let paper = made(office, &suspension).unwrap();
        let said = text(&paper);
        assert!(said.contains("未按期资格认证（2018 年未认证），自2019年2月起") && said.contains("124.13元"), "{said}");
        assert!(said.contains("资格认证；行动不便的"), "{said}");
    });
}

#[test]
fn letters_to_other_offices_name_the_person_in_full() {
    on_each_engine(|office| {
        a_month(office);
        let (drawing, member) = (person(office, 2), person(office, 1));
        let list = format!(
            "身份证号,姓名,险种,待遇开始年月,发放机构\n{},模拟2,企业职工,2018-12,昆明市社保局（模拟）\n",
            recipient(2).id
        );
        let file = taken_in(office, "企业.csv", &list);
        office.run("risk.import_pensioners", &ImportListInput { file, name: "企业.csv".into() }).unwrap();
        let agency = office.agency;
        let leads = office.office.look(agency, |look| Ok::<_, Refusal>(open_leads(look).unwrap())).unwrap();
        let send = SendLetterInput {
            lead: leads[0].now.lead.id,
            addressee: String::new(),
            body: String::new(),
            answer_by: day("2019-02-28"),
        };
        office.run("risk.send_letter", &send).unwrap();
        let letter = office.office.look(agency, |look| Ok::<_, Refusal>(letters(look).unwrap())).unwrap()[0].letter.id;
        let inquiry = Wanted::LeadInquiry { letter };
        let paper = made(office, &inquiry).unwrap();
        assert_eq!((paper.number.as_str(), paper.addressee.as_str()), ("函〔2019〕1号", "昆明市社保局（模拟）"));
        let said_of = text(&paper);
        assert!(said_of.contains(&recipient(2).id) && !said_of.contains("昆明市社保局（模拟）：|"), "{said_of}");
        let region = office.office.look(agency, |look| Ok::<_, Refusal>(about(look, &inquiry).unwrap())).unwrap();
        assert_eq!(region, Some((drawing, town::VILLAGE.parse().unwrap())));
        assert!(
            said(made(office, &Wanted::LeadInquiry { letter: LetterId(1) }).unwrap_err()).contains("没有编号为 1 的函")
        );

        let transfer = |person, place: &str, number: &str| Wanted::TransferLetter {
            person,
            kind: TransferKind::Place,
            place: place.into(),
            number: number.into(),
        };
        let paper = made(office, &transfer(member, "会泽县社保局（模拟）", "东居保函〔2019〕3号")).unwrap();
        assert_eq!(paper.title, "城乡居民基本养老保险关系转入接收函");
        assert!(text(&paper).contains(&contributor(1).id), "{paper:?}");
        let drawn = said(made(office, &transfer(drawing, "某局", "1")).unwrap_err());
        assert!(drawn.contains("参保状态"), "{drawn}");
        let empty = said(made(office, &transfer(member, " ", "")).unwrap_err());
        assert!(empty.contains("对方机构") && empty.contains("函号"), "{empty}");
    });
}
