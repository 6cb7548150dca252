//! Payee accounts at banks.

use std::fmt;
use std::str::FromStr;

/// A bank card or passbook account: 8 to 32 digits. `Display` and `Debug` are masked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BankCard(String);

/// Why a text is not an account number. Messages show no digits of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BankCardError {
    /// Not 8–32 characters.
    #[error("银行账号应为 8 至 32 位数字，现为 {0} 位，请对照社保卡或存折改正")]
    Length(usize),
    /// Something other than digits.
    #[error("银行账号只能是数字，请去掉空格、横线和字母")]
    Characters,
    /// A spreadsheet turned the number into scientific notation.
    #[error("银行账号已被表格软件改成科学计数法，末几位已丢失；请把该列设为“文本”后重新录入")]
    Scientific,
}

impl BankCard {
    /// The whole number. Call it only where it must be printed: the bank file.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether the number passes the Luhn check. Passbook accounts need not: warn, never refuse.
    pub fn passes_luhn(&self) -> bool {
        let sum: u32 = self
            .0
            .bytes()
            .rev()
            .enumerate()
            .map(|(i, b)| {
                let digit = u32::from(b - b'0');
                let doubled = if i % 2 == 1 { digit * 2 } else { digit };
                if doubled > 9 { doubled - 9 } else { doubled }
            })
            .sum();
        sum.is_multiple_of(10)
    }

    /// Stars and the last four digits.
    pub fn masked(&self) -> String {
        format!("****{}", &self.0[self.0.len() - 4..])
    }
}

impl FromStr for BankCard {
    type Err = BankCardError;
    fn from_str(text: &str) -> Result<BankCard, BankCardError> {
        if text.contains(['.', '+', 'E', 'e']) {
            return Err(BankCardError::Scientific);
        }
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(BankCardError::Characters);
        }
        if !(8..=32).contains(&text.len()) {
            return Err(BankCardError::Length(text.len()));
        }
        Ok(BankCard(text.to_owned()))
    }
}

impl fmt::Display for BankCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.masked())
    }
}

impl fmt::Debug for BankCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BankCard({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luhn_warns_and_faults_are_named() {
        let card: BankCard = "6222020000000000004".parse().unwrap();
        assert_eq!(card.to_string(), "****0004");
        let test_number: BankCard = "4111111111111111".parse().unwrap();
        assert!(test_number.passes_luhn());
        assert!(!"4111111111111112".parse::<BankCard>().unwrap().passes_luhn());
        assert_eq!("1234".parse::<BankCard>(), Err(BankCardError::Length(4)));
        assert_eq!("6222 0200 0000".parse::<BankCard>(), Err(BankCardError::Characters));
        assert_eq!("6.22202E+18".parse::<BankCard>(), Err(BankCardError::Scientific));
    }
}
