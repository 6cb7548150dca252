//! The bands of grades that a report prints: 90分及以上为优，75分至90分为良; 优（90分及以上）、良（80分至90分，不含90分）;
//! 95分以上为A级. Where it prints none, those of the Ministry of Finance hold.

use rust_decimal::Decimal;

use super::Report;

/// The bands of the Ministry of Finance: 90, 80, 60.
fn band(score: Decimal) -> char {
    match score {
        score if score >= Decimal::from(90) => '优',
        score if score >= Decimal::from(80) => '良',
        score if score >= Decimal::from(60) => '中',
        _ => '差',
    }
}

/// What the report says of its bands.
pub(super) enum Bands {
    /// Nothing: those of the Ministry of Finance.
    Usual,
    /// 90分及以上为优，75分至90分为良: the grades with the least points of each.
    Stated(Vec<(char, Decimal)>),
    /// Something that was not understood.
    Unclear,
}

impl Bands {
    pub(super) fn of(report: &Report<'_, '_>) -> Bands {
        let mut found = Bands::Usual;
        for sentence in &report.reading.sentences {
            let text = report.reading.text.passages[sentence.passage].slice(sentence.span.clone());
            // 发现违规的，按规定降一等
            if ["降一等", "降一级", "降一档", "下调一", "降级", "不得评为", "一票否决"]
                .iter()
                .any(|word| text.contains(word))
            {
                return Bands::Unclear;
            }
            let text = plain(&text);
            let words = WORDS.iter().filter(|grade| text.contains(**grade)).count();
            if (words >= 3 || letters(&text))
                && text.contains('分')
                && text.chars().filter(char::is_ascii_digit).count() >= 4
            {
                match stated(&text) {
                    Some(bands) => found = Bands::Stated(bands),
                    None => return Bands::Unclear,
                }
            }
        }
        found
    }

    pub(super) fn due(&self, score: Decimal) -> Option<char> {
        match self {
            Bands::Usual => Some(band(score)),
            Bands::Stated(bands) => bands.iter().find(|(_, least)| score >= *least).map(|(grade, _)| *grade),
            Bands::Unclear => None,
        }
    }

    /// Whether the grade is one of these: B级 is none of 优、良、中、差.
    pub(super) fn knows(&self, grade: char) -> bool {
        match self {
            Bands::Stated(bands) => {
                bands.iter().any(|(known, _)| *known == grade) || WORDS.contains(&grade) && bands[0].0 == '优'
            }
            _ => WORDS.contains(&grade),
        }
    }
}

/// Other names of the third grade and the fourth: 一般, 合格; 较差, 不合格.
fn plain(text: &str) -> String {
    text.replace("不合格", "差").replace("较差", "差").replace("合格", "中").replace("一般", "中")
}

/// A grade with the points that are told of it, the best first, with falling limits, the last of them without one.
fn stated(text: &str) -> Option<Vec<(char, Decimal)>> {
    let letters = letters(text);
    let names: &[char] = if letters { &LETTERS } else { &WORDS };
    let chars: Vec<char> = text.chars().collect();
    let grades: Vec<usize> =
        (0..chars.len()).filter(|at| names.contains(&chars[*at]) && is_band(&chars, *at)).collect();
    let (first, last) = (*grades.first()?, *grades.last()?);
    // 优（90分及以上）, 优秀：95分以上: the limits stand behind each grade.
    let behind = chars[first + 1..]
        .iter()
        .find(|sign| !"秀好级等档”".contains(**sign))
        .is_some_and(|sign| "（：".contains(*sign))
        && grades.get(1).is_some_and(|next| !limits(&chars[first..*next]).0.is_empty());
    let mut bands: Vec<(char, Decimal)> = Vec::new();
    for (index, at) in grades.iter().enumerate() {
        let from = if index == 0 { clause_start(&chars, first) } else { grades[index - 1] };
        let to = grades.get(index + 1).copied().unwrap_or_else(|| list_end(&chars, last));
        let (points, open) = limits(if behind { &chars[*at..to] } else { &chars[from..*at] });
        let Some(least) = points.iter().min().copied() else { continue };
        if bands.iter().any(|(known, _)| *known == chars[*at]) {
            return None;
        }
        bands.push((chars[*at], if open && points.len() == 1 { Decimal::ZERO } else { least }));
    }
    let falling = bands.windows(2).all(|two| two[0].1 > two[1].1);
    let named: Vec<char> = bands.iter().map(|(grade, _)| *grade).collect();
    (names.starts_with(&named) && bands.len() >= 3 && falling).then_some(bands)
}

const WORDS: [char; 4] = ['优', '良', '中', '差'];
const LETTERS: [char; 4] = ['A', 'B', 'C', 'D'];

/// A级、B级、C级: the grades are letters.
fn letters(text: &str) -> bool {
    ["A级", "B级", "C级"].iter().all(|grade| text.contains(grade))
        || ["A等", "B等", "C等"].iter().all(|grade| text.contains(grade))
}

/// A grade's name and not a sign of another word: 其中, 良性, 中央, 差额.
fn is_band(chars: &[char], at: usize) -> bool {
    let behind = chars.get(at + 1).is_none_or(|sign| "秀好等级档，、；。：（）”＝= 四划的标".contains(*sign));
    let before = at == 0 || !"其集年当评偏误".contains(chars[at - 1]);
    behind && before
}

/// Where the clause of the first grade begins.
fn clause_start(chars: &[char], at: usize) -> usize {
    chars[..at].iter().rposition(|sign| "，、；。：".contains(*sign)).map_or(0, |mark| mark + 1)
}

/// Where what is told of the last grade ends.
fn list_end(chars: &[char], at: usize) -> usize {
    chars[at..].iter().position(|sign| "）。；，".contains(*sign)).map_or(chars.len(), |mark| at + mark)
}

/// The points that are told, without those that a bracket excludes, and whether only an upper end is told.
fn limits(words: &[char]) -> (Vec<Decimal>, bool) {
    let words: String = words.iter().collect();
    let open = ["以下", "低于", "不足", "＜", "<", "不满", "小于"].iter().any(|word| words.contains(word));
    let numbers = words
        .split(|sign: char| !(sign.is_ascii_digit() || sign == '.'))
        .filter_map(|number| number.parse().ok())
        .filter(|limit| *limit <= Decimal::ONE_HUNDRED)
        .collect();
    (numbers, open)
}

#[cfg(test)]
mod tests {
    use super::{plain, stated};

    fn limits(text: &str) -> Option<String> {
        let bands = stated(text)?;
        Some(bands.iter().map(|(grade, least)| format!("{grade}{least}")).collect())
    }

    #[test]
    fn limits_stand_before_the_grade_or_in_brackets_behind_it() {
        let bands = Some("优95良85中70差0".to_owned());
        assert_eq!(limits("分为优秀（95分以上）、良好（85分至95分）、中（70分至85分）、差（70分以下）四档。"), bands);
        assert_eq!(limits("95分及以上为优，85至95分以下为良，70至85分以下为中，70分以下为差。"), bands);
    }

    #[test]
    fn bands_are_read_or_left_alone() {
        assert_eq!(
            limits("90分及以上为优，75分至90分为良，60分至75分为中，60分以下为差。"),
            Some("优90良75中60差0".into())
        );
        assert_eq!(
            limits("按照90分以上为优、80至90分为良、60至80分为中、60分以下为差的标准。"),
            Some("优90良80中60差0".into())
        );
        assert_eq!(
            limits(&plain("95分以上为优秀，85分至95分（不含）为良好，60分至85分（不含）为一般，60分以下为较差。")),
            Some("优95良85中60差0".into())
        );
        assert_eq!(
            limits(
                "分为优（90分及以上）、良（80分至90分，不含90分）、中（60分至80分，不含80分）、差（60分以下）四级。"
            ),
            Some("优90良80中60差0".into())
        );
        assert_eq!(
            limits("92分以上为A级，82分至92分（不含）为B级，70分至82分（不含）为C级，70分以下为D级。"),
            Some("A92B82C70D0".into())
        );
        assert_eq!(limits("得分93.4分，优、良、中、差四档各有说明。"), None);
        assert_eq!(limits("60分以下为差，60分以上为中，80分以上为良，90分以上为优。"), None);
    }
}
