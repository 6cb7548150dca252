//! Total and grade (handbook d.5): a report gives the number and the word.

use rust_decimal::Decimal;

/// The word for a total of one hundred points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// 90–100
    Excellent,
    /// 80–90
    Good,
    /// 60–80
    Fair,
    /// below 60
    Poor,
}

impl Grade {
    /// The grade of a total.
    pub fn of(total: Decimal) -> Grade {
        let from = |points: i64| total >= Decimal::from(points);
        if from(90) {
            Grade::Excellent
        } else if from(80) {
            Grade::Good
        } else if from(60) {
            Grade::Fair
        } else {
            Grade::Poor
        }
    }

    /// The printed word.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Excellent => "优",
            Grade::Good => "良",
            Grade::Fair => "中",
            Grade::Poor => "差",
        }
    }
}
