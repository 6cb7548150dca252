//! Rounding rules by the names that notices give them.

use serde::{Deserialize, Serialize};

use crate::Fen;

/// How an exact amount becomes whole fen. Which rule holds is law (`law/`), never code.
///
/// All rules work on the distance from zero, so that a reversal is the exact negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// 四舍五入到分
    FenHalfUp,
    /// 舍去分以下
    FenTruncate,
    /// 见厘进分
    FenUp,
    /// 四舍五入到角
    JiaoHalfUp,
    /// 舍去角以下
    JiaoTruncate,
    /// 见分进角
    JiaoUp,
    /// 四舍五入到元
    YuanHalfUp,
    /// 舍去元以下
    YuanTruncate,
    /// 见角进元
    YuanUp,
}

#[derive(Clone, Copy)]
enum Direction {
    HalfUp,
    Truncate,
    Up,
}

impl Rounding {
    /// Every rule, for tables and property tests.
    pub const ALL: [Rounding; 9] = [
        Rounding::FenHalfUp,
        Rounding::FenTruncate,
        Rounding::FenUp,
        Rounding::JiaoHalfUp,
        Rounding::JiaoTruncate,
        Rounding::JiaoUp,
        Rounding::YuanHalfUp,
        Rounding::YuanTruncate,
        Rounding::YuanUp,
    ];

    /// The rule's name as clerks and notices write it.
    pub const fn title(self) -> &'static str {
        match self {
            Rounding::FenHalfUp => "四舍五入到分",
            Rounding::FenTruncate => "舍去分以下",
            Rounding::FenUp => "见厘进分",
            Rounding::JiaoHalfUp => "四舍五入到角",
            Rounding::JiaoTruncate => "舍去角以下",
            Rounding::JiaoUp => "见分进角",
            Rounding::YuanHalfUp => "四舍五入到元",
            Rounding::YuanTruncate => "舍去元以下",
            Rounding::YuanUp => "见角进元",
        }
    }

    const fn unit_and_direction(self) -> (i128, Direction) {
        match self {
            Rounding::FenHalfUp => (1, Direction::HalfUp),
            Rounding::FenTruncate => (1, Direction::Truncate),
            Rounding::FenUp => (1, Direction::Up),
            Rounding::JiaoHalfUp => (10, Direction::HalfUp),
            Rounding::JiaoTruncate => (10, Direction::Truncate),
            Rounding::JiaoUp => (10, Direction::Up),
            Rounding::YuanHalfUp => (100, Direction::HalfUp),
            Rounding::YuanTruncate => (100, Direction::Truncate),
            Rounding::YuanUp => (100, Direction::Up),
        }
    }

    /// Rounds the exact amount `numerator / denominator` fen.
    ///
    /// # Panics
    /// When `denominator` is not positive or the result leaves 64 bits: both are programmer's
    /// errors, since rates are checked when read and amounts are bounded.
    #[allow(clippy::panic)]
    pub fn apply(self, numerator: i128, denominator: i128) -> Fen {
        assert!(denominator > 0, "a denominator is positive");
        let (unit, direction) = self.unit_and_direction();
        let step = denominator * unit;
        let magnitude = numerator.abs();
        let whole = magnitude / step;
        let rest = magnitude % step;
        let up = match direction {
            Direction::Truncate => false,
            Direction::Up => rest > 0,
            Direction::HalfUp => rest * 2 >= step,
        };
        let fen = (whole + i128::from(up)) * unit * numerator.signum();
        match i64::try_from(fen) {
            Ok(fen) => Fen::new(fen),
            Err(_) => panic!("rounded amount overflows 64 bits of fen"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_examples() {
        // 73.68 → 73.6, Shijiazhuang's table truncates to jiao (cases W03).
        assert_eq!(Rounding::JiaoTruncate.apply(7368, 1), Fen::new(7360));
        // Zhengzhou credits interest 见分进角.
        assert_eq!(Rounding::JiaoUp.apply(1001, 10), Fen::new(110));
        // 50 000 / 139 = 359.71 (cases W09).
        assert_eq!(Rounding::FenHalfUp.apply(5_000_000, 139), Fen::new(35_971));
    }

    proptest! {
        #[test]
        fn a_reversal_is_the_exact_negative(n in -1_000_000_000_i128..1_000_000_000, d in 1_i128..5_000) {
            for rule in Rounding::ALL {
                prop_assert_eq!(rule.apply(n, d), -rule.apply(-n, d));
            }
        }

        #[test]
        fn never_further_than_one_unit(n in 0_i128..1_000_000_000, d in 1_i128..5_000) {
            for rule in Rounding::ALL {
                let (unit, _) = rule.unit_and_direction();
                let off = i128::from(rule.apply(n, d).get()) * d - n;
                prop_assert!(off.abs() < unit * d || off == 0);
            }
        }
    }
}
