//! Amounts in files that people write: `"371.16万元"` or `"3711600.00元"`, exact to the fen.

use base::Fen;
use rust_decimal::Decimal;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

use crate::figure::yuan;

/// Writes yuan with their unit.
pub fn serialize<S: Serializer>(amount: &Fen, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format!("{}元", yuan(*amount)))
}

/// Reads a number with its unit; a bare number is refused, because 371.16 could be either.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fen, D::Error> {
    let text = String::deserialize(deserializer)?;
    read(&text).ok_or_else(|| {
        D::Error::custom(format!("“{text}”不是金额：请写成如 \"371.16万元\" 或 \"3711600元\"，精确到分"))
    })
}

/// The same for an amount that may be missing.
pub mod maybe {
    use base::Fen;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes the amount or nothing.
    pub fn serialize<S: Serializer>(amount: &Option<Fen>, serializer: S) -> Result<S::Ok, S::Error> {
        match amount {
            Some(amount) => super::serialize(amount, serializer),
            None => serializer.serialize_none(),
        }
    }

    /// Reads an amount that is there.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Fen>, D::Error> {
        #[derive(Deserialize)]
        struct Amount(#[serde(with = "super")] Fen);
        Ok(Option::<Amount>::deserialize(deserializer)?.map(|amount| amount.0))
    }
}

fn read(text: &str) -> Option<Fen> {
    let (number, factor) = match text.strip_suffix("万元") {
        Some(number) => (number, 1_000_000),
        None => (text.strip_suffix('元')?, 100),
    };
    let fen = number.parse::<Decimal>().ok()?.checked_mul(Decimal::from(factor))?;
    if fen.fract().is_zero() { i64::try_from(fen).ok().map(Fen::new) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_needs_its_unit_and_whole_fen() {
        assert_eq!(read("371.16万元"), Some(Fen::new(371_160_000)));
        assert_eq!(read("-0.05元"), Some(Fen::new(-5)));
        for bad in ["371.16", "0.0000001万元", "0.001元", "约3万元", "万元", "3 万", "99999999999999999999万元"]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
