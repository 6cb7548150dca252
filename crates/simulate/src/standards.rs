//! The amounts that Dongchuan's old system paid in December 2018, as the person who typed them
//! into it knew them.
//!
//! They are written down a second time on purpose: the office assesses from `law/`, and a
//! district made from the same table could not show a fault in it. Sources: handbook, resident
//! pension, sections 3.3, 4 and 5.

use base::{ByLevel, Date, Fen};

/// The day whose evening the old system's balances describe.
pub const TAKE_ON: Date = jiff::civil::date(2018, 12, 31);

/// The day the scheme began in Dongchuan (昆政办〔2011〕106号).
pub(crate) const SCHEME_START: Date = jiff::civil::date(2011, 7, 1);

/// Base pension from 2018-01: centre 88, province 15, city 8, county 7.
pub(crate) const BASE_PENSION: ByLevel =
    ByLevel::new([Fen::from_yuan(88), Fen::from_yuan(15), Fen::from_yuan(8), Fen::from_yuan(7)]);

/// From the month after the 65th birthday, 5 yuan: province half, the rest city 8 : county 2.
pub(crate) const AGE_SUPPLEMENT: ByLevel = ByLevel::new([Fen::ZERO, Fen::new(250), Fen::new(200), Fen::new(50)]);

/// For every year beyond 15, all paid by the city.
pub(crate) const LONG_SUPPLEMENT_PER_YEAR: Fen = Fen::from_yuan(2);

/// Divisor of the account at 60.
pub(crate) const DIVISOR: i128 = 139;

/// The fixed part of the entry subsidy, all from the province.
pub(crate) const ENTRY_SUBSIDY: Fen = Fen::from_yuan(30);

/// Tiers in yuan with weights that give about 183 yuan a booking, subsidy included, as seed
/// report 003 has it (2,301.11万元 over 125,599 bookings).
pub(crate) const TIERS: &[(u32, i64)] = &[(850, 100), (60, 200), (40, 300), (30, 500), (15, 1_000), (5, 2_000)];

/// The part of the entry subsidy above 30 yuan: 10 for every 100 yuan above 100, at most 100.
/// Province half, the rest city 8 : county 2 (worked example W21).
pub(crate) fn extra_subsidy(tier: Fen) -> ByLevel {
    let extra = Fen::new(((tier.get() - 10_000) / 10).clamp(0, 10_000));
    ByLevel::split(extra, [0, 50, 40, 10]).unwrap_or_default()
}

/// Interest of a year in 1/100 percent: the one-year deposit rate on 1 January.
pub(crate) const fn interest_basis_points(year: i16) -> i128 {
    match year {
        2011 => 275,
        2012 => 350,
        2013 | 2014 => 300,
        2015 => 275,
        _ => 150,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Level;

    #[test]
    fn the_worked_subsidies() {
        // Cases W20 (30, 40, 70, 120, 130, 130 in all) and W21 (the shares of tier 600).
        let all = |yuan: i64| ENTRY_SUBSIDY + extra_subsidy(Fen::from_yuan(yuan)).total();
        let expected = [(100, 30), (200, 40), (500, 70), (1_000, 120), (1_500, 130), (2_000, 130)];
        for (tier, subsidy) in expected {
            assert_eq!(all(tier), Fen::from_yuan(subsidy), "{tier}");
        }
        let shares = extra_subsidy(Fen::from_yuan(600));
        assert_eq!(shares[Level::Province], Fen::from_yuan(25));
        assert_eq!((shares[Level::City], shares[Level::County]), (Fen::from_yuan(20), Fen::from_yuan(5)));
    }
}
