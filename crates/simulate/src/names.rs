//! Simulated names: common surnames and given characters, a few rare characters and a few names
//! of the kind written with a middle dot.

use base::Sex;

use crate::chance::Chance;

/// Surnames with their weight; the common ones of Yunnan's north-east come first.
const SURNAMES: &[(u32, &str)] = &[
    (70, "李"),
    (68, "王"),
    (66, "张"),
    (60, "杨"),
    (50, "刘"),
    (46, "陈"),
    (40, "赵"),
    (34, "周"),
    (32, "黄"),
    (30, "吴"),
    (28, "何"),
    (28, "徐"),
    (26, "朱"),
    (24, "马"),
    (24, "胡"),
    (22, "罗"),
    (22, "郭"),
    (20, "高"),
    (20, "唐"),
    (18, "谢"),
    (18, "邓"),
    (16, "宋"),
    (16, "许"),
    (14, "韩"),
    (14, "冯"),
    (14, "曾"),
    (14, "彭"),
    (12, "萧"),
    (12, "蔡"),
    (12, "潘"),
    (12, "田"),
    (12, "董"),
    (12, "袁"),
    (10, "于"),
    (10, "余"),
    (10, "叶"),
    (10, "蒋"),
    (10, "杜"),
    (10, "苏"),
    (10, "魏"),
    (10, "程"),
    (10, "吕"),
    (8, "丁"),
    (8, "沈"),
    (8, "任"),
    (8, "姚"),
    (8, "卢"),
    (8, "傅"),
    (8, "钟"),
    (8, "姜"),
    (8, "崔"),
    (8, "谭"),
    (8, "廖"),
    (8, "范"),
    (8, "汪"),
    (8, "陆"),
    (8, "金"),
    (6, "石"),
    (6, "戴"),
    (6, "贾"),
    (6, "韦"),
    (6, "夏"),
    (6, "邱"),
    (6, "方"),
    (6, "侯"),
    (6, "邹"),
    (6, "熊"),
    (6, "孟"),
    (6, "秦"),
    (6, "白"),
    (6, "江"),
    (6, "阎"),
    (6, "尹"),
    (6, "缪"),
    (4, "耿"),
    (4, "保"),
    (4, "念"),
    (4, "桂"),
    (2, "欧阳"),
    (2, "司马"),
];

const MALE: &[&str] = &[
    "国", "建", "明", "伟", "强", "军", "华", "平", "文", "德", "志", "福", "兴", "发", "云", "林", "正", "成", "顺",
    "龙", "贵", "才", "春", "祥", "忠", "富", "光", "永", "荣", "海", "东", "江", "学", "开", "朝", "绍", "应", "金",
    "石", "有", "万", "启", "廷", "洪", "坤", "勇", "昌", "安", "培", "全",
];

const FEMALE: &[&str] = &[
    "秀", "英", "珍", "芬", "兰", "芳", "琼", "玉", "仙", "美", "丽", "红", "梅", "琴", "凤", "莲", "翠", "会", "菊",
    "香", "花", "桂", "素", "惠", "萍", "燕", "巧", "存", "粉", "群", "月", "焕", "艳", "娟", "霞", "媛", "金", "美",
    "小", "加", "正", "朝", "云", "春", "自", "树", "竹", "连", "换", "吉",
];

/// Characters outside GBK or outside the basic plane, as they stand in real household registers.
const RARE: &[&str] = &["㐂", "𠮷", "〇", "䶮", "𬭎", "㛃"];

/// Clan and given parts of names written with a middle dot.
const CLANS: &[&str] = &["吉克", "阿苏", "沙玛", "吉木", "曲比", "俄木"];
const GIVEN_AFTER_DOT: &[&str] = &["阿各", "木呷", "拉铁", "尔布", "阿依", "伍果", "子布", "日哈"];

/// A name for a person of this sex. One in 400 has a rare character, one in 300 a middle dot.
pub(crate) fn name(chance: &mut Chance, sex: Sex) -> String {
    if chance.one_in(300) {
        return format!("{}·{}", chance.pick(CLANS), chance.pick(GIVEN_AFTER_DOT));
    }
    let given = match sex {
        Sex::Male => MALE,
        Sex::Female => FEMALE,
    };
    let mut name = String::from(chance.weighted(SURNAMES));
    name.push_str(chance.pick(given));
    if chance.one_in(400) {
        name.push_str(chance.pick(RARE));
    } else if !chance.one_in(6) {
        name.push_str(chance.pick(given));
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Subject;

    #[test]
    fn rare_characters_and_dots_occur_but_seldom() {
        let names: Vec<String> =
            (0..20_000).map(|i| name(&mut Chance::new(1, Subject::Person, i), Sex::Female)).collect();
        let rare = names.iter().filter(|n| RARE.iter().any(|r| n.contains(r))).count();
        let dotted = names.iter().filter(|n| n.contains('·')).count();
        assert!((20..100).contains(&rare), "{rare}");
        assert!((30..120).contains(&dotted), "{dotted}");
        assert!(names.iter().all(|n| n.chars().count() >= 2));
    }
}
