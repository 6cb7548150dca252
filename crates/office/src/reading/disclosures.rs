//! 查阅记录: who looked at whole numbers, took out a list, or asked for what is not his own, and why.

use base::Date;
use desk::{Look, ReadKind, StaffId, Unplanned};
use store::{Field, Value};

use super::list_subject;
use crate::tables::PersonId;

/// Every list that is taken out, in the browser or on the command line, with its name.
const LISTS: &[(&str, &str)] = &[
    ("claims", "到龄申领"),
    ("due-to-claim", "到龄申领"),
    ("certification", "资格认证到期"),
    ("fees", "未缴费人员"),
    ("in-transit", "在途资金"),
    ("unpaid", "退票和未到账"),
    ("leads", "疑点"),
    ("letters", "函件"),
    ("recoveries", "追回台账"),
    ("refunds", "退费台账"),
    ("objections", "权益记录异议"),
    ("overlaps", "重复缴费"),
    ("left-out", "未采用清单"),
    ("shadow", "影子运行差异"),
    ("work-money", "工作经费"),
    ("retirees", "社会化管理名册"),
    ("figure", "数据明细"),
    ("village", "村（社区）人员名册"),
    ("public", "新增领取人员公示"),
    ("proxy", "代缴名单"),
    ("impact", "政策影响清单"),
    ("evidence", "佐证数据明细"),
    ("disclosures", "查阅记录"),
    ("prints", "账表"),
    ("transfers", "未办结的转移"),
    ("changes", "变动表"),
    ("returned", "退票清单"),
];

/// The name of a list that was taken out under this number.
pub fn list_title(subject: i64) -> Option<&'static str> {
    LISTS.iter().find(|(name, _)| list_subject(name) == subject).map(|(_, title)| *title)
}

/// What a reading was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookedAt {
    /// A person.
    Person(PersonId, String),
    /// A list.
    List(&'static str),
    /// Something else, which the reason names.
    Other,
}

/// One reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisclosureLine {
    /// Who read.
    pub staff: StaffId,
    /// Name.
    pub name: String,
    /// What kind.
    pub kind: ReadKind,
    /// About what.
    pub about: LookedAt,
    /// Day.
    pub day: String,
    /// Why; of a refused reading the address that was asked for.
    pub reason: String,
}

/// The readings of some days, the newest first.
pub fn disclosures(look: &mut Look<'_>, (first, last): (Date, Date)) -> Result<Vec<DisclosureLine>, Unplanned> {
    let sql = "SELECT d.staff, s.name, d.kind, d.subject, d.day, d.reason, \
               (SELECT v.name FROM person_version v WHERE v.person = d.subject AND v.agency = d.agency AND NOT EXISTS \
               (SELECT 1 FROM person_version x WHERE x.person = v.person AND x.n > v.n)) \
               FROM disclosure d JOIN staff s ON s.id = d.staff \
               WHERE d.agency = $1 AND d.day >= $2 AND d.day <= $3 ORDER BY d.id DESC";
    let args = [Value::Int(look.agency().0), first.to_string().into(), last.to_string().into()];
    let mut lines = Vec::new();
    look.each(sql, &args, |row| {
        let subject = row.int(3)?;
        let person = Option::<String>::read(row, 6)?.map(|name| LookedAt::Person(PersonId(subject), name));
        lines.push(DisclosureLine {
            staff: StaffId(row.int(0)?),
            name: row.text(1)?.to_owned(),
            kind: ReadKind::from_code(row.text(2)?).unwrap_or(ReadKind::Refused),
            about: person.or_else(|| list_title(subject).map(LookedAt::List)).unwrap_or(LookedAt::Other),
            day: row.text(4)?.to_owned(),
            reason: row.text(5)?.to_owned(),
        });
        Ok(())
    })?;
    Ok(lines)
}
