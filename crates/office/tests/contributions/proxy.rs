//! 代缴: dated lists of groups, the governments' money by level, and 原渠道返还 to who also paid.

use std::fs::File;
use std::sync::Arc;

use crate::common::{TestOffice, day};
use crate::tax::{import, paid, receive};
use crate::town::{Insured, contributor, open_books, take_on};
use base::Fen;
use desk::{Answer, Refusal};
use files::{Cell, CsvWriter, WriteEncoding};
use shebao_office::benefits::{ConfirmDeathInput, RevokeDeathInput};
use shebao_office::contributions::{
    BookAccountsInput, ImportGroupsInput, ProxyClaim, ReceiveCollectiveInput, ReceiveProxyInput, RefundInput, campaign,
    proxy_list,
};
use shebao_office::figures::{definition, figure};
use shebao_office::fund::ReverseVoucherInput;
use shebao_office::reading::villages;
use shebao_office::registry::MergePeopleInput;
use shebao_office::tables::{HardshipGroup, PersonId, RefundReason, RefundWay, VoucherId};
use shebao_office::verify::verify;

fn start(office: &mut TestOffice) {
    open_books(office);
    take_on(office, &[contributor(1), contributor(2), contributor(4)]).unwrap();
    office.on_day("2019-02-01");
}

fn list(office: &mut TestOffice, name: &str, rows: &[(&Insured, &str, &str, &str)]) -> Result<Answer, Refusal> {
    let path = office.folder.path().join(name);
    let mut writer = CsvWriter::new(File::create(&path).unwrap(), WriteEncoding::Utf8Bom).unwrap();
    writer.row(&["证件号码", "姓名", "人员类别", "起始年月", "终止年月"].map(Cell::from)).unwrap();
    for (person, group, from, to) in rows {
        let cell = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::from(text.to_owned()) };
        writer.row(&[&*person.id, &*person.name, group, from, to].map(cell)).unwrap();
    }
    writer.finish().unwrap();
    let file = office.office.environment().files.take_in(&path).unwrap();
    office.run("contributions.import_groups", &ImportGroupsInput { file, name: name.into() })
}

fn claims(office: &mut TestOffice) -> Vec<ProxyClaim> {
    let environment = Arc::clone(office.office.environment());
    let agency = office.agency;
    office.office.look(agency, |look| Ok::<_, Refusal>(proxy_list(look, &environment, 2019).unwrap())).unwrap()
}

fn money(province: i64) -> ReceiveProxyInput {
    ReceiveProxyInput {
        year: 2019,
        on: day("2019-02-01"),
        document: "财社拨-1".into(),
        central: Fen::ZERO,
        province: Fen::from_yuan(province),
        city: Fen::ZERO,
        county: Fen::ZERO,
    }
}

fn whole(office: &mut TestOffice) {
    let report = verify(&mut office.office, office.agency, &mut |_| ()).unwrap();
    assert!(report.is_whole(), "{:?}", report.faults().map(|(_, fault)| fault).collect::<Vec<_>>());
}

#[test]
fn the_list_is_dated_and_the_money_must_be_what_it_comes_to() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let (one, two, four, stranger) = (contributor(1), contributor(2), contributor(4), contributor(50));
        let other_name = Insured { name: "别人".into(), ..contributor(2) };
        let rows = [
            (&one, "重度残疾人", "2018-03", ""),
            (&two, "低保对象", "2019-01", ""),
            (&four, "重度残疾人", "2017-01", ""),
            (&stranger, "重度残疾人", "2019-01", ""),
            (&other_name, "重度残疾人", "2019-01", ""),
            (&two, "特困人员", "2019-05", "2019-02"),
        ];
        list(office, "名单-1.csv", &rows).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM group_membership"), 3);
        assert_eq!(office.number("SELECT COUNT(*) FROM quarantine"), 3);
        assert!(list(office, "名单-再.csv", &rows).unwrap_err().to_string().contains("已于 2019-02-01 导入"));
        // The fourth left the group before the year began; a later list may not move that.
        list(office, "名单-2.csv", &[(&four, "重度残疾人", "2017-01", "2018-12"), rows[0]]).unwrap();
        list(office, "名单-3.csv", &[(&four, "重度残疾人", "2017-01", "2019-06")]).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM group_end"), 1);
        assert_eq!(office.number("SELECT COUNT(*) FROM quarantine"), 4);

        // Yunnan 2014: severely disabled people's 200 yuan, all by the province; nothing for 低保.
        let due = claims(office);
        assert_eq!(due.len(), 1, "{due:?}");
        assert_eq!((due[0].group, due[0].governments.total()), (HardshipGroup::SevereDisabled, Fen::from_yuan(200)));
        let refused = |office: &mut TestOffice, input: ReceiveProxyInput| {
            office.make("contributions.receive_proxy", &input).unwrap_err().to_string()
        };
        assert!(refused(office, money(199)).contains("应代缴 200.00 元（名单 1 人），到账 199.00 元"));
        let at_county = ReceiveProxyInput { county: Fen::from_yuan(200), ..money(0) };
        assert!(refused(office, at_county).contains("县级应代缴 0.00 元"));
        assert!(refused(office, ReceiveProxyInput { year: 2018, ..money(200) }).contains("2018"));
        office.run("contributions.receive_proxy", &money(200)).unwrap();
        // Tier 200: 30 and 10 more; 5 of the 10 the province, 4 the city, 1 Dongchuan.
        let subsidy = "SELECT CAST(SUM(amount) AS BIGINT) FROM account_entry WHERE kind = 'subsidy'";
        assert_eq!(office.number(subsidy), 4_000);
        let income = "SELECT CAST(SUM(credit) AS BIGINT) FROM posting WHERE account = '4001' AND level = 'province'";
        assert_eq!(office.number(income), 20_000);
        // The red voucher alone would leave the accounts with money that nobody paid.
        let voucher = VoucherId(office.number("SELECT MAX(id) FROM voucher"));
        let red = ReverseVoucherInput { voucher, on: day("2019-02-01"), reason: "单据号写错".into() };
        let told = office.make("fund.reverse_voucher", &red).unwrap_err().to_string();
        assert!(told.contains("同时记入了个人账户"), "{told}");
        let again = ReceiveProxyInput { document: "财社拨-2".into(), ..money(200) };
        assert!(refused(office, again).contains("没有应代缴而未代缴"), "nobody is paid for twice");
        whole(office);
    });
}

#[test]
fn who_also_paid_gets_it_back_and_keeps_the_subsidy() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let one = contributor(1);
        import(office, "税务-1.csv", &[paid("S01", &one, "200")]).unwrap();
        let receipts = [
            ("国库入库", "2019-01-07", "GK07", Fen::from_yuan(200)),
            ("财政专户到账", "2019-01-08", "ZH08", Fen::from_yuan(200)),
        ];
        receive(office, "收款-1.csv", &receipts).unwrap();
        office.run("contributions.book_accounts", &BookAccountsInput::default()).unwrap();
        list(office, "名单-1.csv", &[(&one, "重度残疾人", "2018-03", "")]).unwrap();
        assert_eq!(claims(office)[0].refund, Fen::from_yuan(200));
        let refund = RefundInput {
            serial: "S01".into(),
            year: 2019,
            reason: RefundReason::Proxied,
            months: None,
            tax_number: "T-1".into(),
            accepted_on: day("2019-01-31"),
            way: RefundWay::Original,
            account: "6222021234567890128".into(),
            bank: "中国工商银行东川支行".into(),
            holder: "模拟1".into(),
            statement: String::new(),
        };
        let early = office.make("contributions.refund", &refund).unwrap_err().to_string();
        assert!(early.contains("请先办理代缴记账"), "{early}");
        let made = office.run("contributions.receive_proxy", &money(200)).unwrap();
        assert!(made.notices.iter().any(|notice| notice.contains("原渠道返还")), "{:?}", made.notices);
        office.run("contributions.refund", &refund).unwrap();
        // One live booking, of the government's money; his own was taken back in red.
        assert_eq!((of_2019(office, "bookings"), of_2019(office, "fee_payers")), ("1".to_owned(), "1".to_owned()));
        // What is left of the year: 200 by the province, and the subsidy of tier 200.
        let year = "SELECT CAST(SUM(amount) AS BIGINT) FROM account_entry WHERE kind <> 'opening'";
        assert_eq!(office.number(year), 24_000);
        whole(office);
    });
}

#[test]
fn collective_aid_comes_on_top_and_earns_no_subsidy() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let aid = |office: &mut TestOffice, name: &str, people: &[&Insured], amount: i64| {
            let path = office.folder.path().join(name);
            let mut writer = CsvWriter::new(File::create(&path).unwrap(), WriteEncoding::Utf8Bom).unwrap();
            writer.row(&["证件号码", "姓名", "补助金额"].map(Cell::from)).unwrap();
            for person in people {
                writer.row(&[&*person.id, &*person.name, "50.00"].map(Cell::from)).unwrap();
            }
            writer.finish().unwrap();
            let file = office.office.environment().files.take_in(&path).unwrap();
            let (on, document) = (day("2019-02-01"), format!("集体-{name}"));
            let amount = Fen::from_yuan(amount);
            let input = ReceiveCollectiveInput { year: 2019, on, document, amount, file, name: name.into() };
            office.run("contributions.receive_collective", &input)
        };
        let (one, two, stranger) = (contributor(1), contributor(2), contributor(50));
        let error = aid(office, "1.csv", &[&one, &stranger], 100).unwrap_err().to_string();
        assert!(error.contains("有 0 个参保记录"), "{error}");
        let error = aid(office, "2.csv", &[&one, &two], 90).unwrap_err().to_string();
        assert!(error.contains("名单合计 100.00 元，到账 90.00 元"), "{error}");
        assert_eq!(office.number("SELECT COUNT(*) FROM contribution"), 0);
        aid(office, "2.csv", &[&one, &two], 100).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM account_entry WHERE kind = 'subsidy'"), 0);
        assert_eq!(office.number("SELECT CAST(SUM(credit) AS BIGINT) FROM posting WHERE account = '4102'"), 10_000);
        assert!(aid(office, "2.csv", &[&one, &two], 100).is_err(), "the same list twice");
        assert_eq!((of_2019(office, "bookings"), of_2019(office, "fee_payers")), ("2".to_owned(), "0".to_owned()));
        let agency = office.agency;
        let villages = office.office.look(agency, |look| Ok::<_, Refusal>(villages(look, 2019).unwrap())).unwrap();
        assert_eq!(villages.values().map(|village| village.paid).sum::<i64>(), 0, "nobody has paid a tier");
        whole(office);
    });
}

/// A figure of 2019 as a report prints it.
fn of_2019(office: &mut TestOffice, name: &str) -> String {
    let wanted = definition(name).unwrap();
    let agency = office.agency;
    office.office.look(agency, |look| Ok::<_, Refusal>(figure(look, wanted, 2019).unwrap())).unwrap().digits()
}

#[test]
fn who_was_taken_for_dead_is_paid_for_and_asked_again() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let one = contributor(1);
        list(office, "名单-1.csv", &[(&one, "重度残疾人", "2018-03", "")]).unwrap();
        let person = claims(office)[0].person;
        let due = |office: &mut TestOffice| {
            let environment = Arc::clone(office.office.environment());
            let agency = office.agency;
            let campaign =
                office.office.look(agency, |look| Ok::<_, Refusal>(campaign(look, &environment, 2019).unwrap()));
            campaign.unwrap().unpaid.iter().filter(|unpaid| unpaid.person == person).count()
        };
        assert_eq!(due(office), 1);
        let death = ConfirmDeathInput {
            person,
            died_on: day("2019-01-20"),
            evidence: "火化证 2019-00001".into(),
            heirs: None,
            lead: None,
        };
        office.run("benefits.confirm_death", &death).unwrap();
        assert_eq!((claims(office).len(), due(office)), (0, 0));
        office.run("benefits.revoke_death", &RevokeDeathInput { person, reason: "本人到窗口".into() }).unwrap();
        assert_eq!((claims(office).len(), due(office)), (1, 1));
    });
}

#[test]
fn a_list_that_names_a_merged_record_counts_for_the_one_in_use() {
    TestOffice::on_each_engine(|office| {
        // Two records of one woman, with two numbers; the second one stands in the list.
        let mut again = contributor(3);
        again.name = contributor(1).name;
        open_books(office);
        take_on(office, &[contributor(1), again.clone()]).unwrap();
        office.on_day("2019-02-01");
        let of = |office: &mut TestOffice, number: u32| {
            PersonId(office.number(&format!("SELECT id FROM person WHERE old_number = '53011310{number:06}'")))
        };
        let (kept, merged) = (of(office, 1), of(office, 3));
        list(office, "名单-1.csv", &[(&again, "重度残疾人", "2018-03", "")]).unwrap();
        assert_eq!(claims(office).iter().map(|claim| claim.person).collect::<Vec<_>>(), [merged]);
        let input = MergePeopleInput {
            keep: kept,
            merged,
            document: "户口簿 530113-7".into(),
            cancelled_number: "公安注销证明 1".into(),
        };
        office.run("registry.merge_people", &input).unwrap();
        assert_eq!(claims(office).iter().map(|claim| claim.person).collect::<Vec<_>>(), [kept]);
        // The next list still names the old number: it is the same person, once.
        list(office, "名单-2.csv", &[(&again, "低保对象", "2019-01", "")]).unwrap();
        assert_eq!(claims(office).iter().map(|claim| claim.person).collect::<Vec<_>>(), [kept]);
        whole(office);
    });
}
