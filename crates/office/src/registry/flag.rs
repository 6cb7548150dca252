//! What must be mended about a person. A flag lists the person for mending; it never stops a
//! pension.

store::codes! {
    /// A word in `PersonVersion::flags`.
    Flag {
        /// Kept as it was written, never matched.
        BadId = "bad_id" "证件号码待更正",
        /// Recognised, to be replaced by the 18-digit number.
        LegacyId = "id15" "15 位证件号码待换成 18 位",
        /// A lead names the other person.
        SameId = "same_id" "证件号码与他人相同",
        /// Nobody can be reminded, certified or found without it.
        NoAddress = "no_address" "缺地址",
        /// Left out until mended.
        BadPhone = "bad_phone" "电话待更正",
        /// The next payment is withheld until there is a readable one.
        BadAccount = "bad_account" "银行账号待更正",
        /// Paid all the same: passbook accounts need not pass.
        UncheckedAccount = "unchecked_account" "银行账号不符合银行卡校验规则",
        /// Neither a date nor a readable number.
        NoBirth = "no_birth" "出生日期待补",
        /// The date in the list counts until somebody decides.
        BirthDiffers = "birth_differs" "出生日期与证件号码不一致",
        /// Within the town, but not in the list of regions.
        UnknownRegion = "unknown_region" "村（社区）代码不在区划列表中",
        /// The old system calls the person a recipient and lists no pension.
        NoAward = "no_award" "状态为待遇领取，但没有待遇记录",
    }
}

/// Flags as one text, in the order of the list above, each once.
pub(crate) fn flag_text(flags: &[Flag]) -> String {
    let words: Vec<&str> = Flag::ALL.iter().filter(|flag| flags.contains(flag)).map(|flag| flag.code()).collect();
    words.join(" ")
}

/// The flags of a text.
pub fn flags_of(text: &str) -> Vec<Flag> {
    text.split(' ').filter_map(Flag::from_code).collect()
}
