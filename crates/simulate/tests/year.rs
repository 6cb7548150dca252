//! A simulated year: what the roll says, and the whole of it through the office.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use base::{Fen, Month};
use desk::Unplanned;
use files::{FileError, Profile, RawTable, read_in_process};
use office::ReadTables;
use office::bank::{BankBook, CreditState, credits};
use office::figures::{Measure, definition, definitions, figure, rows};
use office::fund::{Period, StatisticValue, statistics};
use office::matching::{CycleRow, cycle, standing};
use office::registry::fund_of;
use office::tables::{FundAccount, Scheme};
use rust_decimal::Decimal;
use shebao_simulate::{District, Play2019, PlayError, PlayedMonth};

struct InThisProcess;

impl ReadTables for InThisProcess {
    fn read_for(&self, path: &Path, profile: &Profile) -> Result<RawTable, FileError> {
        read_in_process(path, &profile.sheet_choice())
    }
}

fn month(number: i64) -> Month {
    Month::from_number(201_900 + number).unwrap()
}

#[test]
fn nobody_pays_or_dies_twice_and_the_numbers_of_the_year_are_met() {
    let district = District::new(3, 20_000).unwrap();
    let year = district.year();
    let counts = district.counts();
    let mut dead = BTreeSet::new();
    let mut paid = BTreeSet::new();
    let mut fees = 0;
    for number in 1..=12 {
        for death in year.deaths(month(number)) {
            assert!(dead.insert(death.person.index), "{} dies twice", death.person.name);
            assert!(Month::of(death.on) <= month(number) && Month::of(death.on) >= month(number).plus(-2));
        }
        let of_month = year.fees(&district, month(number));
        let too_much: Vec<u64> = year.too_much(&district, month(number)).iter().map(|fee| fee.person.index).collect();
        fees += (of_month.len() - too_much.len()) as u64;
        for fee in &of_month {
            assert_eq!(Month::of(fee.paid_on), month(number));
            let again = too_much.contains(&fee.person.index);
            assert!(paid.insert(fee.person.index) || again, "{} pays twice", fee.person.name);
            assert!(fee.treasury_on > fee.paid_on && fee.account_on > fee.treasury_on);
        }
    }
    assert!(dead.is_disjoint(&paid.iter().copied().filter(|i| !dead.contains(i)).collect()));
    assert!(dead.len() as u64 <= counts.year_deaths && dead.len() as u64 + 12 >= counts.year_deaths, "{}", dead.len());
    assert!(fees <= counts.year_fees && fees + 100 >= counts.year_fees, "{fees} of {}", counts.year_fees);
    assert_eq!(year.deaths(month(1)), district.january_deaths());
}

#[test]
fn a_year_has_its_raise_its_other_business_and_its_insiders() {
    let folder = tempfile::tempdir().unwrap();
    let district = District::new(2019, 2_000).unwrap();
    let mut play = Play2019::found(&district, folder.path(), None, Box::new(InThisProcess), |_| ()).unwrap();
    let played = play.play(12).unwrap();
    let (mut office, crew) = play.into_parts();
    let report = office::verify::verify(&mut office, crew.agency, &mut |_| ()).unwrap();
    assert!(report.is_whole(), "{report}");

    let beside = played.beside;
    assert!(beside.certified > 0 && beside.suspended > 0 && beside.resumed > 0, "{beside:?}");
    assert!(beside.resumed <= beside.suspended, "{beside:?}");
    assert!(beside.proxied > 0 && beside.refunded > 0 && beside.moved_out > 0, "{beside:?}");
    assert!(beside.moved_in > 0 && beside.repaid > 0, "{beside:?}");

    // The raise goes back six months: nobody gets more than six times 8.62.
    let mut of = |name: &str| {
        let definition = definition(name).unwrap();
        let figure = office.look(crew.agency, |look| figure(look, definition, 2019).map_err(PlayError::from));
        figure.unwrap().value
    };
    let (people, paid) = (of("back_paid_people"), of("back_paid"));
    assert!(people > of("recipients_december"), "who died meanwhile, and newcomers, count as well");
    assert!(paid > people * Decimal::from(40) && paid <= people * Decimal::new(51_72, 2), "{paid} for {people}");

    equal_statistics(&mut office, crew.agency);
    banks_and_governments(&mut office, crew.agency);

    // Which control sees which trick. S10 needs hours, and a simulated clock has days: the unit tests of
    // `odd_decisions` show it. S4 and S7 are not told afterwards: they do not come to pass.
    let insiders = played.insiders.unwrap();
    let seen: Vec<(&str, bool, &str)> = insiders
        .tricks
        .iter()
        .map(|trick| (trick.code, trick.seen, trick.control.split('；').next().unwrap()))
        .collect();
    assert_eq!(
        seen,
        [
            ("S1", true, "筛查：久停后换账户续发"),
            ("S2", true, "筛查：多人待遇同一账户"),
            ("S3", true, "变更时即列疑点：双改"),
            ("S4", true, "所签内容已变，签字被拒并退回经办"),
            ("S5", true, "筛查：出生日期改早"),
            ("S6", true, "办件异常：略低于档次、拆分"),
            ("S7", true, "同一登录签两次被拒"),
            ("S8", true, "筛查：反复停发续发"),
            ("S9", true, "筛查：疑似测试人员"),
            ("S10", false, "办件异常：连续快速审批"),
        ]
    );
    assert_eq!(insiders.false_alarms, 0, "of {} honest matters", insiders.honest);

    // Lists: every death, everybody in prison and with another pension is recognised, also where two digits
    // were exchanged, and the two namesakes of each list are asked about and cleared.
    let sum = |of: fn(&PlayedMonth) -> u64| played.months.iter().map(of).sum::<u64>();
    let [deaths, prison, pensions] = played.recall[..] else { panic!("{:?}", played.recall) };
    assert_eq!((deaths.planted, deaths.recognised), (sum(|m| m.listed_deaths), sum(|m| m.deaths)));
    assert_eq!(deaths.planted, deaths.recognised, "{deaths:?}");
    assert_eq!(deaths.false_alarms, 12, "the namesake from elsewhere that each month's list names, and nobody else");
    assert_eq!(beside.attached, 12, "the first claim of each month comes with its paper");
    // Person, version, identifier, membership and its event of each, at the least.
    assert!(beside.restored.is_some_and(|rows| rows > 5 * 2_000), "{beside:?}");
    for list in [prison, pensions] {
        assert_eq!((list.planted, list.recognised, list.false_alarms), (4, 4, 2), "{list:?}");
    }
}

/// What the yearly statistics and the books count is what the figures of the same meaning count (issue 5).
fn equal_statistics(office: &mut office::Office, agency: desk::AgencyId) {
    let year: Period = "2019".parse().unwrap();
    office
        .look(agency, |look| {
            let fund = fund_of(look, Scheme::Resident)?.expect("a fund");
            let report = statistics(look, &fund, year)?;
            let said = |title: &str| match report.lines.iter().find(|line| line.title == title).expect(title).value {
                StatisticValue::Count(number, _) => Decimal::from(number),
                StatisticValue::Money(fen) => Decimal::new(fen.get(), 2),
            };
            for (title, name) in [
                ("参保人数", "insured"),
                ("缴费人数", "fee_payers"),
                ("领取待遇人数", "recipients_december"),
                ("实发待遇", "benefits_paid"),
                ("基金收入", "fund_income"),
                ("基金支出", "fund_expense"),
                ("累计结余", "fund_balance"),
            ] {
                let figure = figure(look, definition(name).expect(name), 2019)?;
                assert_eq!(said(title), figure.value, "{title} {name}");
                assert!(!figure.value.is_zero(), "{title}");
            }
            let standing = standing(look, &fund, month(12))?;
            let short: Fen = standing.iter().map(|row| row.short().max(Fen::ZERO)).sum();
            let figure = figure(look, definition("matching_short").unwrap(), 2019)?;
            assert_eq!(figure.value, Decimal::new(short.get(), 2));
            Ok::<_, Unplanned>(())
        })
        .map_err(PlayError::from)
        .unwrap();
}

/// Every month has its statements and its 余额调节表; every credit is claimed but the one that waits;
/// governments sent what they gave notice of, and the county too little.
fn banks_and_governments(office: &mut office::Office, agency: desk::AgencyId) {
    let (cycle, credits, books) = office
        .look(agency, |look| {
            let fund = fund_of(look, Scheme::Resident)?.expect("a fund");
            let mut books = Vec::new();
            for account in [FundAccount::Special, FundAccount::Payment] {
                books.push(BankBook::read(look, fund.id, account)?);
            }
            Ok::<_, Unplanned>((cycle(look, &fund, month(12))?, credits(look, fund.id)?, books))
        })
        .map_err(PlayError::from)
        .unwrap();
    for (book, number) in books.iter().flat_map(|book| (1..=12).map(move |number| (book, number))) {
        let found = book.reconciliation(month(number)).expect("a statement");
        assert!(found.agrees() && found.at_bank.is_empty(), "{found:?}");
    }
    let at_year_end = books.iter().filter_map(|book| book.reconciliation(month(12)));
    assert!(at_year_end.map(|found| found.in_books.len()).sum::<usize>() > 0, "nothing was on its way");
    let waiting: Vec<i64> =
        credits.iter().filter(|c| c.state == CreditState::Parked).map(|c| c.line.amount.get()).collect();
    assert_eq!(waiting, [35_000], "October's; February's was named in April");
    assert!(credits.iter().all(|credit| credit.state != CreditState::Unbooked));
    assert_eq!(credits.iter().filter(|credit| credit.line.note == "结息").count(), 4);

    let sum = |of: fn(&CycleRow) -> Fen| cycle.rows.values().map(of).sum::<Fen>();
    let (asked, allotted, received) = (sum(|r| r.requested), sum(|r| r.allotted), sum(|r| r.received));
    assert!(asked > allotted && allotted >= received && received > Fen::ZERO, "{cycle:?}");
    assert!(cycle.findings.iter().any(|finding| finding.contains("县级配套资金缺口")), "{:?}", cycle.findings);
    assert!(!cycle.findings.iter().any(|finding| finding.contains("超过下达")), "{:?}", cycle.findings);
}

#[test]
fn a_small_district_closes_three_months() {
    let folder = tempfile::tempdir().unwrap();
    let district = District::new(2019, 2_000).unwrap();
    let mut play = Play2019::found(&district, folder.path(), None, Box::new(InThisProcess), |_| ()).unwrap();
    let played = play.play(3).unwrap();
    let months: Vec<_> = played.months.iter().map(|m| m.month).collect();
    assert_eq!(months, [month(1), month(2), month(3)]);
    for played in &played.months {
        assert!(played.deaths > 0 && played.awards > 0, "{played:?}");
    }
    let (mut office, crew) = play.into_parts();
    let report = office::verify::verify(&mut office, crew.agency, &mut |_| ()).unwrap();
    assert!(report.is_whole(), "{report}");

    // Every figure is what its rows come to, added up here a second time.
    for definition in definitions() {
        let (mut people, mut kinds) = (BTreeMap::<_, Fen>::new(), BTreeMap::<_, Fen>::new());
        let (mut count, mut sum) = (0, Fen::ZERO);
        let printed = office
            .look(crew.agency, |look| {
                rows(look, definition, 2019, |row| {
                    *people.entry(row.subject).or_default() += row.amount;
                    *kinds.entry(row.what.clone()).or_default() += row.amount;
                    count += 1;
                    sum += row.amount;
                    assert!(!row.what.is_ascii(), "{}: a code on the screen: {}", definition.name, row.what);
                    Ok(())
                })?;
                figure(look, definition, 2019)
            })
            .map_err(PlayError::from);
        // The small district has no budget, and nobody said how the window was.
        if matches!(definition.name, "budget_income_rate" | "budget_expense_rate" | "satisfied") {
            assert!(printed.unwrap_err().to_string().contains("分母为零，比率不存在"), "{}", definition.name);
            continue;
        }
        let printed = printed.unwrap().digits();
        let expected = match definition.measure {
            Measure::People => people.values().filter(|sum| !sum.is_zero()).count().to_string(),
            Measure::Rows => count.to_string(),
            Measure::Money => sum.to_string(),
            Measure::Short => kinds.values().filter(|sum| **sum > Fen::ZERO).copied().sum::<Fen>().to_string(),
            Measure::Rate { .. } => {
                let of = |words: &str| Decimal::from(kinds.get(words).copied().unwrap_or_default().get());
                let (part, rest) = match definition.name {
                    "paid_on_time" => (of("按时"), of("逾期")),
                    _ => (of("认证有效"), of("认证过期或没有认证")),
                };
                format!("{:.2}", (part * Decimal::ONE_HUNDRED / (part + rest)).round_dp(2))
            }
        };
        assert_eq!(printed, expected, "{}", definition.name);
    }
    let wrong =
        office.look(crew.agency, |look| figure(look, definition("insured").unwrap(), -3)).map_err(PlayError::from);
    assert!(wrong.unwrap_err().to_string().contains("四位数的年度"));
}
