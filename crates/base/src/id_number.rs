//! Citizen ID numbers (GB 11643-1999).

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// An 18-digit ID number whose birth date exists and whose check character is right.
///
/// `Display` and `Debug` are masked; only [`IdNumber::reveal`] shows it. It implements no
/// conversion from a number: a spreadsheet that turned it into a float has lost digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber([u8; 18]);

/// A 15-digit number of the old kind: recognised, stored as such, upgraded only by a person.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LegacyId([u8; 15]);

/// What a text turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParsedId {
    /// A valid 18-digit number.
    Current(IdNumber),
    /// A well-formed 15-digit number; it has no check character.
    Legacy(LegacyId),
}

/// Sex as the sequence number of an ID says (GB/T 2261.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// 男, code 1
    Male,
    /// 女, code 2
    Female,
}

impl Sex {
    /// GB/T 2261.1 code.
    pub const fn code(self) -> i64 {
        match self {
            Sex::Male => 1,
            Sex::Female => 2,
        }
    }

    /// 男 or 女.
    pub const fn title(self) -> &'static str {
        match self {
            Sex::Male => "男",
            Sex::Female => "女",
        }
    }
}

/// Why a text is not an ID number. Messages show no digits of the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdNumberError {
    /// Neither 18 nor 15 characters.
    #[error("证件号码应为 18 位，现为 {0} 位，请对照身份证原件补正")]
    Length(usize),
    /// A spreadsheet turned the number into scientific notation; the last digits are lost.
    #[error("证件号码已被表格软件改成科学计数法，末几位已丢失，不能还原；请把该列设为“文本”后重新录入")]
    Scientific,
    /// A character that is no digit, or an X that is not last.
    #[error("证件号码含有数字和末位 X 以外的字符，请对照身份证原件改正")]
    Characters,
    /// Digits 7–14 are no date.
    #[error("证件号码第 7 至 14 位不是有效的出生日期，请对照身份证原件改正")]
    BirthDate,
    /// Check character wrong.
    #[error("证件号码校验码不符，至少有一位抄错，请对照身份证原件改正")]
    Check,
    /// Born after the day of the check.
    #[error("证件号码中的出生日期晚于今天，请对照身份证原件改正")]
    FutureBirth,
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

impl IdNumber {
    /// The check character for the first 17 digits; `None` when one is no digit.
    pub fn check_character(first_17: &str) -> Option<char> {
        if first_17.len() != 17 || !first_17.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let sum: u32 = first_17.bytes().zip(WEIGHTS).map(|(b, w)| u32::from(b - b'0') * w).sum();
        Some(char::from(CHECKS[(sum % 11) as usize]))
    }

    /// The whole number. Call it only where the law needs it printed: bank file, certificate.
    pub fn reveal(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Date of birth as the number says.
    pub fn birth(&self) -> Date {
        birth_of(&self.reveal()[6..14]).unwrap_or_default()
    }

    /// Sex as the number says: odd sequence male, even female.
    pub fn sex(&self) -> Sex {
        if self.0[16] % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// Refuses a number of someone born after `today`.
    pub fn born_by(self, today: Date) -> Result<IdNumber, IdNumberError> {
        if self.birth() > today { Err(IdNumberError::FutureBirth) } else { Ok(self) }
    }

    /// First six and last two characters, stars between.
    pub fn masked(&self) -> String {
        let text = self.reveal();
        format!("{}**********{}", &text[..6], &text[16..])
    }
}

impl LegacyId {
    /// The whole 15 digits.
    pub fn reveal(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The 18-digit number the rule of 1999 gives: century 19 inserted, check added. A proposal
    /// for a person to confirm, never applied on import.
    pub fn upgraded(&self) -> Option<IdNumber> {
        let old = self.reveal();
        let body = format!("{}19{}", &old[..6], &old[6..]);
        let check = IdNumber::check_character(&body)?;
        format!("{body}{check}").parse().ok()
    }
}

/// Reads either kind. Surrounding blanks, quote marks and tabs are the importer's business.
fn parse_either(text: &str) -> Result<ParsedId, IdNumberError> {
    if text.contains(['.', '+']) || (text.contains(['e', 'E']) && text.len() < 18) {
        return Err(IdNumberError::Scientific);
    }
    if text.len() == 15 && text.bytes().all(|b| b.is_ascii_digit()) {
        birth_of(&format!("19{}", &text[6..12])).ok_or(IdNumberError::BirthDate)?;
        let mut bytes = [0; 15];
        bytes.copy_from_slice(text.as_bytes());
        return Ok(ParsedId::Legacy(LegacyId(bytes)));
    }
    text.parse().map(ParsedId::Current)
}

impl ParsedId {
    /// Reads an 18- or 15-digit number. Surrounding blanks, quote marks and tabs are the
    /// importer's business.
    pub fn parse(text: &str) -> Result<ParsedId, IdNumberError> {
        parse_either(text)
    }
}

fn birth_of(yyyymmdd: &str) -> Option<Date> {
    crate::date_from_number(yyyymmdd.parse().ok()?).ok()
}

impl FromStr for IdNumber {
    type Err = IdNumberError;
    fn from_str(text: &str) -> Result<IdNumber, IdNumberError> {
        if text.chars().count() != 18 {
            return Err(IdNumberError::Length(text.chars().count()));
        }
        let upper = text.to_ascii_uppercase();
        let mut bytes = [0; 18];
        if upper.len() != 18 {
            return Err(IdNumberError::Characters);
        }
        bytes.copy_from_slice(upper.as_bytes());
        let check = IdNumber::check_character(&upper[..17]).ok_or(IdNumberError::Characters)?;
        if !(bytes[17].is_ascii_digit() || bytes[17] == b'X') {
            return Err(IdNumberError::Characters);
        }
        birth_of(&upper[6..14]).ok_or(IdNumberError::BirthDate)?;
        if char::from(bytes[17]) != check {
            return Err(IdNumberError::Check);
        }
        Ok(IdNumber(bytes))
    }
}

impl fmt::Display for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.masked())
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdNumber({})", self.masked())
    }
}

impl fmt::Debug for LegacyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LegacyId({}*******{})", &self.reveal()[..6], &self.reveal()[13..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_examples() {
        // The two verified examples of the handbook, section 11.1.
        let woman: IdNumber = "11010519491231002x".parse().unwrap();
        assert_eq!(woman.reveal(), "11010519491231002X");
        assert_eq!((woman.birth(), woman.sex()), (jiff::civil::date(1949, 12, 31), Sex::Female));
        let man: IdNumber = "440524188001010014".parse().unwrap();
        assert_eq!(man.sex(), Sex::Male);
    }

    #[test]
    fn each_fault_has_its_own_word() {
        let fault = |text: &str| ParsedId::parse(text).unwrap_err();
        assert_eq!(fault("11010519491231002"), IdNumberError::Length(17));
        assert_eq!(fault("110105194912310021"), IdNumberError::Check);
        assert_eq!(fault("110105194913310021"), IdNumberError::BirthDate);
        assert_eq!(fault("1101051949123100X2"), IdNumberError::Characters);
        assert_eq!(fault("１10105194912310021"), IdNumberError::Characters);
        assert_eq!(fault("1.10105194912310E+17"), IdNumberError::Scientific);
        assert_eq!(fault("1.10108E+17"), IdNumberError::Scientific);
        let unborn: IdNumber = "11010519491231002X".parse().unwrap();
        assert_eq!(unborn.born_by(jiff::civil::date(1949, 1, 1)), Err(IdNumberError::FutureBirth));
    }

    #[test]
    fn fifteen_digits_are_recognised_not_repaired() {
        let ParsedId::Legacy(old) = ParsedId::parse("110105491231002").unwrap() else { panic!() };
        assert_eq!(old.upgraded(), "11010519491231002X".parse().ok());
        assert_eq!(ParsedId::parse("110105491331002").unwrap_err(), IdNumberError::BirthDate);
    }

    #[test]
    fn never_printed_by_accident() {
        let id: IdNumber = "11010519491231002X".parse().unwrap();
        assert_eq!(format!("{id} {id:?}"), "110105**********2X IdNumber(110105**********2X)");
    }
}
