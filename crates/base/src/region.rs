//! Region codes: county, town, village, group.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A region's code: 6 characters for a county, 9 for a town, 12 for a village, up to 15 for a
/// group below it. The first six are GB/T 2260 digits, or a local code with letters where no
/// national code exists (an economic zone). A longer code lies within each of its prefixes of
/// those lengths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode {
    bytes: [u8; 15],
    len: u8,
}

/// Why a text is not a region code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是行政区划代码，应为 6 位（县区）、9 位（乡镇街道）、12 位（村社区）或 15 位（组）")]
pub struct RegionCodeError(String);

impl RegionCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or_default()
    }

    /// The county or district the region lies in.
    pub fn county(&self) -> RegionCode {
        self.prefix(6)
    }

    /// The town or street the region lies in; the county itself when the code is no longer.
    pub fn town(&self) -> RegionCode {
        self.prefix(9)
    }

    /// True when this region is `area` or lies inside it.
    pub fn is_within(&self, area: &RegionCode) -> bool {
        self.as_str().starts_with(area.as_str())
    }

    fn prefix(&self, len: u8) -> RegionCode {
        let len = len.min(self.len);
        let mut bytes = [0; 15];
        bytes[..usize::from(len)].copy_from_slice(&self.bytes[..usize::from(len)]);
        RegionCode { bytes, len }
    }
}

impl FromStr for RegionCode {
    type Err = RegionCodeError;
    fn from_str(text: &str) -> Result<RegionCode, RegionCodeError> {
        let valid_length = matches!(text.len(), 6 | 9 | 12 | 15);
        let valid_bytes = text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        if !valid_length || !valid_bytes {
            return Err(RegionCodeError(text.to_owned()));
        }
        let mut bytes = [0; 15];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        let len = u8::try_from(text.len()).map_err(|_| RegionCodeError(text.to_owned()))?;
        Ok(RegionCode { bytes, len })
    }
}

impl TryFrom<String> for RegionCode {
    type Error = RegionCodeError;
    fn try_from(text: String) -> Result<RegionCode, RegionCodeError> {
        text.parse()
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> String {
        code.as_str().to_owned()
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegionCode({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_lies_within_its_town_and_county() {
        let village: RegionCode = "530113101203".parse().unwrap();
        let town: RegionCode = "530113101".parse().unwrap();
        assert_eq!(village.town(), town);
        assert_eq!(village.county().as_str(), "530113");
        assert!(village.is_within(&town) && !town.is_within(&village));
        assert!("4408Z1".parse::<RegionCode>().is_ok());
        for bad in ["", "5301", "53011310", "530113x01", "东川区"] {
            assert!(bad.parse::<RegionCode>().is_err(), "{bad}");
        }
    }
}
