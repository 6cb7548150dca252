//! Why the desk did not do what it was asked.

use store::StoreError;

use crate::codes::{Outcome, Post, Stage};
use crate::operation::FieldError;
use crate::seal::KeyError;

/// A refusal. Nothing was written, unless the text says that the matter went back.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No valid session.
    #[error("尚未登录或登录已失效，请重新登录（shebao login）")]
    NotSignedIn,
    /// Wrong name or password; the same words for both.
    #[error("用户名或口令不正确，请重试；连续失败会延长等待时间")]
    BadPassword,
    /// Too many failures.
    #[error("连续登录失败，请在 {0} 秒后重试，或请系统管理员重置口令")]
    Locked(i64),
    /// The password was given by someone else.
    #[error("当前口令是初始口令，请先修改（shebao passwd）再办理业务")]
    MustChangePassword,
    /// A second factor was bound and no code was given.
    #[error("请输入动态口令（绑定的手机或令牌上的 6 位数字）")]
    NeedCode,
    /// The code does not fit, or was used before.
    #[error("动态口令不正确或已用过，请等下一个数字出现后再输入，并核对设备的时间")]
    BadCode,
    /// A second factor is bound already, or none was begun.
    #[error("动态口令已绑定；需要更换时请系统管理员重新开通登录")]
    HasSecondFactor,
    /// Too much was read on one day.
    #[error("今天查看完整号码或导出已达 {0} 次上限，请明天再办，或请稽核人员协助")]
    TooManyReadings(i64),
    /// The new password is too weak.
    #[error("新口令至少 12 个字符，并且不能与用户名或旧口令相同")]
    WeakPassword,
    /// The staff member holds no post for this signature there and today.
    #[error("您没有在该地区办理“{operation}”{stage}的岗位（需要：{needed}），请由有该岗位的人员办理，或申请授权")]
    NoPost {
        /// Title of the operation.
        operation: String,
        /// Which signature.
        stage: Stage,
        /// Posts that could sign.
        needed: String,
    },
    /// Maker = checker, checker = approver …, directly or through a delegation.
    #[error("您（或授权给您的人）已在这件业务上签过字，经办、复核、审批必须是不同的人，请由他人{0}")]
    SamePerson(Stage),
    /// The facts changed after signing.
    #[error("业务数据在签字后发生了变化，这件业务已退回经办人重新核对：{0}")]
    Changed(String),
    /// The signer saw something else than what stands there now.
    #[error("您看到的内容与系统现在的内容不同，请刷新后重新核对再签字")]
    SeenOther,
    /// The input or the facts do not allow it.
    #[error("{}", list(.0))]
    Fields(Vec<FieldError>),
    /// The same request number with another content.
    #[error("业务流水号 {0} 已用于另一件业务，请使用新的流水号")]
    RequestReused(String),
    /// The matter does not wait for this.
    #[error("这件业务当前状态是“{state}”，不能{stage}，请在待办列表中核对")]
    NotWaiting {
        /// What it is now.
        state: String,
        /// What was asked.
        stage: Stage,
    },
    /// The matter is over.
    #[error("这件业务{0}，不能再签字或撤回")]
    Over(Outcome),
    /// Only the maker takes a matter back.
    #[error("只有经办人本人可以撤回这件业务；如果内容有误，请由复核或审批人员写明原因退回")]
    NotMaker,
    /// One matter of a list cannot be signed, and so none was.
    #[error("清单中的“{title}”不能签：{why}。整张清单都没有签字，请把这一件移出清单单独办理，再签其余的")]
    List {
        /// Title of the matter.
        title: String,
        /// Why.
        why: String,
    },
    /// No such matter in this agency.
    #[error("没有这件业务，或者您无权查看")]
    NoMatter,
    /// No such operation.
    #[error("没有名为“{0}”的业务，请用 shebao operations 查看全部业务")]
    NoOperation(String),
    /// The input is not of the operation's form.
    #[error("业务“{0}”的输入内容无法识别：{1}")]
    BadInput(String, String),
    /// An amount needs a higher post.
    #[error("金额 {amount} 元已达到 {tier} 元，须由“{post}”审批，请转交其办理")]
    Tier {
        /// The plan's amount.
        amount: base::Fen,
        /// The tier.
        tier: base::Fen,
        /// Who must approve.
        post: Post,
    },
    /// A row changed under us; the table's name is for logs, not for users.
    #[error("另一项业务刚刚改变了同一记录，本次没有写入任何数据，请刷新后重试")]
    Raced(String),
    /// A real agency does not set its own date, and no date goes back.
    #[error("只有模拟机构可以设定业务日期，并且只能向后推移，请核对机构和日期")]
    NotSimulated,
    /// Keys.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file or document beside the database.
    #[error("{0}")]
    Document(String),
}

fn list(errors: &[FieldError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
