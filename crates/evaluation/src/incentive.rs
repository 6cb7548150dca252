//! 征缴激励经费: a yearly grant between 0.6 % and 3 % of what was collected the year before (赣市府办字〔2003〕123号, as a
//! published report cites it). A grant outside is something to ask about, not an error.

use base::Fen;
use rust_decimal::Decimal;

/// How a grant stands to its band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// Less than 0.6 %.
    Below,
    /// From 0.6 % to 3 %, both included.
    Within,
    /// More than 3 %.
    Above,
}

impl Band {
    /// As a sheet says it.
    pub fn words(self) -> &'static str {
        match self {
            Band::Below => "低于0.6%",
            Band::Within => "在0.6%至3%之间",
            Band::Above => "高于3%",
        }
    }
}

/// The share of a grant in percent, and how it stands; nothing where nothing was collected.
pub fn incentive_band(grant: Fen, collected: Fen) -> Option<(Decimal, Band)> {
    if collected <= Fen::ZERO {
        return None;
    }
    let share = Decimal::from(grant.get()) * Decimal::ONE_HUNDRED / Decimal::from(collected.get());
    let (grant, collected) = (i128::from(grant.get()), i128::from(collected.get()));
    let band = match () {
        () if grant * 1_000 < collected * 6 => Band::Below,
        () if grant * 100 > collected * 3 => Band::Above,
        () => Band::Within,
    };
    Some((share, band))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_of_57_is_in_its_band_from_1900_to_9500() {
        // 57 ÷ 3 % = 1,900 and 57 ÷ 0.6 % = 9,500, in ten thousand yuan.
        let grant = Fen::from_yuan(570_000);
        let band = |collected: i64| incentive_band(grant, Fen::new(collected)).map(|(_, band)| band);
        let (least, most) = (1_900 * 1_000_000, 9_500 * 1_000_000);
        assert_eq!((band(least), band(most)), (Some(Band::Within), Some(Band::Within)));
        assert_eq!((band(least - 1), band(most + 1)), (Some(Band::Above), Some(Band::Below)));
        assert_eq!(incentive_band(grant, Fen::new(least)).unwrap().0, Decimal::from(3));
        assert_eq!(band(0), None);
    }
}
