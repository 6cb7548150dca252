//! The words of a share: who is told to be how much of what, and which figure they call.

use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::{abbreviates, common, core};
use crate::rules::terms::bare_lead;

/// The words of a share: 返乡创业农民工 占 个人贷款笔数.
pub(crate) struct Phrase {
    /// 返乡创业农民工.
    pub subject: String,
    /// 个人贷款笔数.
    pub whole: String,
}

/// The words around 占; for 伤残待遇占比最高，为42.64% those of the clause before.
pub(crate) fn phrase(reading: &Reading<'_>, rate: &Quantity) -> Option<Phrase> {
    let lead = bare_lead(&rate.lead);
    let own = lead.rsplit_once('占');
    let before = || {
        let start = reading.sentences[rate.sentence].span.start;
        let words = reading.between(rate.passage, start..rate.number.span.start);
        let clause = words.rsplit('，').nth(1)?.to_owned();
        let bare = matches!(lead, "" | "为" | "达" | "是") && !clause.contains(|c: char| c.is_ascii_digit());
        clause.split_once("占比").filter(|_| bare).map(|(subject, _)| (subject.to_owned(), String::new()))
    };
    let (subject, whole) = match own {
        Some((subject, whole)) => (subject.to_owned(), whole.to_owned()),
        None => before()?,
    };
    let subject = subject.rsplit(['，', '：', '；', '。', '看']).next().unwrap_or_default().to_owned();
    let whole = whole.trim_start_matches("比重").trim_start_matches('比').trim_end_matches(['了', '到', '的']);
    // 占到总数的, but 占到位总额的.
    let whole = if whole.starts_with("到位") { whole } else { whole.trim_start_matches(['了', '到', '的']) };
    Some(Phrase { subject, whole: whole.to_owned() })
}

/// Adverbs before 占, and what names no subject.
const PADDING: &[&str] = &[
    "其中", "分别", "只", "仅", "约", "就", "已", "共", "均", "也", "还", "则", "即", "合计", "总共", "之和", "的",
    "人员", "部分",
];

pub(crate) fn bare_subject(words: &str) -> &str {
    let mut rest = words;
    while let Some(short) = PADDING.iter().find_map(|word| rest.strip_suffix(word)) {
        rest = short;
    }
    rest
}

/// Whether the figure may be the part of a share: it is called by the words before 占, if they name something.
pub(crate) fn is_subject(reading: &Reading<'_>, share: &Quantity, figure: &Quantity) -> bool {
    phrase(reading, share).is_none_or(|phrase| {
        let named = core(bare_subject(&phrase.subject)).chars().count() >= 2;
        !named || is_called(reading, figure, &phrase.subject)
    })
}

/// What a figure counts: 个人贷款中返乡创业农民工 → 返乡创业农民工.
pub(crate) fn own_name(lead: &str) -> &str {
    let lead = bare_lead(lead).rsplit(['，', '：']).next().unwrap_or_default();
    match lead.rsplit_once('中') {
        Some((before, name))
            if name.chars().count() >= 2
                && !before.ends_with(['集', '高', '初', '年'])
                && !name.starts_with(['央', '小', '级', '型', '心', '医', '学', '等', '标', '介']) =>
        {
            name
        }
        _ => lead,
    }
}

/// Words of a part's name that say only that it is one.
const SHARING: &[&str] = &["负担", "承担", "配套", "安排", "投入", "财政", "级"];

/// Whether the words before 占 call this figure: by its own words, or by the first words of its part of the sentence
/// and its own: 护理补贴累计发放47250人次，支出480.09万元 is 护理补贴支出.
pub(crate) fn is_called(reading: &Reading<'_>, q: &Quantity, subject: &str) -> bool {
    let subject = bare_subject(subject);
    let lead = name_before(reading, q);
    let own = own_name(lead);
    let aged = |words: &str| words.contains('岁') || words.contains('档');
    if aged(subject) && common(own, subject) >= 6 {
        return true;
    }
    let (name, wanted) = (core(own), core(subject));
    let level = |words: &str| SHARING.iter().fold(words.to_owned(), |words, word| words.replace(word, ""));
    let (short, of_level) = (level(&wanted), level(&name));
    if ["中央", "省", "市", "县", "区", "乡", "镇"].contains(&short.as_str()) {
        return of_level == short;
    }
    if wanted.chars().count() < 2 {
        return false;
    }
    let long = |words: &str| words.chars().count() >= 3;
    let contained = name.contains(&wanted) || long(&name) && wanted.contains(&name);
    let shortened = long(&wanted) && abbreviates(&wanted, &name) || long(&name) && abbreviates(&name, &wanted);
    contained || shortened || is_topic(reading, q, &wanted)
}

/// 农村低保27903户52316人: a figure without words of its own has those of the one before.
fn name_before<'r>(reading: &'r Reading<'_>, q: &'r Quantity) -> &'r str {
    let all = reading.in_sentence(q.sentence);
    let at = all.iter().position(|one| std::ptr::eq(one, q)).unwrap_or_default();
    match at.checked_sub(1).map(|before| &all[before]) {
        Some(before) if q.lead.is_empty() && before.clause == q.clause => &before.lead,
        _ => &q.lead,
    }
}

/// The name is split between the topic of the part of the sentence and the figure's own words.
fn is_topic(reading: &Reading<'_>, q: &Quantity, wanted: &str) -> bool {
    let Some(first) = reading.in_sentence(q.sentence).iter().find(|first| first.part == q.part) else { return false };
    if std::ptr::eq(first, q) || wanted.chars().count() < 4 {
        return false;
    }
    let signs: Vec<char> = wanted.chars().collect();
    (2..=signs.len() - 2).any(|at| {
        let (topic, own): (String, String) = (signs[..at].iter().collect(), signs[at..].iter().collect());
        first.lead.contains(&topic) && bare_lead(&q.lead) == own
    })
}

/// 年末在岗 and 月均在岗: two counts of the same people.
pub(crate) fn is_of_other_time(words: &str, lead: &str) -> bool {
    const TIMES: [&str; 6] = ["年末", "年初", "期末", "期初", "月均", "年均"];
    let time = |text: &str| TIMES.into_iter().filter(|time| text.contains(time)).collect::<Vec<_>>();
    let (wanted, told) = (time(words), time(lead));
    !wanted.is_empty() && !told.is_empty() && !told.iter().any(|time| wanted.contains(time))
}
