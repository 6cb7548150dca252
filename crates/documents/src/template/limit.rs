//! What the words of a form allow: limits of characters, and hints that are to be replaced.

/// The limit that a text states: `（200字以内）`, `不超过200字`, `限200字`.
pub(super) fn limit_of(text: &str) -> Option<usize> {
    let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
    let at = characters.iter().enumerate().filter(|(_, c)| **c == '字').map(|(at, _)| at);
    at.filter_map(|at| {
        let digits: Vec<char> = characters[..at].iter().rev().take_while(|c| c.is_ascii_digit()).copied().collect();
        let number: usize = digits.iter().rev().collect::<String>().parse().ok()?;
        let before: String = characters[..at - digits.len()].iter().collect();
        let after: String = characters[at + 1..].iter().take(2).collect();
        let stated = after.starts_with("以内") || after.starts_with('内') || after.starts_with("以下");
        (stated || ["不超过", "限", "不多于"].iter().any(|word| before.ends_with(word))).then_some(number)
    })
    .min()
}

/// Whether a cell waits for something: nothing in it, or only a hint.
pub(super) fn is_open(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}').collect();
    let closed = (bare.starts_with('（') || bare.starts_with('(')) && (bare.ends_with('）') || bare.ends_with(')'));
    let hint = closed && (limit_of(&bare).is_some() || ["填写", "简述", "说明", "请"].iter().any(|w| bare.contains(w)));
    hint || bare.chars().all(|c| "_＿…XxＸ／/—-".contains(c)) && bare != "—" && bare != "-" && bare != "/"
}

fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_from_the_words_of_the_form() {
        for (text, limit) in [
            ("实际完成情况（200字以内）", Some(200)),
            ("（不超过 １５０ 字）", Some(150)),
            ("限50字", Some(50)),
            ("5000字", None),
            ("三级指标", None),
        ] {
            assert_eq!(limit_of(text), limit, "{text}");
        }
    }

    #[test]
    fn a_hint_is_open_and_a_dash_is_a_statement() {
        for open in ["", "  ", "（200字以内）", "（请简述）", "XX", "____"] {
            assert!(is_open(open), "{open}");
        }
        for closed in ["—", "-", "10", "（A）", "数量指标", "无"] {
            assert!(!is_open(closed), "{closed}");
        }
    }
}
