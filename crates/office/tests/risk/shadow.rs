//! Shadow mode: exports of the province come in as facts, are computed again, explained and booked.

use crate::common::{TestOffice, day};
use crate::paying;
use crate::sound::{on_each_engine, said, taken_in};
use crate::town::{contributor, take_on};
use base::Fen;
use desk::{Answer, Refusal};
use shebao_office::figures::{definition, figure};
use shebao_office::shadow::{BookExportInput, CompareInput, DifferenceLine, ImportExportInput, differences};
use shebao_office::tables::{DifferenceKind, ShadowKind, ShadowSubject};

/// The province calls two columns by names of its own.
const MAPPING: &str = "aac008 = \"人员当前状况\"\nbalance = \"账户本息合计\"\n";
const PERSONS: &str = "个人编号,证件号码,姓名,出生日期,人员当前状况,待遇开始年月,缴费年限,基础养老金,缴费年限养老金,\
                       高龄增发,个人账户养老金,月养老金,待遇开始时账户总额,账户本息合计\n";
const FEES: &str = "个人编号,姓名,税票号,费款所属年度,缴费金额,缴费类别,缴费日期,政府补贴\n";
const PAYMENTS: &str = "个人编号,姓名,待遇所属月,中央,省级,市级,县级,个人账户,发放金额,处理结果\n";

/// Born in November 1958, 17 years, 139.00 × 100 in the account: from July 2020 on 93 + 15 + 8 + 7,
/// two years over fifteen at 2.00, and 100.00 from the account.
fn pensioner(number: u32, parts: [&str; 3], sum: &str, balance: &str) -> String {
    let [base, long, account] = parts;
    format!(
        "P{number},,模拟{number},1958-11-02,待遇领取,2018-12,17,{base},{long},,{account},{sum},13900.00,{balance}\n"
    )
}

fn payer(number: u32, id: &str, balance: &str) -> String {
    format!("P{number},{id},模拟{number},1980-03-07,正常参保,,8,,,,,,,{balance}\n")
}

fn import(office: &mut TestOffice, kind: ShadowKind, month: &str, text: &str) -> Result<Answer, Refusal> {
    let name = format!("{month}-{}.csv", kind.code());
    let input = ImportExportInput {
        kind,
        month: month.parse().unwrap(),
        file: taken_in(office, &name, text),
        name,
        mapping: (kind == ShadowKind::Persons).then(|| taken_in(office, "对照.toml", MAPPING)),
    };
    office.run("shadow.import", &input)
}

fn compared(office: &mut TestOffice, month: &str) -> Vec<DifferenceLine> {
    let month = month.parse().unwrap();
    office.run("shadow.compare", &CompareInput { month }).unwrap();
    let read = office.office.look(office.agency, |look| differences(look, month).map_err(|_| Refusal::NoMatter));
    read.unwrap().1
}

/// Of one person and subject: why, ours, the words.
fn of(lines: &[DifferenceLine], number: &str, subject: ShadowSubject) -> Option<(DifferenceKind, Fen, String)> {
    let line = lines.iter().find(|line| line.number == number && line.subject == subject)?;
    Some((line.kind, line.ours, line.words.clone()))
}

fn start(office: &mut TestOffice) {
    paying::open_books_with(office, "10000.00");
    take_on(office, &[contributor(9)]).unwrap();
    office.on_day("2020-08-03");
}

#[test]
fn every_difference_of_a_month_is_told_with_its_reason() {
    on_each_engine(|office| {
        start(office);
        let whole = ["123", "4", "100"];
        let june = [
            pensioner(1, ["118", "4", "100"], "222", "13800"),
            payer(9, &contributor(9).id, "1000.00"),
            payer(10, "", "1000.00"),
            payer(11, "", "1000.00"),
            payer(12, "", "500.00"),
        ];
        import(office, ShadowKind::Persons, "2020-06", &format!("{PERSONS}{}", june.concat())).unwrap();
        let lacking = pensioner(7, whole, "227", "0").replace("13900.00", "");
        let ended = pensioner(8, whole, "227", "0").replace("待遇领取", "终止参保");
        let sixteen = pensioner(4, whole, "227", "0").replace(",17,", ",16,");
        let july = [
            pensioner(1, whole, "227", "13700"),
            pensioner(2, ["123", "4", "99.95"], "226.95", "0"),
            pensioner(3, ["118", "4", "100"], "222", "0"),
            sixteen,
            pensioner(5, ["123", "4", "80"], "207", "0"),
            pensioner(6, ["120", "4", "90"], "214", "0"),
            lacking,
            ended,
            payer(9, &contributor(9).id, "1350.00"),
            payer(10, "", "1000.00"),
            payer(11, "", "1000.03"),
            payer(13, "", "1000000.00"),
            payer(14, "", "350.00"),
        ];
        let july = format!("{PERSONS}{}", july.concat());
        import(office, ShadowKind::Persons, "2020-07", &july).unwrap();
        let fees = format!(
            "{FEES}P9,模拟9,S9,2020,300,正常应缴,2020-07-05,50\nP10,模拟10,S10,2020,300,正常应缴,2020-07-06,0\n\
             P13,模拟13,S13,2020,300,正常应缴,2020-07-06,50\nP14,模拟14,S14,2020,300,正常应缴,2020-07-06,50\n"
        );
        import(office, ShadowKind::Fees, "2020-07", &fees).unwrap();
        let paid = |number: u32, account: &str, sum: &str| {
            format!("P{number},模拟{number},2020-07,,,,,{account},{sum},成功\n")
        };
        let lines: Vec<String> =
            [1, 3, 6, 99].iter().zip(["227", "222", "200", "227"]).map(|(n, sum)| paid(*n, "", sum)).collect();
        let payments = format!("{PAYMENTS}{}", lines.concat())
            .replace("P1,模拟1,2020-07,,,,,,", "P1,模拟1,2020-07,93,15,12,7,100,");
        // P2's came back, and what was paid to him is for June.
        let ended = format!(
            "{payments}P8,模拟8,2020-07,,,,,,227,成功\nP2,模拟2,2020-07,,,,,,226.95,失败\n\
             P2,模拟2,2020-06,,,,,,226.95,成功\n"
        );
        import(office, ShadowKind::Payments, "2020-07", &ended).unwrap();

        let lines = compared(office, "2020-07");
        let pension = |number: &str| of(&lines, number, ShadowSubject::Pension);
        assert_eq!(pension("P1"), None);
        let ours = Fen::from_yuan(227);
        let expected = [
            ("P2", DifferenceKind::Rounding, ours, "不足一角"),
            ("P3", DifferenceKind::LawVersion, ours, "按 2020-06 的规定"),
            ("P4", DifferenceKind::MissingYear, Fen::from_yuan(225), "与缴费 17 年计算相同"),
            ("P5", DifferenceKind::OtherBase, ours, "省系统 80.00，复算 100.00"),
            ("P6", DifferenceKind::Unexplained, ours, "省系统 120.00，复算 123.00"),
            ("P7", DifferenceKind::NotComputable, ours, "缺少待遇开始时账户总额"),
            ("P8", DifferenceKind::NotOwed, Fen::ZERO, "终止参保"),
        ];
        for (number, kind, ours, words) in expected {
            let found = pension(number).unwrap_or_else(|| panic!("{number}"));
            assert_eq!((found.0, found.1), (kind, ours), "{number}: {}", found.2);
            assert!(found.2.contains(words), "{number}: {}", found.2);
        }
        let balance = |number: &str| of(&lines, number, ShadowSubject::Balance);
        assert_eq!((balance("P1"), balance("P9")), (None, None));
        let missing = balance("P10").unwrap();
        assert_eq!((missing.0, missing.1), (DifferenceKind::MissingYear, Fen::from_yuan(1_350)));
        assert!(missing.2.contains("S10"), "{}", missing.2);
        assert_eq!(balance("P11").unwrap().0, DifferenceKind::Rounding);
        // Who is new begins with nothing; who is gone is named.
        let fresh = balance("P13").unwrap();
        assert_eq!((fresh.0, fresh.1), (DifferenceKind::UnknownPerson, Fen::from_yuan(350)), "{}", fresh.2);
        assert_eq!(balance("P14"), None);
        let gone = balance("P12").unwrap();
        assert_eq!((gone.0, gone.1), (DifferenceKind::UnknownPerson, Fen::from_yuan(500)), "{}", gone.2);
        assert_eq!(of(&lines, "P9", ShadowSubject::Subsidy), None);
        let subsidy = of(&lines, "P10", ShadowSubject::Subsidy).unwrap();
        assert_eq!((subsidy.0, subsidy.1), (DifferenceKind::OtherBase, Fen::from_yuan(50)));
        let payment = |number: &str| of(&lines, number, ShadowSubject::Payment);
        assert_eq!((payment("P1"), payment("P3")), (None, None), "the pension itself is told once");
        for (number, kind) in
            [("P99", DifferenceKind::UnknownPerson), ("P8", DifferenceKind::NotOwed), ("P6", DifferenceKind::OtherBase)]
        {
            assert_eq!(payment(number).map(|found| found.0), Some(kind), "{number}");
        }
        // What P2 got for June is no July; nobody knows what June had paid before.
        let of_p2 = lines.iter().filter(|l| l.number == "P2" && l.subject == ShadowSubject::Payment);
        let of_p2: Vec<_> = of_p2.map(|line| (line.period, line.kind)).collect();
        assert_eq!(of_p2, [(202_006, DifferenceKind::NotComputable), (202_007, DifferenceKind::NotOwed)]);
        // Twice the same: nothing new but the comparison itself.
        assert_eq!(compared(office, "2020-07").len(), lines.len());
        // Corrected and sent again: the newest counts.
        let corrected = july.replace(",118,4,,100,222,", ",123,4,,100,227,");
        import(office, ShadowKind::Persons, "2020-07", &corrected).unwrap();
        assert_eq!(of(&compared(office, "2020-07"), "P3", ShadowSubject::Pension), None);
        assert_eq!(office.number("SELECT COUNT(*) FROM shadow_person WHERE person IS NOT NULL"), 3, "by ID number");
    });
}

#[test]
fn back_pay_comes_to_what_the_law_gives_for_its_month() {
    on_each_engine(|office| {
        start(office);
        // July 2020 raises 118 to 123; July is paid by the old standard, August pays the five yuan.
        let people = |base: &str, sum: &str| {
            let person = |number| pensioner(number, [base, "4", "100"], sum, "0");
            format!("{PERSONS}{}", [1, 2, 3].map(person).concat())
        };
        let paid = |number: u32, month: &str, sum: &str| format!("P{number},模拟{number},{month},,,,,,{sum},成功\n");
        import(office, ShadowKind::Persons, "2020-07", &people("118", "222")).unwrap();
        let july: Vec<String> = [1, 2, 3].map(|number| paid(number, "2020-07", "222")).to_vec();
        import(office, ShadowKind::Payments, "2020-07", &format!("{PAYMENTS}{}", july.concat())).unwrap();
        office.on_day("2020-09-03");
        import(office, ShadowKind::Persons, "2020-08", &people("123", "227")).unwrap();
        let mut august: Vec<String> = [1, 2, 3].map(|number| paid(number, "2020-08", "227")).to_vec();
        august.push(paid(1, "2020-07", "5"));
        august.push(paid(2, "2020-07", "10"));
        august.push(paid(3, "2020-05", "1"));
        august.push(paid(3, "2020-09", "227"));
        let taken = import(office, ShadowKind::Payments, "2020-08", &format!("{PAYMENTS}{}", august.concat())).unwrap();
        assert!(taken.notices.iter().any(|n| n.contains("晚于月报的 2020-08")), "{:?}", taken.notices);
        let lines = compared(office, "2020-08");
        let payments: Vec<(&str, i64, DifferenceKind, Fen)> = lines
            .iter()
            .filter(|line| line.subject == ShadowSubject::Payment)
            .map(|line| (line.number.as_str(), line.period, line.kind, line.ours))
            .collect();
        let expected = [
            ("P2", 202_007, DifferenceKind::OtherBase, Fen::from_yuan(5)),
            ("P3", 202_005, DifferenceKind::NotComputable, Fen::from_yuan(1)),
        ];
        assert_eq!(payments, expected, "{lines:#?}");
        let words = |number: &str, period| {
            lines.iter().find(|line| line.number == number && line.period == period).unwrap().words.clone()
        };
        assert!(words("P2", 202_007).contains("以前已发 222.00 元，补发后共 232.00 元，按该月规定应为 227.00 元"));
        assert!(words("P3", 202_005).contains("缺少 2020-05 的发放月报"), "{}", words("P3", 202_005));
    });
}

#[test]
fn a_subsidy_is_that_of_the_month_in_which_the_fee_was_paid() {
    on_each_engine(|office| {
        start(office);
        office.on_day("2023-02-03");
        // 300 yuan: 50 until December 2022, 35 from January 2023 (云南 2023 缴费年度).
        let persons = format!("{PERSONS}{}{}", payer(9, "", "1000.00"), payer(10, "", "1000.00"));
        import(office, ShadowKind::Persons, "2023-01", &persons).unwrap();
        let fees = format!(
            "{FEES}P9,模拟9,S9,2022,300,正常应缴,2022-12-30,50\nP10,模拟10,S10,2023,300,正常应缴,2023-01-05,50\n"
        );
        import(office, ShadowKind::Fees, "2023-01", &fees).unwrap();
        let lines = compared(office, "2023-01");
        assert_eq!(of(&lines, "P9", ShadowSubject::Subsidy), None);
        let (kind, ours, words) = of(&lines, "P10", ShadowSubject::Subsidy).unwrap();
        assert_eq!((kind, ours), (DifferenceKind::LawVersion, Fen::from_yuan(35)));
        assert!(words.contains("按 2022-12 的规定"), "{words}");
    });
}

#[test]
fn bad_exports_are_refused_and_good_ones_are_booked_once() {
    on_each_engine(|office| {
        start(office);
        let persons = format!("{PERSONS}{}", payer(9, &contributor(9).id, "1000.00"));
        assert!(said(import(office, ShadowKind::Persons, "2020-09", &persons).unwrap_err()).contains("还没有到"));
        import(office, ShadowKind::Persons, "2020-07", &persons).unwrap();
        let again = said(import(office, ShadowKind::Persons, "2020-07", &persons).unwrap_err());
        assert!(again.contains("不需要再次导入"), "{again}");
        // For another month the same bytes are another export: a month chosen wrongly can be put right.
        import(office, ShadowKind::Persons, "2020-06", &persons).unwrap();
        let input = |office: &TestOffice, mapping: &str| ImportExportInput {
            kind: ShadowKind::Persons,
            month: "2020-07".parse().unwrap(),
            file: taken_in(office, "七月.csv", &format!("{persons}\n")),
            name: "七月.csv".into(),
            mapping: Some(taken_in(office, "错.toml", mapping)),
        };
        for (mapping, word) in
            [("aac999 = \"状态\"", "aac999"), ("aac008 = \"姓名\"", "同时属于两列"), ("状态", "有误")]
        {
            let wrong = input(office, mapping);
            let told = said(office.make("shadow.import", &wrong).unwrap_err());
            assert!(told.contains(word), "{word}: {told}");
        }
        let none =
            said(office.make("shadow.compare", &CompareInput { month: "2020-05".parse().unwrap() }).unwrap_err());
        assert!(none.contains("没有 2020-05 的人员月报"), "{none}");

        // One line whose parts do not add up is left out and told.
        let payments = format!(
            "{PAYMENTS}P1,模拟1,2020-07,93,15,12,7,100,227,成功\nP2,模拟2,2020-07,93,15,12,7,100,228,成功\n\
             P3,模拟3,2020-07,93,15,8,7,0,123,失败\n"
        );
        let answer = import(office, ShadowKind::Payments, "2020-07", &payments).unwrap();
        assert!(answer.notices.iter().any(|n| n.contains("与各级之和")), "{:?}", answer.notices);
        let early = import(office, ShadowKind::Payments, "2020-06", &payments).unwrap();
        assert!(early.notices.iter().any(|n| n.contains("晚于月报的 2020-06")), "{:?}", early.notices);
        let book = |kind, on: &str, document: &str, yuan| BookExportInput {
            kind,
            amount: Fen::from_yuan(yuan),
            month: "2020-07".parse().unwrap(),
            on: day(on),
            document: document.into(),
        };
        let early =
            said(office.make("shadow.book", &book(ShadowKind::Payments, "2020-06-30", "付-1", 227)).unwrap_err());
        assert!(early.contains("早于月报"), "{early}");
        let persons =
            said(office.make("shadow.book", &book(ShadowKind::Persons, "2020-07-25", "付-1", 227)).unwrap_err());
        assert!(persons.contains("没有收支"), "{persons}");
        let missing = said(office.make("shadow.book", &book(ShadowKind::Fees, "2020-07-25", "收-1", 400)).unwrap_err());
        assert!(missing.contains("没有 2020-07 的缴费月报"), "{missing}");
        // The bank paid both; a voucher of what was taken alone would be too small.
        let short =
            said(office.make("shadow.book", &book(ShadowKind::Payments, "2020-07-25", "付-1", 455)).unwrap_err());
        assert!(short.contains("差 228.00 元") && short.contains("1 行没有采用"), "{short}");
        let corrected = payments.replace("12,7,100,228", "12,8,100,228");
        import(office, ShadowKind::Payments, "2020-07", &corrected).unwrap();
        office.run("shadow.book", &book(ShadowKind::Payments, "2020-07-25", "付-1", 455)).unwrap();
        let spent = "SELECT CAST(SUM(debit) AS BIGINT) FROM posting WHERE account = '5001'";
        assert_eq!(office.number(spent), 45_500, "what arrived");
        assert_eq!(office.number(&format!("{spent} AND level = 'central'")), 18_600);
        let twice =
            said(office.make("shadow.book", &book(ShadowKind::Payments, "2020-07-26", "付-2", 455)).unwrap_err());
        assert!(twice.contains("已经记账"), "{twice}");
        let fees = format!(
            "{FEES}P9,模拟9,S9,2020,300,正常应缴,2020-07-05,50\nP9,模拟9,S8,2018,100,补缴,2020-07-05,0\n\
                     P8,模拟8,S7,2020,100,代缴,2020-07-05,0\n"
        );
        import(office, ShadowKind::Fees, "2020-07", &fees).unwrap();
        // Governments pay by level into the special account: the treasury never had that hundred.
        let all = said(office.make("shadow.book", &book(ShadowKind::Fees, "2020-07-31", "收-1", 500)).unwrap_err());
        assert!(all.contains("月报为 400.00 元") && all.contains("代缴 1 笔 100.00 元不经国库"), "{all}");
        let answer = office.run("shadow.book", &book(ShadowKind::Fees, "2020-07-31", "收-1", 400)).unwrap();
        assert!(answer.notices.iter().any(|n| n.contains("代缴 1 笔")), "{:?}", answer.notices);
        assert_eq!(office.number("SELECT CAST(SUM(credit) AS BIGINT) FROM posting WHERE account = '4001'"), 40_000);
        // The year's figures come from the same exports; who has left is not insured.
        office.on_day("2021-01-05");
        let ended = pensioner(8, ["123", "4", "100"], "227", "0").replace("待遇领取", "终止参保");
        let people = [pensioner(1, ["123", "4", "100"], "227", "0"), ended, payer(9, &contributor(9).id, "1350.00")];
        import(office, ShadowKind::Persons, "2020-12", &format!("{PERSONS}{}", people.concat())).unwrap();
        let expected = [
            ("shadow_paid", "455.00元"),
            ("shadow_fees", "500.00元"),
            ("shadow_insured", "2人"),
            ("shadow_recipients", "1人"),
        ];
        for (name, expected) in expected {
            let of = definition(name).unwrap();
            let read = office.office.look(office.agency, |look| figure(look, of, 2020).map_err(|_| Refusal::NoMatter));
            assert_eq!(read.unwrap().printed(), expected, "{name}");
        }
    });
}
