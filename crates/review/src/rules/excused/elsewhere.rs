//! What the rest of the report explains: 支出为预算7750.00万元的97.92% is of 7588.80万元, which only a table prints, and
//! 人均156.13元 for 204人 is of its 31,850.00元. A figure of so many digits seldom fits another of the report by chance.
//! One that is a slip of a term itself, or near it, explains nothing: it shows which of the two is wrong.

use crate::finding::{Finding, Quote};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::performance::columns::plain;
use crate::rules::slip;
use rust_decimal::Decimal;

/// A printed figure has so many steps, and a computed one is so many times its width, or chance meets it.
const SHARP: i64 = 2_000;
/// Two cells of a row are tried by the hundred: what they give has so many steps.
const SHARPER: i64 = 20_000;
/// A term and what should stand in its place lie this far apart, in percent: nearer it is the term, miscopied.
const APART: i64 = 1;

/// All sharp figures of a report, and the rows of its tables.
pub(super) struct Printed {
    pub(super) figures: Vec<Interval>,
    rows: Vec<Vec<Interval>>,
}

impl Printed {
    pub(super) fn of(reading: &Reading<'_>) -> Printed {
        let told = reading.quantities.iter().filter(|q| q.is_amount() && !reading.text.passages[q.passage].cell);
        let mut figures: Vec<Interval> = told.map(|q| q.number.interval()).collect();
        let tables = plain(reading.document);
        let row = |cells: &[Option<(Interval, Quote)>]| cells.iter().flatten().map(|(value, _)| *value).collect();
        let rows: Vec<Vec<Interval>> = tables.iter().flat_map(|table| &table.rows).map(|r| row(&r.cells)).collect();
        for value in rows.iter().flatten() {
            figures.push(*value);
            figures.extend(value.times(Interval::exact(Decimal::from(10_000))));
        }
        figures.retain(|value| is_sharp(*value, SHARP));
        Printed { figures, rows }
    }

    /// Whether the accused figure is of one of the terms it was compared with and another figure of the report.
    pub(super) fn explains(
        &self,
        reading: &Reading<'_>,
        finding: &Finding,
        accused: &Quantity,
        terms: &[&Quantity],
    ) -> bool {
        let near = |value: Interval, term: &Quantity| {
            let gap = value.gap(term.number.interval()) * Decimal::ONE_HUNDRED;
            gap <= term.number.value * Decimal::from(APART) || slip::mends(reading, term, value)
        };
        let wanted = terms.iter().flat_map(|term| others(finding.kind, accused, term)).flatten();
        let mut wanted = wanted.filter(|value| is_sharp(*value, SHARP));
        wanted.any(|value| {
            !terms.iter().any(|term| near(value, term)) && self.figures.iter().any(|figure| figure.meets(value))
        }) || finding.kind == Kind::QtyPriceMismatch && self.is_of_row(accused)
            || finding.kind == Kind::DiffMismatch && terms.iter().any(|term| self.is_rest_in_row(accused, term))
    }

    /// 实际支出12,657.00万元，结转643.00万元: of 13,300.00, which stands in a row with both.
    fn is_rest_in_row(&self, accused: &Quantity, term: &Quantity) -> bool {
        let (own, term) = (accused.number.interval(), term.number.interval());
        let scaled = |value: Interval| value.times(Interval::exact(Decimal::from(10_000)));
        let row = |cells: &[Interval]| {
            let prints = |wanted: Interval| cells.iter().any(|cell| cell.meets(wanted));
            let whole = own.plus(term).filter(|whole| is_sharp(*whole, SHARP));
            prints(own) && prints(term) && whole.is_some_and(prints)
        };
        self.rows.iter().any(|cells| row(cells) || row(&cells.iter().copied().filter_map(scaled).collect::<Vec<_>>()))
    }

    /// 小微企业户均6,073.05元: what two cells of one row give.
    fn is_of_row(&self, accused: &Quantity) -> bool {
        let own = accused.number.interval();
        let given = |a: Interval, b: Interval| a.over(b).filter(|_| b.low > Decimal::ZERO);
        let scaled = |value: Interval| [Some(value), value.times(Interval::exact(Decimal::from(10_000)))];
        is_sharp(own, SHARPER)
            && self.rows.iter().any(|row| {
                let pairs = row.iter().flat_map(|a| row.iter().filter_map(|b| given(*a, *b)));
                pairs.flat_map(scaled).flatten().any(|value| value.meets(own))
            })
    }
}

/// 12.53万人…标准依次为30元、40元、60元和100元，应补…1253.00万元: by another standard of the list, or of its own sentence.
pub(super) fn is_by_standard(reading: &Reading<'_>, accused: &Quantity, terms: &[&Quantity]) -> bool {
    let counted = terms.iter().filter(|term| term.number.dimension.is_counted());
    let mut standards = counted.filter_map(|term| accused.number.interval().over(term.number.interval()));
    let listed = |q: &&Quantity| {
        let sentence = &reading.sentences[q.sentence];
        let words = reading.between(q.passage, sentence.span.clone());
        let listed = q.passage == accused.passage && (words.contains("依次") || words.contains("分别"));
        let other = q.sentence == accused.sentence
            && q.part == accused.part
            && !terms.iter().any(|term| std::ptr::eq(*term, *q));
        listed || other && q.number.value < accused.number.value
    };
    standards.any(|standard| {
        let mut money = reading.quantities.iter().filter(|q| q.number.dimension == accused.number.dimension);
        money.any(|q| Interval::exact(q.number.value).meets(standard) && listed(&q))
    })
}

/// What would have to stand beside the term for the accused figure to be right.
fn others(kind: Kind, accused: &Quantity, term: &Quantity) -> Vec<Option<Interval>> {
    let (own, term) = (accused.number.interval(), term.number.interval());
    let share = own.over(Interval::exact(Decimal::ONE_HUNDRED));
    let one = Interval::exact(Decimal::ONE);
    let of = |factor: Option<Interval>| {
        let factor = factor.filter(|factor| factor.low > Decimal::ZERO);
        [factor.and_then(|factor| term.times(factor)), factor.and_then(|factor| term.over(factor))]
    };
    match kind {
        Kind::RatioMismatch => of(share).to_vec(),
        Kind::GrowthMismatch => {
            let up = share.and_then(|share| one.plus(share));
            let down = share.and_then(|share| one.minus(share));
            [of(up), of(down)].concat()
        }
        Kind::QtyPriceMismatch => of(Some(own)).to_vec(),
        _ => Vec::new(),
    }
}

fn is_sharp(value: Interval, steps: i64) -> bool {
    value.low > Decimal::ZERO && (value.high - value.low) * Decimal::from(steps) <= value.low
}
