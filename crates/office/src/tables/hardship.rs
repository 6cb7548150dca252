//! 代缴对象: for whom a government pays, and from when to when.

use base::Month;

use super::contributions::SourceFileId;
use super::people::PersonId;

store::row_id! {
    /// A person's membership in a group.
    GroupMembershipId,
}

store::codes! {
    /// A group that the law may name for payment by government (`resident.proxy.amounts`).
    HardshipGroup {
        /// 未脱贫、返贫致贫、监测对象
        Poverty = "poverty" "返贫致贫和监测对象",
        /// 低保
        Dibao = "dibao" "低保对象",
        /// 特困
        Tekun = "tekun" "特困人员",
        /// 重度残疾
        SevereDisabled = "severe_disabled" "重度残疾人",
        /// 精神、智力残疾
        MentalDisabled = "mental_disabled" "精神智力残疾人",
        /// 独生子女父母
        OnlyChildParents = "only_child_parents" "独生子女父母",
        /// 双女绝育父母
        TwoDaughterParents = "two_daughter_parents" "农村双女绝育父母",
    }
}

store::table! {
    /// A person belongs to a group from a month on, as a received list says.
    GroupMembership = "group_membership", append agency, key(id), unique(person, hardship, from_month)
    {
        /// Row id.
        id: GroupMembershipId,
        /// Who.
        person: PersonId,
        /// Which group.
        hardship: HardshipGroup,
        /// First month.
        from_month: Month,
        /// Last month, where the list knew it at once.
        to_month: Option<Month>,
        /// File.
        source_file: SourceFileId,
        /// Line in it.
        line: i64,
    }
}

store::table! {
    /// A membership that ended, as a later list says.
    GroupEnd = "group_end", append agency, key(membership)
    {
        /// The membership.
        membership: GroupMembershipId,
        /// Last month.
        to_month: Month,
        /// File.
        source_file: SourceFileId,
    }
}
