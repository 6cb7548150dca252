//! An indicator: what was promised, what was reached, and by which words a person answers for it.

use base::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::figure::{print, rate_of};
use crate::self_evaluation::says_nothing;
use crate::{Figure, Refusal, Survey, Unit, percent};

/// An indicator with its target and, once the year is over, its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// One id from the target form over monitoring to the self-evaluation (handbook d.13).
    pub id: String,
    /// 一级指标
    pub group: String,
    /// 二级指标
    pub kind: String,
    /// 三级指标
    pub name: String,
    /// 年度指标值
    pub target: Target,
    /// 分值; none where the form has no points (transfers).
    #[serde(default)]
    pub weight: Decimal,
    /// 实际完成值; none as long as nobody gave it.
    #[serde(default)]
    pub actual: Option<Actual>,
    /// 偏差原因及改进措施
    #[serde(default)]
    pub reason: Option<Reason>,
}

/// What was promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Target {
    /// ≥
    AtLeast(Amount),
    /// ≤
    AtMost(Amount),
    /// =
    Exactly(Amount),
    /// from … to …, both included
    Between {
        /// The lower bound.
        from: Decimal,
        /// The upper bound.
        to: Decimal,
        /// The unit of both.
        unit: Unit,
    },
    /// On or before a day.
    By(Date),
    /// Words that cannot be counted.
    Words(String),
}

/// A bound with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// The number.
    pub value: Decimal,
    /// Its unit.
    pub unit: Unit,
}

/// What was reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Actual {
    /// A number.
    Figure(Figure),
    /// A rate with both terms.
    Rate {
        /// The numerator.
        part: Figure,
        /// The denominator.
        whole: Figure,
    },
    /// A questionnaire, with its sample and its answers.
    Survey {
        /// The survey.
        survey: Survey,
        /// The document that keeps the forms.
        document: String,
        /// Who carried it out.
        who: String,
    },
    /// A day, with the document that shows it.
    Day {
        /// The day.
        on: Date,
        /// The document.
        document: String,
    },
    /// A grade that a named person gives for words.
    Judged {
        /// How far the words came true.
        grade: Judgement,
        /// The share of the weight in percent, within the grade's band.
        share: Decimal,
        /// What was seen.
        statement: String,
        /// Who judged.
        who: String,
    },
}

/// The three grades for words (财预〔2020〕10号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// 达成年度指标, 80–100 %
    Reached,
    /// 部分达成年度指标并具有一定效果, 60–80 %
    Partly,
    /// 未达成年度指标且效果较差, 0–60 %
    Missed,
}

impl Judgement {
    /// The printed words.
    pub fn words(self) -> &'static str {
        match self {
            Judgement::Reached => "达成年度指标",
            Judgement::Partly => "部分达成年度指标并具有一定效果",
            Judgement::Missed => "未达成年度指标且效果较差",
        }
    }

    /// True when `share` percent of the weight is within this grade.
    pub(crate) fn allows(self, share: Decimal) -> bool {
        let at = Decimal::from;
        match self {
            Judgement::Reached => share >= at(80) && share <= at(100),
            Judgement::Partly => share >= at(60) && share < at(80),
            Judgement::Missed => share >= at(0) && share < at(60),
        }
    }
}

/// A reason is somebody's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The reason and what will be done.
    pub text: String,
    /// Who gives it.
    pub who: String,
    /// When.
    pub on: Date,
}

impl Reason {
    /// The reason itself, if it says something and somebody answers for it.
    pub(crate) fn given(&self) -> Option<&Reason> {
        (!says_nothing(&self.text) && !self.who.trim().is_empty()).then_some(self)
    }

    /// As printed: what was said, by whom, when.
    pub fn printed(&self) -> String {
        format!("{}（{}，{}）", self.text.trim_end_matches('。'), self.who, day_printed(self.on))
    }
}

impl Target {
    /// As printed in 年度指标值.
    pub fn printed(&self) -> String {
        let amount = |a: &Amount| format!("{}{}", shown(a.value, a.unit), a.unit);
        match self {
            Target::AtLeast(a) => format!("≥{}", amount(a)),
            Target::AtMost(a) => format!("≤{}", amount(a)),
            Target::Exactly(a) => format!("={}", amount(a)),
            Target::Between { from, to, unit } => format!("{}–{}{unit}", shown(*from, *unit), shown(*to, *unit)),
            Target::By(day) => format!("{}前", day_printed(*day)),
            Target::Words(words) => words.clone(),
        }
    }

    /// The number in what is printed; none for days, words and ranges, which print two.
    pub(crate) fn bound(&self) -> Option<(Decimal, Unit)> {
        match self {
            Target::AtLeast(a) | Target::AtMost(a) | Target::Exactly(a) => Some((a.value, a.unit)),
            Target::Between { .. } | Target::By(_) | Target::Words(_) => None,
        }
    }

    /// The unit that a result must have; none for days and words.
    pub fn unit(&self) -> Option<Unit> {
        match self {
            Target::AtLeast(a) | Target::AtMost(a) | Target::Exactly(a) => Some(a.unit),
            Target::Between { unit, .. } => Some(*unit),
            Target::By(_) | Target::Words(_) => None,
        }
    }
}

impl Actual {
    /// As printed in 实际完成值; a rate prints both of its terms.
    pub fn printed(&self) -> String {
        match self {
            // As the money above it: what was declared to the third digit is not printed to the second.
            Actual::Figure(figure) if figure.unit == Unit::WanYuan => figure.in_report(),
            Actual::Figure(figure) => figure.printed(),
            Actual::Rate { part, whole } => match percent(part, whole, "") {
                Ok(rate) => format!("{}%（{}/{}）", print(rate, 2), part.in_report(), whole.in_report()),
                Err(_) => format!("—（{}/{}）", part.in_report(), whole.in_report()),
            },
            Actual::Survey { survey, document, who } => match survey.satisfaction(document, who) {
                Ok(figure) => {
                    let (sample, people) = (survey.sample(), survey.population);
                    format!("{}（有效问卷{sample}份，服务对象{people}人）", figure.printed())
                }
                Err(_) => "—".to_owned(),
            },
            Actual::Day { on, .. } => day_printed(*on),
            Actual::Judged { grade, statement, .. } => format!("{}：{statement}", grade.words()),
        }
    }

    /// The exact number that the target is compared with; none for days and words.
    pub(crate) fn number(&self, place: &str) -> Result<Option<(Decimal, Unit)>, Refusal> {
        match self {
            Actual::Figure(figure) => Ok(Some((figure.value, figure.unit))),
            Actual::Rate { part, whole } => percent(part, whole, place).map(|rate| Some((rate, Unit::Percent))),
            Actual::Survey { survey, document, who } => {
                survey.satisfaction(document, who).map(|figure| Some((figure.value, figure.unit)))
            }
            Actual::Day { .. } | Actual::Judged { .. } => Ok(None),
        }
    }

    /// The numbers in what is printed, the compared one first; none for days and words, whose
    /// document or judge is printed with them.
    pub fn figures(&self) -> Vec<Figure> {
        match self {
            Actual::Figure(figure) => vec![figure.clone()],
            Actual::Rate { part, whole } => {
                rate_of(part, whole, "").into_iter().chain([part.clone(), whole.clone()]).collect()
            }
            Actual::Survey { survey, document, who } => survey.satisfaction(document, who).into_iter().collect(),
            Actual::Day { .. } | Actual::Judged { .. } => Vec::new(),
        }
    }

    /// The years of the figures in it.
    pub(crate) fn years(&self) -> Vec<i16> {
        match self {
            Actual::Figure(figure) => vec![figure.year],
            Actual::Rate { part, whole } => vec![part.year, whole.year],
            Actual::Survey { survey, .. } => vec![survey.year],
            Actual::Day { .. } | Actual::Judged { .. } => Vec::new(),
        }
    }
}

/// A target prints the digits it was given, not more.
fn shown(value: Decimal, unit: Unit) -> String {
    let given = value.normalize();
    if given.scale() > unit.decimals() { given.to_string() } else { print(value, given.scale()) }
}

fn day_printed(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
