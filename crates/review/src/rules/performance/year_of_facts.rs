//! C03 of figures that the report tells twice: 截至2022年12月底，参保862646人 where the rest of the report tells the same
//! 862646人 of 2023. The old year of the last report was left standing.

use super::Report;
use super::columns::{Plain, plain};
use crate::finding::{Confidence, Finding, Quote, Review};
use crate::kind::Kind;
use crate::quantity::{Quantity, Sentence};
use crate::reading::Reading;
use crate::unit::Dimension;

/// Figures of fewer digits are the same by chance.
const DIGITS: usize = 4;

/// The year stands at the beginning of its sentence.
const OPENING: usize = 14;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let Some(year) = reading.year else { return };
    if super::year_of_money::is_of_several_years(reading) {
        return;
    }
    let tables = plain(reading.document);
    for (index, sentence) in reading.sentences.iter().enumerate() {
        with_itself(reading, sentence, review);
        if let Some(at) = opens_with(reading, sentence, year - 1) {
            tell(report, index, (at, year), &tables, review);
        }
    }
}

/// Where the sentence prints the year, which is the only one that it prints and no base of a comparison.
fn opens_with(reading: &Reading<'_>, sentence: &Sentence, year: i32) -> Option<usize> {
    let passage = &reading.text.passages[sentence.passage];
    let text = passage.slice(sentence.span.clone());
    let own = format!("{year}年");
    let years = text.match_indices('年').filter(|(at, _)| {
        let before: Vec<char> = text[..*at].chars().rev().take(4).collect();
        // 结余45万元，结转2024年继续使用: where it goes.
        let carried = ["结转", "结转至", "结转到"]
            .iter()
            .any(|word| text.get(..at.saturating_sub(4)).is_some_and(|head| head.ends_with(word)));
        before.len() == 4 && before.iter().all(char::is_ascii_digit) && !carried
    });
    let first = text.find(&own).filter(|_| years.count() == 1 && !passage.cell)?;
    let before = &text[..first];
    let compared = ["比", "较", "与", "和", "跟", "同", "自", "从", "据", "按", "于", "在"]
        .iter()
        .any(|word| before.ends_with(word));
    // 2023年结转资金: what was left of that year is of this one.
    let behind: String = text[first..].chars().skip(5).take_while(|sign| !sign.is_ascii_digit()).collect();
    let left = ["结转", "结余", "下达", "提前", "安排"].iter().any(|word| behind.contains(word));
    let at = before.chars().count();
    (at <= OPENING && !left && !compared && !before.contains(['《', '〔', '（'])).then_some(sentence.span.start + at)
}

fn tell(report: &Report<'_, '_>, index: usize, (at, year): (usize, i32), tables: &[Plain], review: &mut Review) {
    let reading = report.reading;
    let told = reading.in_sentence(index).iter().filter(|q| is_fact(reading, q) && q.bracket.is_none());
    let again =
        |q: &Quantity| of_this_year(reading, q, year).or_else(|| in_table(report, tables, &digits(reading, q), year));
    let mut twice = told.filter(|q| !is_of_last_year(reading, q, year)).filter_map(|q| Some((q, again(q)?)));
    let Some((own, other)) = twice.next() else { return };
    let mut quotes = reading.text.quotes(reading.sentences[index].passage, at..at + 5);
    quotes.extend(reading.quotes([own]).into_iter().chain(other));
    let printed = reading.printed(own);
    let calc = format!("这一句写 {} 年，{printed}在另一处是 {year} 年的数", year - 1);
    say(calc, quotes, review);
}

fn say(calc: String, quotes: Vec<Quote>, review: &mut Review) {
    let finding = Finding::new(Kind::YearMismatch, quotes, calc, "核对年份，是否沿用了上一年的文字");
    review.findings.push(finding.confidence(Confidence::Likely));
}

fn digits(reading: &Reading<'_>, q: &Quantity) -> String {
    reading.between(q.passage, q.number.digits.clone()).replace([',', '，', ' '], "")
}

/// A level of so many digits.
fn is_fact(reading: &Reading<'_>, q: &Quantity) -> bool {
    let digits: String = digits(reading, q).chars().filter(char::is_ascii_digit).collect();
    let measured = !matches!(q.number.dimension, Dimension::Time | Dimension::PercentPoint);
    let level = q.number.is_operand() && !q.number.chinese && !q.is_change() && !q.prior;
    measured && level && digits.trim_matches('0').len() >= DIGITS
}

fn same<'r>(reading: &'r Reading<'_>, own: &'r Quantity) -> impl Iterator<Item = &'r Quantity> {
    reading.quantities.iter().filter(move |q| {
        let number = |q: &Quantity| (q.number.dimension, q.number.value, q.number.step);
        q.sentence != own.sentence && number(q) == number(own) && !reading.text.passages[q.passage].cell
    })
}

/// Whether another sentence tells the figure of the year before.
fn is_of_last_year(reading: &Reading<'_>, own: &Quantity, year: i32) -> bool {
    let earlier = |q: &Quantity| q.prior || q.year == Some(year - 1) || q.led_by(&["上年", "去年", "比", "较", "年初"]);
    same(reading, own).any(earlier)
}

/// The same figure in a sentence of this year, or of none.
fn of_this_year(reading: &Reading<'_>, own: &Quantity, year: i32) -> Option<Vec<Quote>> {
    let mut all = same(reading, own).filter(|q| q.year.is_none_or(|own| own == year) && is_fact(reading, q));
    all.next().map(|q| reading.quotes([q]))
}

/// The same figure as a result of the table of indicators, or in a column that is not of the year before.
fn in_table(report: &Report<'_, '_>, tables: &[Plain], digits: &str, year: i32) -> Option<Vec<Quote>> {
    let number = |text: &str| {
        text.replace([',', '，', ' '], "").trim_end_matches(|sign: char| !sign.is_ascii_digit()).to_owned()
    };
    let earlier = |text: &str| {
        ["上年", "去年", "同期", "年初", "期初"].iter().any(|word| text.contains(word))
            || text.contains(&(year - 1).to_string())
    };
    let indicators = report.certain().flat_map(|table| &table.indicators);
    let mut results = indicators.filter_map(|row| row.actual.as_ref()).filter(|cell| number(&cell.text) == digits);
    if let Some(spot) = results.find_map(|cell| cell.spot.clone()) {
        return Some(vec![spot]);
    }
    let of_table = |table: &Plain| {
        let cells =
            table.rows.iter().filter(|row| !earlier(&row.name)).flat_map(|row| table.titles.iter().zip(&row.cells));
        let mut same = cells.filter_map(|(title, cell)| Some((title, &cell.as_ref()?.1)));
        same.find(|(title, quote)| !earlier(title) && number(&quote.text) == digits)
            .map(|(_, quote)| vec![quote.clone()])
    };
    tables.iter().find_map(of_table)
}

/// 2017年决算129748万元，比2017年增收12423万元: nothing is compared with itself; 至2017年12月底支出490万元，比2017年的470万元
/// 增加20万元.
fn with_itself(reading: &Reading<'_>, sentence: &Sentence, review: &mut Review) {
    let passage = &reading.text.passages[sentence.passage];
    let text = passage.slice(sentence.span.clone());
    let head = ["截至", "截止", "至", "到"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(&text);
    let Some(year) = head.get(..4).filter(|year| year.starts_with("20") && head[4..].starts_with('年')) else {
        return;
    };
    let own = format!("{year}年");
    let compared = ["比", "较", "同比"].iter().find_map(|word| {
        let at = text.find(&format!("{word}{own}"))?;
        let behind = &text[at + word.len() + own.len()..];
        (moved(behind) || is_base(behind)).then(|| text[..at + word.len()].chars().count())
    });
    let others = years(&text).iter().any(|other| *other != year);
    if let Some(at) = compared.filter(|_| !passage.cell && !others) {
        let start = sentence.span.start + text.chars().count() - head.chars().count();
        let mut quotes = reading.text.quotes(sentence.passage, start..start + 5);
        let base = sentence.span.start + at;
        quotes.extend(reading.text.quotes(sentence.passage, base..base + 5));
        say(format!("{own}的数与{own}相比"), quotes, review);
    }
}

/// The years that the words print.
fn years(text: &str) -> Vec<&str> {
    let year = |at: usize| text.get(at.checked_sub(4)?..at).filter(|year| year.starts_with("20"));
    text.match_indices('年').filter_map(|(at, _)| year(at)).collect()
}

fn moved(behind: &str) -> bool {
    ["增", "减", "多", "少", "上升", "下降", "提高", "降低", "增长"].iter().any(|word| behind.starts_with(word))
}

/// 比2017年的470万元增加: a figure of that year, which is no plan of it.
fn is_base(behind: &str) -> bool {
    let Some(figure) = behind.strip_prefix('的').filter(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()))
    else {
        return false;
    };
    let unit = figure.trim_start_matches(|sign: char| sign.is_ascii_digit() || ".,".contains(sign));
    let verb = unit.trim_start_matches(['万', '亿', '元', '人', '次', '户', '件', '家', '%']);
    moved(verb)
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        let text = format!(
            "南浦县2023年度养老服务补贴绩效自评报告\n一、项目概况\n2023年安排资金820.00万元，享受补贴4,186人。\n{text}\n二、完成情况\n2023年末享受补贴4,186人，完成目标。\n"
        );
        testing::only(&text, "C03")
    }

    #[test]
    fn the_same_people_are_not_of_two_years() {
        assert_eq!(ids("截至2022年12月底，全县享受补贴4,186人。"), ["C03"]);
        assert_eq!(ids("截至2022年12月底，全县享受补贴4,186人，结余2.10万元，结转2024年使用。"), ["C03"]);
        assert!(ids("截至2023年12月底，全县享受补贴4,186人。").is_empty());
        assert!(ids("截至2022年12月底，全县享受补贴3,974人。").is_empty());
    }

    #[test]
    fn what_was_left_of_the_old_year_is_of_this_one() {
        assert!(ids("2022年结转资金31.20万元，享受补贴4,186人。").is_empty());
        assert!(ids("比2022年多，享受补贴4,186人。").is_empty());
    }

    #[test]
    fn no_year_is_compared_with_itself() {
        assert_eq!(ids("2023年支出801.30万元，比2023年增加12.40万元。"), ["C03"]);
        assert_eq!(ids("至2023年12月底，支出801.30万元，执行率97.1%，比2023年的94.2%提高2.9个百分点。"), ["C03"]);
        assert!(ids("至2023年12月底，支出801.30万元，比2023年的计划增加2.9万元。").is_empty());
        assert!(ids("至2023年12月底，完成801人，比2023年的800人目标多1人。").is_empty());
        assert!(ids("2023年支出801.30万元，比2022年增加12.40万元。").is_empty());
        assert!(ids("2023年末在册512人，比2023年初增加12人。").is_empty());
    }
}
