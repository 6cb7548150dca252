//! A13 of a fund whose income, spending and balance stand in different paragraphs: 收入－支出＝当年结余, 年初结余＋当年结余＝年末结余.

use super::facts::{Fact, Facts, only};
use crate::finding::{Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Form};
use crate::rules::known::Known;
use crate::rules::terms::dated;
use crate::unit::Dimension;

const INCOME: &[&str] = &["基金收入", "收入", "基金总收入", "总收入"];
const SPENDING: &[&str] = &["基金支出", "支出", "基金总支出", "总支出"];

pub(super) fn check(reading: &Reading<'_>, facts: &Facts<'_>, known: &Known, review: &mut Review) {
    let income = one(facts, |fact| is_of_year(facts, fact) && is_called(fact, INCOME));
    let spending = one(facts, |fact| is_of_year(facts, fact) && is_called(fact, SPENDING));
    let balance = one(facts, |fact| is_of_year(facts, fact) && is_balance(fact));
    let closing = one(facts, |fact| is_of_year(facts, fact) && is_closing(reading, fact));
    let opening = one(facts, |fact| is_opening(reading, facts, fact));
    let mut say = |result: &Quantity, terms: Vec<&Quantity>, ways: Vec<bool>| {
        let apart = terms.iter().any(|term| term.passage != result.passage);
        if apart && !known.has(reading, result, &[Relation::StockFlow, Relation::Difference]) {
            let (kind, relation) = (Kind::StockFlowMismatch, Relation::StockFlow);
            let equation = Equation { result, terms, form: Form::Sum(ways), kind, relation };
            equation.ask(reading, "核对基金收入、支出与结余", review);
        }
    };
    if let (Some(income), Some(spending), Some(balance)) = (income, spending, balance)
        && income.number.value > spending.number.value
    {
        say(balance, vec![income, spending], vec![true, false]);
    }
    match (opening, balance, income, spending, closing) {
        (Some(opening), Some(balance), _, _, Some(closing)) => say(closing, vec![opening, balance], vec![true, true]),
        (Some(opening), None, Some(income), Some(spending), Some(closing)) => {
            say(closing, vec![opening, income, spending], vec![true, true, false]);
        }
        _ => {}
    }
}

fn one<'r>(facts: &Facts<'r>, is: impl Fn(&Fact<'r>) -> bool) -> Option<&'r Quantity> {
    let money = |fact: &&Fact<'r>| fact.q.number.dimension == Dimension::Money && !fact.plan && !fact.standard;
    only(facts.all.iter().filter(money).filter(|fact| is(fact)).map(|fact| fact.q))
}

fn is_of_year(facts: &Facts<'_>, fact: &Fact<'_>) -> bool {
    fact.year == facts.year
}

/// 失业保险基金收入, 收入完成.
fn is_called(fact: &Fact<'_>, names: &[&str]) -> bool {
    let insured = |rest: &str| rest.is_empty() || rest.ends_with("保险") || rest.ends_with("医保");
    !fact.q.led_by(&["其中", "缴费", "征缴", "利息", "补贴", "补助", "转移"])
        && names.iter().any(|name| fact.name.strip_suffix(name).is_some_and(insured))
}

fn is_balance(fact: &Fact<'_>) -> bool {
    let words = ["当年结余", "本年结余", "当年收支结余", "本年收支结余", "当期结余", "收支结余"];
    fact.q.led_by(&words) && !fact.q.led_by(&["滚存", "累计", "年末", "预计", "预算"])
}

fn is_closing(reading: &Reading<'_>, fact: &Fact<'_>) -> bool {
    let words = dated(reading, fact.q);
    let ends = ["年末滚存结余", "年末累计结余", "滚存结余", "累计结余", "年末结余", "期末结余"];
    let end = ends.iter().any(|word| fact.q.led_by(&[word]));
    end && !["年初", "上年", "期初"].iter().any(|word| words.contains(word))
}

fn is_opening(reading: &Reading<'_>, facts: &Facts<'_>, fact: &Fact<'_>) -> bool {
    let words = dated(reading, fact.q);
    let stock = ["滚存结余", "累计结余", "结余"].iter().any(|word| fact.q.led_by(&[word]));
    let begun = ["年初", "期初", "上年末", "上年结余"].iter().any(|word| words.contains(word));
    let last = facts.year.is_some_and(|year| fact.year == Some(year - 1))
        && ["末", "底", "累计"].iter().any(|word| words.contains(word));
    stock && (begun && (fact.year == facts.year || fact.q.prior) || last)
}
