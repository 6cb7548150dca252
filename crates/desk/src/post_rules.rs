//! Which posts one person may not hold together, kept by the database itself: own posts and lent
//! ones, on every path that writes, SQL by hand included.

use store::Trigger;

const INCOMPATIBLE: &str = "业务、财务、数据管理、稽核岗位不得由同一人同时担任，请先终止其原岗位或改派他人";

/// The triggers of posts and delegations.
pub(crate) fn triggers() -> Vec<Trigger> {
    vec![
        Trigger {
            name: "post_grant_compatible",
            table: "post_grant",
            refuse_when: "EXISTS (SELECT 1 FROM post_grant g \
                 JOIN post_conflict c ON c.one = g.post AND c.other = NEW.post \
                 LEFT JOIN post_grant_end e ON e.grant_id = g.id \
                 WHERE g.staff = NEW.staff \
                 AND g.from_date <= COALESCE(NEW.to_date, 99991231) \
                 AND COALESCE(g.to_date, 99991231) >= NEW.from_date \
                 AND COALESCE(e.to_date, 99991231) >= NEW.from_date) \
                 OR EXISTS (SELECT 1 FROM delegation d \
                 JOIN post_grant g ON g.id = d.grant_id \
                 JOIN post_conflict c ON c.one = g.post AND c.other = NEW.post \
                 LEFT JOIN post_grant_end e ON e.grant_id = g.id \
                 WHERE d.to_staff = NEW.staff \
                 AND d.from_date <= COALESCE(NEW.to_date, 99991231) AND d.to_date >= NEW.from_date \
                 AND COALESCE(e.to_date, 99991231) >= NEW.from_date)",
            message: INCOMPATIBLE,
        },
        Trigger {
            name: "delegation_of_own_post",
            table: "delegation",
            refuse_when: "NOT EXISTS (SELECT 1 FROM post_grant g \
                 WHERE g.id = NEW.grant_id AND g.staff = NEW.from_staff)",
            message: "只能授权代理本人担任的岗位，请核对授权人和岗位",
        },
        Trigger {
            name: "delegation_compatible",
            table: "delegation",
            refuse_when: "EXISTS (SELECT 1 FROM post_grant lent \
                 JOIN post_conflict c ON c.other = lent.post \
                 JOIN post_grant g ON g.post = c.one AND g.staff = NEW.to_staff \
                 LEFT JOIN post_grant_end e ON e.grant_id = g.id \
                 WHERE lent.id = NEW.grant_id \
                 AND g.from_date <= NEW.to_date \
                 AND COALESCE(g.to_date, 99991231) >= NEW.from_date \
                 AND COALESCE(e.to_date, 99991231) >= NEW.from_date) \
                 OR EXISTS (SELECT 1 FROM post_grant lent \
                 JOIN post_conflict c ON c.other = lent.post \
                 JOIN post_grant g ON g.post = c.one \
                 JOIN delegation d ON d.grant_id = g.id AND d.to_staff = NEW.to_staff \
                 WHERE lent.id = NEW.grant_id AND d.from_date <= NEW.to_date AND d.to_date >= NEW.from_date)",
            message: INCOMPATIBLE,
        },
    ]
}
