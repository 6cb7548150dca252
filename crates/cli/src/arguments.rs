//! What can be typed: commands and options. The texts are the help.

mod books;
mod figures;
mod law;
mod paper;
mod report;
mod work;
mod year;

use std::path::PathBuf;

use base::{Date, Month, RegionCode};
use clap::{Args, Parser, Subcommand};

pub use self::books::BooksAsked;
pub use self::figures::{Declared, FigureAsked};
pub use self::law::{Law, LawSource};
pub use self::paper::{PaperAsked, PaperWhich};
pub use self::report::{ReportMore, Reported};
pub use self::work::WorkAsked;
pub use self::year::{AuditPackAsked, WhatIfAsked};

/// 社保经办：账簿、待遇和绩效，一个程序。
#[derive(Debug, Parser)]
#[command(name = "shebao", version, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// 数据目录 [默认：./shebao-data]
    #[arg(
        long,
        global = true,
        display_order = 900,
        value_name = "目录",
        default_value = "./shebao-data",
        env = "SHEBAO_DATA"
    )]
    pub data: PathBuf,
    /// 以 JSON 输出，供程序读取；金额单位为分
    #[arg(long, global = true, display_order = 901)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 演示：建立一个模拟区县，从接收文件到发放关账，走完 2019 年
    Demo(Demo),
    /// 在浏览器中办公：启动网页服务，直到按 Ctrl+C 停止
    Serve(Serve),
    /// 建立新的经办机构
    Init(Init),
    /// 登录；口令从终端输入，非终端时从标准输入读一行
    Login {
        /// 用户名，不写则询问
        #[arg(value_name = "用户名")]
        user: Option<String>,
    },
    /// 修改自己的口令；首次登录前也用它
    Passwd {
        /// 用户名，不写则询问
        #[arg(value_name = "用户名")]
        user: Option<String>,
    },
    /// 退出登录
    Logout,
    /// 我是谁：姓名、岗位、地区
    Whoami,
    /// 列出工作人员和岗位
    Staff,
    /// 为工作人员开通登录或重置口令，一次性口令只显示一次（系统管理）
    OpenLogin {
        /// 工作人员编号，见 shebao staff
        #[arg(value_name = "编号")]
        staff: i64,
        /// 登录用户名
        #[arg(value_name = "用户名")]
        user: String,
    },
    /// 列出全部业务：名称、办理方式、由谁签字
    Operations {
        /// 只列出名称含有这些字的业务
        #[arg(value_name = "文字")]
        text: Option<String>,
    },
    /// 办理一件业务（经办）
    Do(Do),
    /// 待办：等我签字的业务
    Todo,
    /// 查看一件业务现在的内容和状态
    Show {
        /// 业务编号
        #[arg(value_name = "编号")]
        matter: i64,
    },
    /// 复核一件业务
    Check(Sign),
    /// 审批一件业务
    Approve(Sign),
    /// 退回一件业务给经办人
    Return(End),
    /// 撤回自己经办的业务
    Withdraw(End),
    /// 按清单复核多件业务，并记录抽查了哪几件
    CheckList(CheckList),
    /// 预览一个文件按某个模板读出来的结果，不导入任何内容
    Preview(Preview),
    /// 月度发放：建立批次并计算；中断后再次运行即继续
    Run {
        /// 发放月份，如 2019-01
        #[arg(value_name = "月份", value_parser = month)]
        month: Month,
    },
    /// 发放批次：编号、月份、类别、状态、人数、金额
    Runs,
    /// 取出已报送的代发文件（含完整账号，须写明用途并留痕；基金会计）
    BankFile {
        /// 批次编号，见 shebao runs
        #[arg(value_name = "批次")]
        run: i64,
        /// 写到这个文件，须不存在
        #[arg(value_name = "文件")]
        file: PathBuf,
        /// 取出的用途，如：报送代发银行
        #[arg(long, value_name = "文字")]
        reason: String,
    },
    /// 环比平衡表：上月 + 增减 = 本月，按乡镇和承担方
    Balance(OfMonth),
    /// 变动表：本月与上月不同的每一个人
    Changes(OfMonthList),
    /// 退票清单：银行退回的每一笔
    Returned(OfMonthList),
    /// 业务、财务、银行三方对账
    Reconcile(OfMonth),
    /// 科目余额表
    TrialBalance(OfMonth),
    /// 资产负债表和收支表
    Statements(OfMonth),
    /// 凭证：编号、日期、摘要、分录、制单、复核、记账
    Vouchers(OfMonth),
    /// 账簿：余额调节表、来款、预算、统计；凭证、明细账、总账、报表打印成 docx 和 xlsx
    #[command(subcommand, disable_help_subcommand = true)]
    Books(BooksAsked),
    /// 文书：待遇核定表、权益记录单、配套资金请示、核查函、退回和暂停通知、转移联系函，打印成 docx
    #[command(disable_help_subcommand = true)]
    Paper(PaperAsked),
    /// 按姓名、证件号或个人编号查人；只有一人时显示全部情况（号码已遮盖）
    Person {
        /// 姓名开头、完整的证件号或个人编号
        #[arg(value_name = "文字")]
        text: String,
    },
    /// 一个人的待遇为什么是这个数：逐项展开到条文、参数和取舍
    Explain {
        /// 姓名、证件号或个人编号，须只对应一人
        #[arg(value_name = "人员")]
        person: String,
        /// 月份，如 2019-01
        #[arg(value_name = "月份", value_parser = month)]
        month: Month,
    },
    /// 未采用清单：导入文件中没有采用的每一行、原因和怎么办
    LeftOut(AsJson),
    /// 任务和工作经费：进度通报、督办、激励表、工作经费、考评、社会化管理；--out 时打印
    Work(WorkAsked),
    /// 年度数据：报告里的每个数，怎么数的，由哪些行数出来
    #[command(subcommand, disable_help_subcommand = true)]
    Figure(FigureAsked),
    /// 催缴：一个年度各村缴费进度、未缴人员、默认档次和最近联系
    Unpaid(OfCampaign),
    /// 个人权益记录单：一年的缴费、补贴、利息、支付和年末余额
    Statement(OfStatement),
    /// 未答复的权益记录异议
    Objections(AsJson),
    /// 未办结的转移：申请了用款、还没有转出的关系，各等了几天
    Transfers(AsJson),
    /// 代缴清单：一个年度应由政府代缴的人员、各级金额、应原渠道返还的金额
    ProxyList(OfYearList),
    /// 退费台账：原因、方式、税务受理号，退给缴费人和各级的金额
    Refunds(AsJson),
    /// 影子模式：省系统为主时，导入其月报，按本地政策复算，列出每一处差异
    #[command(subcommand)]
    Shadow(crate::commands::Shadow),
    /// 税务、国库、财政专户对账：一年逐月合计，逐日差异
    ReconcileFees {
        /// 年份，如 2019
        #[arg(value_name = "年份", value_parser = clap::value_parser!(i16).range(2009..=2100))]
        year: i16,
    },
    /// 某一天（如 12 月 31 日）已缴费而未入库、未到财政专户的每一笔
    InTransit {
        /// 日期，如 2019-12-31
        #[arg(value_name = "日期", value_parser = date)]
        on: Date,
        #[command(flatten)]
        to: ExportTo,
    },
    /// 待核查的疑点
    Leads(AsJson),
    /// 即将到龄或已到龄而未申领的人员
    DueToClaim {
        /// 向前看几个月 [默认：3]
        #[arg(long, value_name = "月数", default_value_t = 3,
            value_parser = clap::value_parser!(i32).range(0..=600))]
        months: i32,
        #[command(flatten)]
        to: AsJson,
    },
    /// 追回台账：应追回、已追回、尚欠、归还协议和逾期
    Recoveries(AsJson),
    /// 资格认证预警：即将到期、已逾期、已停发的人员，以及谁须先入户
    Certification {
        /// 只看某个乡镇或村的代码 [默认：全部]
        #[arg(value_name = "区划代码")]
        area: Option<RegionCode>,
        /// 按某一天看，如 2019-03-01 [默认：今天]
        #[arg(long, value_name = "日期", value_parser = date)]
        on: Option<Date>,
        #[command(flatten)]
        to: ExportTo,
    },
    /// 村级认证名册：每村一个可打印的 xlsx，填好后回收
    Roster {
        /// 乡镇或村的代码
        #[arg(value_name = "区划代码")]
        area: RegionCode,
        /// 放名册的目录
        #[arg(long, value_name = "目录")]
        into: PathBuf,
        /// 发出的用途（留下记录），如：发村核查
        #[arg(long, value_name = "文字")]
        reason: String,
        /// 按某一天的到期情况 [默认：今天]
        #[arg(long, value_name = "日期", value_parser = date)]
        on: Option<Date>,
    },
    /// 发函台账；写编号时显示函的全文
    Letters {
        /// 台账中的编号
        #[arg(value_name = "编号")]
        letter: Option<i64>,
        #[command(flatten)]
        to: AsJson,
    },
    /// 疑点统计：一段时间内各类疑点多少条、属实多少、追回多少
    LeadStats {
        /// 第一天，如 2019-01-01
        #[arg(value_name = "起", value_parser = date)]
        from: Date,
        /// 最后一天，如 2019-12-31
        #[arg(value_name = "止", value_parser = date)]
        to: Date,
    },
    /// 并档人员在两条记录上都缴费的年度，应退还一份
    Overlaps(AsJson),
    /// 银行代码及其承继关系
    Banks,
    /// 核验：账平、应发与实发一致、每笔待遇可复算、审计链完整；指出第一处不符
    Verify,
    /// 审计数据包：一年的人员、缴费、发放、签字、日志、凭证，逐月证明业务 = 财务 = 银行
    AuditPack(AuditPackAsked),
    /// 测算：改一个政策参数，十年内各级财政每年多负担多少；只测算，不改任何数据
    Whatif(WhatIfAsked),
    /// 备份整个机构到一个文件，可恢复到 SQLite 或 PostgreSQL；由有数据目录权限的人运行
    Backup {
        /// 备份文件，须不存在
        #[arg(value_name = "文件")]
        file: PathBuf,
        /// 同时把密钥写入旁边的 .keys.json；密钥应与备份分开保管
        #[arg(long)]
        with_keys: bool,
    },
    /// 从备份恢复到 --data 指定的新目录，并核验恢复的数据
    Restore {
        /// 备份文件
        #[arg(value_name = "文件")]
        file: PathBuf,
        /// 密钥文件 [默认：备份旁边的 .keys.json]
        #[arg(long, value_name = "文件")]
        keys: Option<PathBuf>,
        /// PostgreSQL 地址，须是空库 [默认：数据目录中的 SQLite]
        #[arg(long, value_name = "地址", env = "SHEBAO_DATABASE")]
        database: Option<String>,
    },
    /// 把审计链当前的摘要签名后写入第二路径
    Anchor,
    /// 政策参数：核对、查看、比较、解释
    #[command(subcommand, disable_help_subcommand = true)]
    Law(Law),
    /// 运行一个目录中的全部算例，逐项与应得的数核对
    Cases {
        /// 算例目录或一个算例文件 [默认：cases]
        #[arg(value_name = "目录", default_value = "cases")]
        folder: PathBuf,
        #[command(flatten)]
        source: LawSource,
    },
    /// 审查绩效自评或评价报告：指出不可能正确的数字和结论，写明算式；不需要登录
    #[command(after_help = REVIEW_EXIT_CODES)]
    Review(Reviewed),
    /// 绩效报告：由项目文件生成报告和表，核对改动，装订佐证材料；不需要登录
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, disable_help_subcommand = true)]
    Report(Reported),
    /// 计算一个月养老金算例，逐项展开到条文、参数和取舍
    Assess {
        /// 算例文件
        #[arg(value_name = "算例")]
        case: PathBuf,
        #[command(flatten)]
        source: LawSource,
    },
}

#[derive(Debug, Args)]
pub struct OfMonth {
    /// 月份，如 2019-01
    #[arg(value_name = "月份", value_parser = month)]
    pub month: Month,
}

/// A list of people of a month.
#[derive(Debug, Args)]
pub struct OfMonthList {
    /// 月份，如 2019-01
    #[arg(value_name = "月份", value_parser = month)]
    pub month: Month,
    #[command(flatten)]
    pub to: AsJson,
}

/// Where the office opens in a browser.
pub const OFFICE_ADDRESS: &str = "127.0.0.1:8700";

#[derive(Debug, Args)]
pub struct Serve {
    /// 监听地址；只给本机用时不用改，给局域网用时写本机的局域网地址 [默认：127.0.0.1:8700]
    #[arg(long, value_name = "地址", default_value = OFFICE_ADDRESS)]
    pub addr: std::net::SocketAddr,
}

#[derive(Debug, Args)]
pub struct Init {
    /// 机构所在地区的行政区划代码
    #[arg(long, value_name = "代码")]
    pub code: RegionCode,
    /// 机构名称
    #[arg(long, value_name = "名称")]
    pub name: String,
    /// 系统管理人员，如 zhangsan:张三
    #[arg(long, value_name = "用户名:姓名", value_parser = first_staff)]
    pub admin: First,
    /// 稽核人员
    #[arg(long, value_name = "用户名:姓名", value_parser = first_staff)]
    pub auditor: First,
    /// 单位负责人
    #[arg(long, value_name = "用户名:姓名", value_parser = first_staff)]
    pub head: First,
    /// PostgreSQL 地址 postgresql://用户:口令@主机/库 [默认：数据目录中的 SQLite]
    #[arg(long, value_name = "地址", env = "SHEBAO_DATABASE")]
    pub database: Option<String>,
    /// 审计摘要的第二存放路径，应在另一块磁盘或另一台机器上 [默认：数据目录内]
    #[arg(long, value_name = "路径")]
    pub anchor: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// 重新开始：删除数据目录中原有的演示数据
    #[arg(long)]
    pub fresh: bool,
    /// 演示结束后不打开网页办公（输出不是终端时也不打开）
    #[arg(long)]
    pub no_serve: bool,
    /// 参保人数，1000 至 1000000 [默认：168000]
    #[arg(long, value_name = "人数", default_value_t = simulate::DONGCHUAN)]
    pub people: u64,
    /// PostgreSQL 地址，须是空库 [默认：数据目录中的 SQLite]
    #[arg(long, value_name = "地址")]
    pub database: Option<String>,
    /// 从一月起演示几个月，1 至 12；12 个月时与公开的 2019 年报告对照 [默认：12]
    #[arg(long, value_name = "月数", default_value_t = 12, value_parser = clap::value_parser!(u8).range(1..=12))]
    pub months: u8,
    /// 随机种子；种子和人数相同，数据就相同 [默认：2019]
    #[arg(long, value_name = "数字", default_value_t = 2019)]
    pub seed: u64,
}

#[derive(Debug, Args)]
pub struct Do {
    /// 业务名称，见 shebao operations
    #[arg(value_name = "业务")]
    pub operation: String,
    /// 业务内容，TOML 或 JSON 文件
    #[arg(long, value_name = "文件")]
    pub input: Option<PathBuf>,
    /// 填写一栏：键=文字，或 键:=JSON；多级用点分隔，列表从 1 数起，如 posts.1.area=530113
    #[arg(long, value_name = "键=值")]
    pub set: Vec<String>,
    /// 接收一个文件，填入 file 和 name 两栏；写作 键=路径 时填入该栏
    #[arg(long, value_name = "路径")]
    pub file: Vec<String>,
    /// 业务流水号；失败重试时用同一流水号，不会重复办理 [默认：新流水号]
    #[arg(long, value_name = "流水号")]
    pub request: Option<String>,
}

#[derive(Debug, Args)]
pub struct Sign {
    /// 业务编号
    #[arg(value_name = "编号")]
    pub matter: i64,
    /// 看过的内容的摘要，至少前 8 位；给出后不再询问
    #[arg(long, value_name = "摘要")]
    pub digest: Option<String>,
}

#[derive(Debug, Args)]
pub struct End {
    /// 业务编号
    #[arg(value_name = "编号")]
    pub matter: i64,
    /// 原因
    #[arg(long, value_name = "文字")]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct CheckList {
    /// 业务编号，或每行一个“编号 摘要”的清单文件
    #[arg(value_name = "编号或文件", required = true)]
    pub matters: Vec<String>,
    /// 逐项抽查的业务编号，至少一件，可重复
    #[arg(long, value_name = "编号", required = true)]
    pub sample: Vec<i64>,
}

#[derive(Debug, Args)]
pub struct Preview {
    /// 导入模板，如 tax_detail；写错时列出全部模板
    #[arg(value_name = "模板")]
    pub profile: String,
    /// 文件
    #[arg(value_name = "文件")]
    pub file: PathBuf,
    /// 显示的行数 [默认：10]
    #[arg(long, value_name = "行数", default_value_t = 10)]
    pub rows: usize,
    /// 把全部问题写成 CSV 清单
    #[arg(long, value_name = "文件")]
    pub errors: Option<PathBuf>,
}

/// A username with the person's name.
#[derive(Clone, Debug)]
pub struct First {
    pub username: String,
    pub name: String,
}

fn first_staff(text: &str) -> Result<First, String> {
    let parts = text.split_once([':', '：']).map(|(user, name)| (user.trim(), name.trim()));
    match parts {
        Some((username, name)) if !username.is_empty() && !name.is_empty() => {
            Ok(First { username: username.to_owned(), name: name.to_owned() })
        }
        _ => Err("应写作 用户名:姓名，如 zhangsan:张三".to_owned()),
    }
}

fn date(text: &str) -> Result<Date, String> {
    base::parse_date(text).map_err(|_| format!("“{text}”不是日期，应写作 2019-12-31"))
}

pub(crate) fn month(text: &str) -> Result<Month, String> {
    text.parse::<Month>().map_err(|error| error.to_string())
}

/// A list that leaves the office: as a file, or whole as JSON.
#[derive(Clone, Debug, Args)]
pub struct ExportTo {
    /// 导出到 .csv 或 .xlsx 文件，须不存在
    #[arg(long, alias = "out", value_name = "文件")]
    pub export: Option<PathBuf>,
    /// 导出或以 --json 取出名单的用途（留下记录），如：送乡镇核实
    #[arg(long, value_name = "文字")]
    pub reason: Option<String>,
}

/// A list that is read on the terminal, or leaves the office whole as JSON.
#[derive(Clone, Debug, Args)]
pub struct AsJson {
    /// 以 --json 取出名单的用途（留下记录），如：送乡镇核实
    #[arg(long, value_name = "文字")]
    pub reason: Option<String>,
}

/// A fee year, perhaps of one town or village.
#[derive(Clone, Debug, Args)]
pub struct OfCampaign {
    /// 缴费年度，如 2019
    #[arg(value_name = "年度", value_parser = clap::value_parser!(i16).range(2009..=2100))]
    pub year: i16,
    /// 只看这个乡镇或村（社区）的代码
    #[arg(long, value_name = "代码")]
    pub region: Option<RegionCode>,
    #[command(flatten)]
    pub to: ExportTo,
}

/// Other people's reports to review.
#[derive(Debug, Args)]
pub struct Reviewed {
    /// 报告文件：.docx、.doc、.pdf、.xlsx、.xls、.html、.txt，可以写多个
    #[arg(value_name = "文件", required = true)]
    pub files: Vec<PathBuf>,
    /// 写成一个网页，标出原文中的问题；只用于一个文件
    #[arg(long, value_name = "文件")]
    pub html: Option<PathBuf>,
    /// 写成原报告的副本，问题写作 Word 批注，其余一字不改；只用于一个 .docx 文件
    #[arg(long, value_name = "文件")]
    pub docx: Option<PathBuf>,
    /// 结果目录：每份报告各写一个标注原文的网页，.docx 另写一个带批注的副本
    #[arg(long, value_name = "目录")]
    pub out: Option<PathBuf>,
}

const REVIEW_EXIT_CODES: &str = "\
退出码：0 没有严重或一般问题，1 有严重或一般问题，2 有文件未能读取。
以 --json 输出时，一个文件为一个对象，多个文件为数组。";

/// A person's year.
#[derive(Clone, Debug, Args)]
pub struct OfStatement {
    /// 姓名、证件号或个人编号，须只对应一人
    #[arg(value_name = "人员")]
    pub person: String,
    /// 年度，如 2019
    #[arg(value_name = "年度", value_parser = clap::value_parser!(i16).range(2009..=2100))]
    pub year: i16,
    #[command(flatten)]
    pub to: ExportTo,
}

/// A list of a year.
#[derive(Clone, Debug, Args)]
pub struct OfYearList {
    /// 年度，如 2019
    #[arg(value_name = "年度", value_parser = clap::value_parser!(i16).range(2009..=2100))]
    pub year: i16,
    #[command(flatten)]
    pub to: ExportTo,
}
