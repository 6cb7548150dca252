//! A satisfaction survey: sample and answers, so that a percentage has both terms (handbook d.7).

use base::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Figure, Parent, Refusal, Unit};

/// A survey as carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    /// What was asked.
    pub question: String,
    /// Whom it concerns: how many people could have been asked.
    pub population: i64,
    /// The year that they were asked about; the asking may come after it.
    pub year: i16,
    /// How people were asked (paper, telephone, at the counter).
    pub method: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Forms handed out.
    pub handed_out: i64,
    /// The answers, best first.
    pub answers: Vec<Answer>,
}

/// One answer of the scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The words of the answer.
    pub words: String,
    /// What it counts, in percent (非常满意 100, 满意 80 …).
    pub weight: Decimal,
    /// How many gave it.
    pub forms: i64,
}

impl Survey {
    /// Valid forms.
    pub fn sample(&self) -> i64 {
        self.answers.iter().map(|answer| answer.forms).sum()
    }

    /// 满意度: Σ(weight of answer) ÷ n, in percent, exact.
    ///
    /// # Errors
    /// No form, more forms than handed out or than people, a weight outside 0–100.
    pub fn satisfaction(&self, document: &str, who: &str) -> Result<Figure, Refusal> {
        let place = format!("满意度调查“{}”", self.question);
        let refuse = |what: String, remedy| Err(Refusal::new("满意度来自收回的问卷", &place, what, remedy));
        let sample = self.sample();
        if sample == 0 || self.answers.iter().any(|a| a.forms < 0) {
            return refuse("没有有效问卷".to_owned(), "登记各选项的份数后再计算；没有调查就写“待说明”");
        }
        if sample > self.handed_out {
            return refuse(format!("收回{sample}份，发出只有{}份", self.handed_out), "核对发出与收回的份数");
        }
        if self.handed_out > self.population {
            let what = format!("发出{}份，服务对象只有{}人", self.handed_out, self.population);
            return refuse(what, "核对服务对象人数与发出份数");
        }
        if self.answers.iter().any(|a| a.weight < Decimal::ZERO || a.weight > Decimal::ONE_HUNDRED) {
            return refuse("选项的分值不在0–100之间".to_owned(), "把各选项的分值填成0–100的数");
        }
        let sum: Decimal = self.answers.iter().map(|a| a.weight * Decimal::from(a.forms)).sum();
        let page = format!("有效问卷{sample}份，服务对象{}人", self.population);
        let parent = Parent::Declared { document: document.to_owned(), page, who: who.to_owned() };
        Ok(Figure { value: sum / Decimal::from(sample), unit: Unit::Percent, year: self.year, parent })
    }
}
