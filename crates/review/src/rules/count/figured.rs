//! Lists whose members each bear a figure: 有3个，分别是甲项目91.4%、乙项目91.7%、丙项目87.9%; 来源有3项：中央财政120万元，省财政80万元，
//! 上年结转6万元.

/// The least and the most members of a list that 、 parts, where every one ends with its own figure.
pub(super) fn members(list: &[char]) -> Option<(usize, usize)> {
    let list: String = list.iter().collect();
    let mut count = 0;
    for member in list.split('、') {
        // 甲项目91.4%和乙项目91.7%
        let parts: Vec<&str> = member.split(['和', '及', '与']).collect();
        let figures = parts.iter().filter(|part| is_figured(part)).count();
        if !parts.last().is_some_and(|last| is_figured(last)) {
            return None;
        }
        count += figures;
    }
    (count >= 2).then_some((count, count))
}

/// How many parts of a list after a colon are a name and an amount of money each.
pub(super) fn amounts(list: &str) -> Option<usize> {
    let names = |part: &str| {
        let name: String = part.chars().take_while(|sign| !sign.is_ascii_digit()).collect();
        let of_list = ["其中", "占", "比", "较", "增", "减", "共", "结余", "剩余", "支出", "已"]
            .iter()
            .any(|word| name.starts_with(word));
        // 全年合计1257万元 is what they come to.
        let of_list = of_list || ["合计", "共计", "总计"].iter().any(|word| name.contains(word));
        (2..=12).contains(&name.chars().count()) && !of_list && part.ends_with('元') && is_figured(part)
    };
    let parts: Vec<&str> = list.split(['，', '、', '；']).collect();
    let grouped = |part: &&str| part.chars().next().is_some_and(|sign| sign.is_ascii_digit());
    (parts.len() >= 3 && !parts.iter().any(grouped) && parts.iter().all(|part| names(part))).then_some(parts.len())
}

/// A name and behind it one figure with at most three signs of its unit.
fn is_figured(member: &str) -> bool {
    let Some(at) = member.find(|sign: char| sign.is_ascii_digit()) else { return false };
    let unit = member[at..].trim_start_matches(|sign: char| sign.is_ascii_digit() || ".,".contains(sign));
    at > 0 && unit.chars().count() <= 3 && !unit.contains(['年', '月', '日'])
}
