//! How the fields of forms are called, typed and explained.

use super::choices;
use crate::http::Pairs;

/// How a field is typed.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A line.
    Text,
    /// Several lines.
    Long,
    /// A day.
    Date,
    /// A month.
    Month,
    /// Yuan on the screen, fen in the operation.
    Money,
    /// A whole number.
    Number,
    /// Several whole numbers.
    Numbers,
    /// Yes or no.
    Yes,
    /// A person: number, whole ID number or a name that only one has.
    Person,
    /// Several people.
    People,
    /// A region.
    Region,
    /// Several regions.
    Regions,
    /// A run.
    Run,
    /// A colleague.
    Staff,
    /// An operation.
    Operation,
    /// One of some words.
    Codes(fn() -> Vec<(String, String)>),
    /// A file, taken in before; its name goes into the field `name`.
    File,
    /// The name of the file.
    FileName,
    /// Fields that belong together.
    Group(&'static [Def]),
    /// Comes along from the page before; shown in words.
    Carried(fn(&str) -> String),
    /// Several groups of the same fields.
    List(&'static [Def]),
}

/// A field.
#[derive(Clone, Copy)]
pub struct Def {
    /// Key in the operation's input.
    pub key: &'static str,
    /// The word on the screen.
    pub label: &'static str,
    /// How it is typed.
    pub kind: Kind,
    /// Whether it may stay empty.
    pub optional: bool,
    /// What to know before typing.
    pub hint: &'static str,
}

const fn def(key: &'static str, label: &'static str, kind: Kind, hint: &'static str) -> Def {
    Def { key, label, kind, optional: false, hint }
}

const fn opt(key: &'static str, label: &'static str, kind: Kind, hint: &'static str) -> Def {
    Def { key, label, kind, optional: true, hint }
}

const TAKEN: &[Def] = &[def("figure", "取数", Kind::Codes(choices::money_figures), "几项相加为全年执行数")];

const GOALS: &[Def] = &[
    def("group", "一级指标", Kind::Text, "产出指标、效益指标、满意度指标"),
    def("sort", "二级指标", Kind::Text, "数量指标、质量指标、时效指标、成本指标、社会效益指标……"),
    def("name", "三级指标", Kind::Text, ""),
    def("sign", "比较", Kind::Codes(choices::goal_signs), ""),
    def("target", "年度指标值", Kind::Text, "只填数字；日期如 2019-12-31；文字描述照抄"),
    opt("unit", "单位", Kind::Text, "人、人次、元、万元、% 等；日期和文字描述不填"),
    def("weight", "分值", Kind::Text, "各指标合计 90"),
    opt("figure", "由账务取数", Kind::Codes(choices::figures), "账里没有的不选，年末填报"),
];

const WATCHED: &[Def] = &[
    def("indicator", "指标", Kind::Text, "三级指标的名称"),
    def("so_far", "截至完成", Kind::Text, "只填数字，单位与目标相同；日期如 2019-07-20；文字目标填达成的百分数"),
    def("forecast", "全年预计", Kind::Text, "同上"),
    opt("cause", "偏差原因", Kind::Codes(choices::hindrances), "预计能完成的不选"),
    opt("reason", "情况说明", Kind::Long, "预计完不成的须写明原因和措施"),
];

const HEIR: &[Def] = &[
    def("name", "姓名", Kind::Text, ""),
    def("relation", "与死者关系", Kind::Text, "配偶、子女……"),
    def("parts", "份数", Kind::Number, "占全部份数中的几份"),
    def("signed", "是否签字", Kind::Yes, ""),
];

const CLAIM: &[Def] = &[
    opt("person", "个人编号", Kind::Person, "个人编号和证件号填一个即可"),
    opt("id_number", "证件号", Kind::Text, ""),
    def("claimed_on", "申请日期", Kind::Date, ""),
    opt("account", "领取账号", Kind::Text, "不填用已登记的账号"),
    opt("other_pension", "其他养老待遇", Kind::Text, ""),
];

const DEATH: &[Def] = &[
    def("person", "个人编号", Kind::Person, ""),
    def("died_on", "死亡日期", Kind::Date, ""),
    def("evidence", "证明材料", Kind::Text, "死亡证明、火化证等的名称和编号"),
    opt("heirs", "丧葬费和余额领取人", Kind::Group(HEIRS), "暂不清楚的可以不填，先停发、以后结算"),
    opt("lead", "对应疑点编号", Kind::Number, ""),
];

const PAGE: &str = "从人员页面进入时已填好；也可以填完整的证件号";
const MASKED: &str = "号码只加密保存，页面上一律遮盖显示";

const HEIRS: &[Def] = &[
    opt("account", "收款账号", Kind::Text, ""),
    opt("name", "收款人姓名", Kind::Text, ""),
    opt("relation", "与死者关系", Kind::Text, "配偶、子女……"),
];

const EMPLOYEES: &[Def] = &[
    opt("months", "职工缴费月数", Kind::Number, "含补缴、延长缴费，重复的只计一次"),
    opt("of_age_on", "达到法定退休年龄的日期", Kind::Date, ""),
];

const POST: &[Def] = &[
    def("post", "岗位", Kind::Codes(choices::posts), ""),
    def("area", "地区", Kind::Region, "该岗位可以办理这个地区及其以内的业务"),
    def("from", "自", Kind::Date, ""),
    opt("to", "至", Kind::Date, "不填表示长期"),
];

const BUDGET_LINES: &[Def] =
    &[def("item", "项目", Kind::Codes(choices::budget_items), ""), def("amount", "金额", Kind::Money, "")];

const MATCHING_PARTS: &[Def] =
    &[def("purpose", "用途", Kind::Codes(choices::matching_purposes), ""), def("amount", "金额", Kind::Money, "")];

const TOWNS: &[Def] = &[
    def("town", "乡镇（街道）", Kind::Region, ""),
    def("helpers", "协管员人数", Kind::Number, ""),
    opt("general", "工作经费", Kind::Money, ""),
];

const CRITERIA: &[Def] = &[
    def("title", "指标", Kind::Text, ""),
    def("points", "满分", Kind::Number, "各项合计 100 分"),
    def("basis", "计分依据", Kind::Codes(choices::criterion_bases), ""),
    opt("source", "出处", Kind::Text, "考评办法的条款；没有公布的不填，考评表上注明暂定"),
];

const GIVEN: &[Def] = &[
    def("town", "乡镇（街道）", Kind::Region, ""),
    def("criterion", "第几项", Kind::Number, "由考评组评定的指标的序号，从 1 数起"),
    def("score", "得分", Kind::Text, "如 9 或 8.5"),
    def("reason", "理由", Kind::Text, ""),
];

const PARTS: &[Def] = &[
    def("purpose", "用途", Kind::Codes(choices::purposes), ""),
    opt("central", "中央", Kind::Money, ""),
    opt("province", "省级", Kind::Money, ""),
    opt("city", "市级", Kind::Money, ""),
    opt("county", "县级", Kind::Money, ""),
];

const ACCOUNT_PARTS: &[Def] =
    &[def("source", "来源", Kind::Codes(choices::account_sources), ""), def("amount", "金额", Kind::Money, "")];

const REGIONS: &[Def] = &[opt("code", "代码", Kind::Region, ""), opt("name", "名称", Kind::Text, "")];

/// Fields of one operation that mean something else there.
static OF_OPERATION: &[(&str, Def)] = &[
    ("work.set_service_fee", def("from_year", "起始年度", Kind::Number, "标准从哪一年开始执行")),
    ("benefits.award", opt("person", "个人编号", Kind::Person, "个人编号和证件号填一个即可")),
    ("benefits.award", opt("id_number", "证件号", Kind::Text, "")),
    ("benefits.award", opt("account", "领取账号", Kind::Text, "不填用已登记的账号")),
    ("benefits.award_list", def("lines", "申领人", Kind::List(CLAIM), "一人一份；不能核定的会列明原因，不影响其他人")),
    (
        "benefits.confirm_deaths",
        def("lines", "死亡人员", Kind::List(DEATH), "一人一份；不能确认的会列明原因，不影响其他人"),
    ),
    ("benefits.suspend", def("reason", "原因", Kind::Codes(choices::suspension_reasons), "")),
    ("benefits.suspend", def("from_month", "自月份", Kind::Month, "从这个月起不发；已经发放的月份不追回")),
    ("benefits.resume", opt("from_month", "释放月份", Kind::Month, "仅服刑人员需要填写；其他情形自暂停之月起补发")),
    ("registry.change_payee", def("account", "新领取账号", Kind::Text, MASKED)),
    ("registry.change_payee", opt("holder", "户名", Kind::Text, "与本人姓名不同时填写")),
    ("registry.change_payee", opt("bank", "开户银行", Kind::Text, "")),
    ("registry.change_key", opt("id_number", "新证件号", Kind::Text, "18 位；没有变化的栏目不填")),
    ("registry.change_key", opt("name", "新姓名", Kind::Text, "")),
    ("registry.change_key", opt("birth", "新出生日期", Kind::Date, "不填则随新证件号")),
    ("registry.change_ordinary", opt("phone", "新电话", Kind::Text, "没有变化的栏目不填")),
    ("registry.change_ordinary", opt("address", "新住址", Kind::Text, "")),
    ("registry.change_ordinary", opt("region", "新村（社区）", Kind::Region, "")),
    ("registry.register", opt("account", "领取账号", Kind::Text, "以后领取待遇用，可以以后再填")),
    ("registry.register", opt("phone", "电话", Kind::Text, "")),
    ("registry.raise_class", def("from", "自", Kind::Date, "从这一天起实行")),
    ("registry.set_tier", def("from", "自", Kind::Date, "从这一天起实行")),
    ("registry.grant_post", def("post", "岗位", Kind::Group(POST), "")),
    ("accounts.transfer_in", def("kind", "转入种类", Kind::Codes(choices::transfer_kinds), "")),
    ("accounts.transfer_in", def("letter", "函件编号", Kind::Text, "接收函或联系函的编号")),
    ("accounts.transfer_in", def("on", "到账日期", Kind::Date, "财政专户收到的日期")),
    ("accounts.transfer_in", def("parts", "账户明细", Kind::List(ACCOUNT_PARTS), "按来源填写转入的金额")),
    ("accounts.transfer_in", opt("deposit", "到账账户", Kind::Codes(choices::deposits), "收入户的填写；财政专户不填")),
    ("accounts.request_transfer", def("letter", "函件编号", Kind::Text, "接收函或联系函的编号")),
    ("accounts.fund_transfers", def("people", "转出人员", Kind::People, "申请过转移用款的人员，一行一个编号")),
    ("accounts.return_transfer", def("way", "原转移", Kind::Codes(choices::transfer_ways), "")),
    ("accounts.return_transfer", def("letter", "函件编号", Kind::Text, "原转移的接收函或联系函编号")),
    (
        "accounts.return_transfer",
        opt("deposit", "退到账户", Kind::Codes(choices::deposits), "转出款退到收入户的填写；财政专户不填"),
    ),
    ("accounts.transfer_out", def("kind", "转出种类", Kind::Codes(choices::transfer_kinds), "")),
    ("accounts.transfer_out", def("letter", "函件编号", Kind::Text, "接收函或联系函的编号")),
    ("accounts.transfer_out", def("on", "支付日期", Kind::Date, "支出户付出的日期")),
    ("registry.set_bank", def("name", "银行名称", Kind::Text, "")),
    ("registry.set_bank", def("from", "自", Kind::Date, "从这一天起")),
    ("certification.set_rule", def("from", "自", Kind::Date, "从这一天起实行")),
    ("certification.record_visit", opt("note", "说明", Kind::Long, "没有见到本人时须写明情况")),
    ("certification.record_visit", opt("file", "照片或签字单", Kind::File, "没有可以不传")),
    ("certification.mark_bedridden", def("note", "依据", Kind::Text, "由谁反映、如何得知")),
    ("certification.suspend_overdue", def("on", "认证到期日", Kind::Date, "到这一天仍未认证的")),
    ("contributions.contacted", opt("note", "说明", Kind::Text, "")),
    ("benefits.terminate", opt("account", "收款账号", Kind::Text, "本人账号，不填用已登记的账号")),
    ("benefits.agree_repayment", def("way", "归还方式", Kind::Codes(choices::repayment_ways), "")),
    ("benefits.agree_repayment", def("from_month", "自月份", Kind::Month, "从这个月起归还")),
    ("benefits.record_heirs", def("heirs", "继承人", Kind::List(HEIR), "全部继承人")),
    ("benefits.record_heirs", opt("statement", "承诺人", Kind::Text, "有人没有签字时，由谁承诺")),
    ("benefits.record_heirs", opt("file", "签字单", Kind::File, "没有可以不传")),
    ("contributions.refund", def("reason", "退费原因", Kind::Codes(choices::refund_reasons), "")),
    ("contributions.refund", def("way", "退费方式", Kind::Codes(choices::refund_ways), "")),
    ("contributions.refund", def("account", "退费账号", Kind::Text, MASKED)),
    ("contributions.refund", def("holder", "户名", Kind::Text, "")),
    ("contributions.refund", def("bank", "开户银行", Kind::Text, "")),
    ("contributions.redirect_refund", def("account", "本人账号", Kind::Text, MASKED)),
    ("contributions.redirect_refund", def("holder", "户名", Kind::Text, "须是参保人本人")),
    ("contributions.redirect_refund", def("bank", "开户银行", Kind::Text, "")),
    ("contributions.redirect_refund", def("statement", "签字声明编号", Kind::Text, "原渠道已关闭或在境外")),
    ("contributions.refund_treasury", def("reason", "退费原因", Kind::Codes(choices::refund_reasons), "")),
    ("registry.merge_villages", def("from", "自", Kind::Date, "从这一天起合并")),
    ("registry.merge_villages", opt("name", "合并后名称", Kind::Text, "新代码须填写")),
    ("shadow.import", def("kind", "月报种类", Kind::Codes(choices::shadow_kinds), "")),
    ("shadow.import", opt("mapping", "列名对照", Kind::File, "TOML，一行一列：代码 = 省系统的列名；列名相同的不用")),
    ("shadow.book", def("kind", "月报种类", Kind::Codes(choices::shadow_kinds), "缴费或发放")),
    ("shadow.book", def("amount", "单据金额", Kind::Money, "银行或国库单据上的金额，须与月报一致")),
    ("risk.attach_evidence", def("name", "文件名", Kind::FileName, "")),
    ("risk.attach_evidence", def("file", "证据文件", Kind::File, "照片、扫描件或名单")),
    ("risk.attach_evidence", def("lead", "疑点编号", Kind::Number, "从疑点页面进入时已填好")),
    ("risk.confirm_lead", def("lead", "疑点编号", Kind::Number, "从疑点页面进入时已填好")),
    ("risk.confirm_lead", opt("from_month", "自月份", Kind::Month, "从这个月起不应发放")),
    ("risk.confirm_lead", opt("to_month", "至月份", Kind::Month, "已经释放的，服刑的最后一个月")),
    ("risk.revoke_lead", def("lead", "疑点编号", Kind::Number, "从人员页面进入时已填好")),
    ("risk.hold_lead", def("lead", "疑点编号", Kind::Number, "从疑点页面进入时已填好")),
    ("risk.clear_lead", def("lead", "疑点编号", Kind::Number, "从疑点页面进入时已填好")),
    ("risk.send_letter", def("lead", "疑点编号", Kind::Number, "从疑点页面进入时已填好")),
    ("risk.record_answer", def("answer", "答复内容", Kind::Long, "")),
    ("risk.record_answer", opt("file", "复函", Kind::File, "没有可以不传")),
    ("window.accept", opt("person", "个人编号", Kind::Person, "已经参保的填写；还没有参保的不填")),
    ("window.accept", opt("missing", "待补正材料", Kind::Long, "齐全的不填；选择告知承诺的，写明以承诺代替哪份证明")),
    ("window.step", opt("note", "说明", Kind::Long, "不予办理的须写明理由和依据")),
    ("window.step", opt("file", "材料", Kind::File, "照片或扫描件，没有可以不传")),
    ("window.rate", opt("words", "意见", Kind::Long, "不满意的须写明原因")),
    (
        "figures.declare",
        def("name", "取数代号", Kind::Text, "项目文件用它取这个数：小写字母、数字和下划线，如 gap_city_subsidy"),
    ),
    ("figures.declare", def("year", "年度", Kind::Number, "数据所属的年度")),
    ("figures.declare", def("document", "出处文件", Kind::Text, "")),
    ("performance.set_goals", def("assess_year", "评价年度", Kind::Number, "如 2019")),
    ("performance.set_goals", def("project_name", "项目名称", Kind::Text, "")),
    ("performance.set_goals", def("department", "主管部门", Kind::Text, "")),
    ("performance.set_goals", def("carried_out_by", "实施单位", Kind::Text, "")),
    ("performance.set_goals", def("goal", "年度总体目标", Kind::Long, "照抄批复的绩效目标表")),
    ("performance.set_goals", def("initial", "年初预算数", Kind::Money, "")),
    ("performance.set_goals", def("executed", "全年执行数", Kind::List(TAKEN), "")),
    ("performance.set_goals", def("indicators", "指标", Kind::List(GOALS), "")),
    ("performance.take_in", def("name", "文件名", Kind::FileName, "")),
    ("performance.take_in", def("file", "项目文件", Kind::File, "project.toml：目标、指标、预算和取数")),
    (
        "performance.attach_scan",
        def("indicator", "三级指标", Kind::Text, "从绩效自评页进入时已填好；资金方面的填“项目资金”"),
    ),
    ("performance.attach_scan", def("title", "材料名称", Kind::Text, "在佐证材料册目录中的叫法，如拨款通知")),
    ("performance.attach_scan", def("file", "扫描件", Kind::File, "PDF、PNG 或 JPG")),
    ("work.set_service_fee", opt("document", "依据", Kind::Text, "公布标准的文号；没有公布的不填，分配表上注明暂定")),
    ("work.allot_service_fee", def("budget", "服务费预算", Kind::Money, "须等于年末在册人数乘以标准")),
    ("work.allot_service_fee", def("assess_year", "名册年度", Kind::Number, "按哪一年年末的在册人数")),
    ("performance.explain", def("place", "说明什么", Kind::Text, "从绩效自评页进入时已填好")),
    ("performance.explain", def("words", "情况说明", Kind::Long, "写明原因和改进措施；分条的一行一条")),
    ("performance.explain", def("who", "说明人", Kind::Text, "")),
    ("performance.report_result", opt("value", "完成值", Kind::Text, "只填数字，单位与目标相同；比率、评定的不填")),
    ("performance.report_result", opt("part", "比率的分子", Kind::Text, "人数")),
    ("performance.report_result", opt("whole", "比率的分母", Kind::Text, "人数")),
    ("performance.report_result", opt("grade", "评定等次", Kind::Codes(choices::goal_grades), "仅文字目标填写")),
    ("performance.report_result", opt("share", "得分比例", Kind::Text, "评定等次范围内的百分数，如 90")),
    ("performance.report_result", def("document", "依据", Kind::Text, "文件名称，或评定时看到的情况")),
    ("performance.report_result", opt("page", "页码或表号", Kind::Text, "")),
    ("performance.report_result", opt("on", "完成日期", Kind::Date, "仅日期目标填写")),
    ("performance.monitor", def("until", "截至日期", Kind::Date, "一般为 7 月 31 日")),
    ("performance.monitor", def("spent", "截至执行数", Kind::Money, "年初至截至日期的支出")),
    ("performance.monitor", def("document", "依据", Kind::Text, "数据出自的文件或报表")),
    ("performance.monitor", def("watched", "指标", Kind::List(WATCHED), "")),
    ("performance.submit", def("who", "负责人", Kind::Text, "对数据负责的人")),
    ("lists.keep", def("area", "地区", Kind::Region, "本人岗位的地区")),
    ("lists.keep", def("post", "岗位", Kind::Codes(choices::posts), "今天有这个岗位的人都能使用")),
    ("work.set_targets", def("basis", "分解依据", Kind::Codes(choices::task_bases), "")),
    ("work.set_targets", def("document", "任务文件", Kind::Text, "下达任务的文件文号")),
    ("work.score_towns", def("document", "考评办法", Kind::Text, "名称或文号")),
    ("work.supervise", def("region", "地区", Kind::Region, "乡镇或村（社区）")),
    ("work.supervise", def("what", "督办要求", Kind::Long, "要做到什么")),
    ("work.answer", def("reply", "反馈内容", Kind::Long, "做了什么、结果如何")),
    ("work.record_money", def("step", "事项", Kind::Codes(choices::work_steps), "")),
    ("work.record_money", def("item", "预算项目", Kind::Text, "如：协管员补助")),
    ("matching.record", def("year", "指标年度", Kind::Number, "资金所属的年度，如 2019")),
    ("matching.record", def("step", "事项", Kind::Codes(choices::matching_steps), "")),
    ("matching.record", def("level", "出资层级", Kind::Codes(choices::levels), "")),
    ("matching.record", def("document", "文号", Kind::Text, "请款函或指标文件的文号")),
    ("matching.record", def("parts", "用途和金额", Kind::List(MATCHING_PARTS), "")),
    ("matching.assign_year", def("year", "指标年度", Kind::Number, "资金所属的年度，如 2019")),
    ("matching.settle", def("year", "结算年度", Kind::Number, "如 2019")),
    ("matching.settle", def("document", "结算文件", Kind::Text, "与财政部门结算文件的文号")),
    ("fund.set_budget", def("year", "预算年度", Kind::Number, "如 2019")),
    ("fund.set_budget", def("stage", "阶段", Kind::Codes(choices::budget_stages), "")),
    ("fund.set_budget", def("document", "文号", Kind::Text, "批复或调整文件的文号")),
    ("fund.set_budget", def("items", "预算项目", Kind::List(BUDGET_LINES), "调整预算填写调整后的全部项目")),
    ("bank.import_statement", def("account", "账户", Kind::Codes(choices::fund_accounts), "")),
    ("bank.match", def("account", "账户", Kind::Codes(choices::fund_accounts), "")),
    ("bank.claim", def("line", "银行流水编号", Kind::Number, "见来款认领清单")),
    ("bank.claim", def("kind", "认领为", Kind::Codes(choices::claim_kinds), "")),
    ("bank.claim", def("on", "认领日期", Kind::Date, "不早于到账日期")),
    (
        "fund.reverse_record",
        def("matter", "登记的业务编号", Kind::Number, "配套资金、预算、工作经费等登记办结的业务编号"),
    ),
    ("fund.book_other", def("fact", "事项", Kind::Codes(choices::other_facts), "")),
    ("fund.book_other", def("document", "单据号", Kind::Text, "银行流水号或财政单据号")),
    ("fund.book_other", opt("deposit", "账户", Kind::Codes(choices::deposits), "按单据选择；事项只动用一个账户的不填")),
    ("fund.book_other", opt("lower", "下级部分", Kind::Money, "属于下级基金的部分，没有不填")),
    ("registry.open_books", def("on", "余额日期", Kind::Date, "原系统最后一个已发放月份的最后一天")),
];

/// Everything else: one meaning for one key.
static DICTIONARY: &[Def] = &[
    def("person", "个人编号", Kind::Person, PAGE),
    def("id_number", "证件号", Kind::Text, "18 位身份证号"),
    def("name", "姓名", Kind::Text, ""),
    def("address", "住址", Kind::Text, ""),
    opt("phone", "电话", Kind::Text, ""),
    def("region", "村（社区）", Kind::Region, "输入名称后从列表中选择；也可以填代码"),
    opt("special_group", "特殊群体", Kind::Codes(choices::special_groups), "一般居民不选"),
    opt("account", "收款账号", Kind::Text, MASKED),
    opt("holder", "户名", Kind::Text, ""),
    opt("bank", "开户银行", Kind::Text, ""),
    def("document", "依据材料", Kind::Text, "看过的材料名称和编号"),
    def("birth", "出生日期", Kind::Date, ""),
    def("claimed_on", "申请日期", Kind::Date, ""),
    opt("other_pension", "其他养老待遇", Kind::Text, "本人声明正在领取的其他养老待遇，没有不填"),
    def("died_on", "死亡日期", Kind::Date, ""),
    def("evidence", "证明材料", Kind::Text, "死亡证明、火化证等的名称和编号"),
    opt("heirs", "丧葬费和余额领取人", Kind::Group(HEIRS), "暂不清楚的可以不填，先停发、以后结算"),
    opt("lead", "对应疑点编号", Kind::Number, "由疑点办理的填写"),
    def("reason", "原因", Kind::Long, ""),
    def("note", "依据", Kind::Text, "文书名称和编号，或核实情况"),
    def("from_month", "自月份", Kind::Month, "从这个月起"),
    def("month", "月份", Kind::Month, ""),
    def("run", "发放批次", Kind::Run, ""),
    opt("release", "同时放行的人员", Kind::People, "上次止付、现在应付的人员，一行一个编号"),
    def("line", "代发文件序号", Kind::Number, "银行单据上的明细序号"),
    opt("confirmed", "银行确认原账户可用的人员", Kind::People, "退票后银行确认原账户可用的人员，一行一个编号"),
    opt("late_reason", "推迟原因", Kind::Text, "晚于发放日历时填写"),
    def("on", "日期", Kind::Date, ""),
    def("amount", "金额", Kind::Money, ""),
    def("fact", "事项", Kind::Codes(choices::interest_facts), ""),
    def("deposit", "账户", Kind::Codes(choices::deposits), ""),
    def("parts", "明细", Kind::List(PARTS), ""),
    def("voucher", "凭证", Kind::Number, "从凭证页面进入时已填好"),
    def("file", "文件", Kind::File, "CSV、TXT、XLS 或 XLSX，上传后先预览再提交"),
    opt("regions_file", "行政区划文件", Kind::File, "乡镇、村（社区）的代码和名称"),
    opt("regions", "行政区划", Kind::List(REGIONS), "有行政区划文件时不填"),
    def("posts", "岗位", Kind::List(POST), ""),
    def("post", "岗位", Kind::Codes(choices::posts), ""),
    def("staff", "工作人员", Kind::Staff, ""),
    def("from_staff", "授权人", Kind::Staff, "现任该岗位的人员"),
    def("to_staff", "受托人", Kind::Staff, ""),
    def("grant", "岗位授权编号", Kind::Number, "从人员和岗位页面进入时已填好"),
    def("from", "自", Kind::Date, ""),
    def("to", "至", Kind::Date, ""),
    def("last_day", "最后一天", Kind::Date, ""),
    def("why", "终止原因", Kind::Codes(choices::leavings), ""),
    def("left_on", "离开日期", Kind::Date, ""),
    def("village", "村（社区）", Kind::Region, "填写名册的村（社区）"),
    opt("area", "地区", Kind::Region, "不填为全县（区）"),
    def("is_so", "是否卧床", Kind::Yes, ""),
    def("visited_on", "走访日期", Kind::Date, ""),
    def("visitor", "走访人", Kind::Text, ""),
    def("finding", "走访结果", Kind::Codes(choices::findings), ""),
    opt("bedridden", "是否卧床", Kind::Yes, "看到的情况，没有看到不填"),
    def("visit_age", "入户年龄", Kind::Number, "满这个年龄的，没有入户记录不停发"),
    def("visit_bedridden", "卧床人员同样", Kind::Yes, ""),
    def("warn_days", "提前提醒天数", Kind::Number, ""),
    def("year", "缴费年度", Kind::Number, "如 2019"),
    def("way", "联系方式", Kind::Codes(choices::ways), ""),
    def("answer", "答复", Kind::Codes(choices::answers), ""),
    def("version", "政策版本", Kind::Text, "要启用的版本的名称，见政策参数页面"),
    def("kind", "种类", Kind::Codes(choices::specials), ""),
    def("keep", "保留的个人编号", Kind::Person, "今后使用的那一份"),
    def("merged", "并入的个人编号", Kind::Person, "今后不再使用的那一份"),
    opt("cancelled_number", "公安注销证明", Kind::Text, "两份证件号都完整而不同时填写"),
    def("code", "代码", Kind::Text, ""),
    opt("successor", "承接银行代码", Kind::Text, "被合并的银行填写"),
    def("objection", "异议编号", Kind::Number, ""),
    def("result", "核查结果", Kind::Codes(choices::objection_results), ""),
    def("reply", "答复", Kind::Long, "告知本人的话"),
    def("place", "对方经办机构", Kind::Text, ""),
    opt("employees", "职工养老保险缴费", Kind::Group(EMPLOYEES), "制度衔接的按联系函填写；跨统筹区转移不填"),
    def("from_year", "首个缴费年度", Kind::Number, "转入的第一个缴费年度"),
    def("to_year", "最后缴费年度", Kind::Number, "转入的最后一个缴费年度"),
    def("years", "缴费年数", Kind::Number, "其间实际缴费的年数"),
    opt("town", "乡镇（街道）", Kind::Region, "不填为全县（区）"),
    def("what", "异议内容", Kind::Long, "本人认为哪里不对"),
    def("refund", "退费编号", Kind::Number, "见退费清单"),
    def("recovery", "追回台账编号", Kind::Number, "见追回台账"),
    def("monthly", "每月归还", Kind::Money, ""),
    def("choice", "选择", Kind::Codes(choices::years_choices), "缴费年限不足时的处理"),
    opt("central", "中央", Kind::Money, ""),
    opt("province", "省级", Kind::Money, ""),
    opt("city", "市级", Kind::Money, ""),
    opt("county", "县级", Kind::Money, ""),
    def("serial", "税票号", Kind::Text, ""),
    opt("months", "重复月数", Kind::Number, "仅重复参加职工养老保险时填写"),
    def("tax_number", "税务受理号", Kind::Text, ""),
    def("accepted_on", "受理日期", Kind::Date, ""),
    def("treasury_on", "入库日期", Kind::Date, ""),
    opt("statement", "承诺书编号", Kind::Text, "原缴费渠道已停用时填写"),
    def("villages", "终止的村（社区）", Kind::Regions, "一行一个，名称或代码"),
    def("into", "并入的村（社区）", Kind::Text, "新的或其中一个的 12 位代码"),
    def("words", "说明", Kind::Long, "这是什么、从哪里来"),
    opt("to_month", "至月份", Kind::Month, ""),
    def("since", "自", Kind::Date, "核查这一天以后登记的变化"),
    def("letter", "函件编号", Kind::Number, ""),
    def("answered_on", "复函日期", Kind::Date, ""),
    def("addressee", "收函单位", Kind::Text, ""),
    def("body", "函件内容", Kind::Long, ""),
    def("answer_by", "答复期限", Kind::Date, ""),
    opt("paid_years", "更正后缴费年限", Kind::Number, "没有变化的不填"),
    opt("balance", "更正后账户余额", Kind::Money, "没有变化的不填"),
    def("operation", "业务", Kind::Operation, ""),
    def("asked", "申请办理", Kind::Operation, "申请人要办的事"),
    def("applicant", "申请人", Kind::Text, "姓名"),
    def("counter", "窗口", Kind::Text, "如 1 号窗口"),
    opt("promise", "告知承诺", Kind::Yes, "申请人签了承诺书，以承诺代替证明"),
    opt("days", "承诺时限", Kind::Number, "工作日，不填用法定时限"),
    def("intake", "受理编号", Kind::Number, "从一窗通办页面进入时已填好"),
    def("step", "进度", Kind::Codes(choices::intake_steps), ""),
    opt("handled", "业务编号", Kind::Number, "后台办理的业务，见业务页面"),
    def("grade", "评价", Kind::Codes(choices::grades), "由申请人选择"),
    def("class", "办理方式", Kind::Codes(choices::classes), "只能提高，不能降低"),
    def("title", "名称", Kind::Text, "在报告中的叫法"),
    def("value", "数值", Kind::Text, "只填数字，不带单位"),
    def("unit", "单位", Kind::Text, "人、人次、元、万元、% 等"),
    def("page", "页码或表号", Kind::Text, ""),
    def("who", "填报人", Kind::Text, ""),
    def("query_name", "查询名称", Kind::Text, "如：某镇六十岁以上未缴费"),
    def("list", "清单", Kind::Carried(choices::list_words), "先在“清单”里筛选，再点“把这个查询存为常用查询”"),
    opt("filter", "筛选条件", Kind::Carried(choices::filter_words), ""),
    def("query", "查询编号", Kind::Number, "从清单页面进入时已填好"),
    def("project", "绩效项目编号", Kind::Number, "从绩效自评页进入时已填好"),
    def("indicator", "三级指标", Kind::Text, "从绩效自评页进入时已填好"),
    def("occasion", "事由", Kind::Codes(choices::occasions), ""),
    def("assess_year", "考核年度", Kind::Number, "工作所属的年度，如 2023"),
    def("budget_year", "预算年度", Kind::Number, "列入哪一年的预算，如 2024"),
    def("measure", "任务指标", Kind::Codes(choices::task_measures), ""),
    def("total", "任务数", Kind::Number, ""),
    def("task", "任务编号", Kind::Number, "见进度通报"),
    def("due_on", "完成期限", Kind::Date, ""),
    def("supervision", "督办编号", Kind::Number, ""),
    def("higher", "完成任务的标准", Kind::Money, "每人每年"),
    def("lower", "未完成的标准", Kind::Money, "每人每年"),
    def("budget", "协管员补助预算", Kind::Money, "须与按人数计算的合计一致"),
    def("towns", "乡镇", Kind::List(TOWNS), "每个有任务的乡镇一行"),
    opt("lines", "银行流水编号", Kind::Numbers, "一行一个；流水和凭证都不填时自动勾对"),
    opt("vouchers", "凭证编号", Kind::Numbers, "一行一个"),
    def("criteria", "考评指标", Kind::List(CRITERIA), ""),
    opt("given", "评定", Kind::List(GIVEN), "由考评组评定的指标，每个乡镇一行"),
    def("through", "截止日期", Kind::Date, ""),
    opt("collected", "上年征缴收入", Kind::Money, "按征缴收入的比例核定的激励经费填写，其他不填"),
    opt("collected_document", "征缴收入出处", Kind::Text, "上年基金决算或报表"),
    def("per_person", "每人每年标准", Kind::Money, ""),
    def("basis", "依据", Kind::Text, "批准文件、协议或通知的名称和文号"),
    opt("interest", "利息", Kind::Money, "本金以外的利息，没有不填"),
    opt("gain", "投资收益", Kind::Money, "本金以外的收益，没有不填"),
    opt("level", "出资层级", Kind::Codes(choices::levels), ""),
    def("above", "起点金额", Kind::Money, "达到这个金额起须由下列岗位审批"),
];

/// A field of an operation.
pub fn def_of(operation: &str, key: &str) -> Option<Def> {
    let own = OF_OPERATION.iter().find(|(name, def)| *name == operation && def.key == key).map(|(_, def)| *def);
    let has_file = super::profile_of(operation, &Pairs::default()).is_some() || operation.contains(".import");
    let file_name = (key == "name" && has_file).then(|| def("name", "文件名", Kind::FileName, ""));
    own.or(file_name).or_else(|| DICTIONARY.iter().find(|def| def.key == key).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_told_twice() {
        // The second would never be found.
        let all = DICTIONARY.iter().map(|def| ("", def.key));
        let mut keys: Vec<_> = all.chain(OF_OPERATION.iter().map(|(name, def)| (*name, def.key))).collect();
        keys.sort_unstable();
        let twice: Vec<_> = keys.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
