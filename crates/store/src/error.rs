//! What can go wrong between us and the engine.

/// A failure of the database or of reading from it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique key, check or trigger refused the row. The text is the engine's, with the name
    /// of the constraint or the message of our trigger.
    #[error("数据库拒绝了这次写入：{0}")]
    Refused(String),
    /// The disk or the tablespace is full: nothing was written.
    #[error("存储空间已满，本次操作没有写入任何数据。请清理磁盘或扩容后重试。（{0}）")]
    Full(String),
    /// Another writer holds the database longer than the waiting time.
    #[error("数据库正忙，等待超时，本次操作没有写入任何数据，请稍后重试。（{0}）")]
    Busy(String),
    /// The connection or the file is gone or damaged.
    #[error(
        "数据库连接中断或文件损坏：{0}。请核对磁盘是否已满、服务是否运行、文件是否完整；如已损坏，用最近的备份恢复。"
    )]
    Lost(String),
    /// A COMMIT failed, so that its outcome is unknown until read back.
    #[error("提交结果未知：{0}。请重新打开后以同一业务流水号重试，系统会回答原结果，不会重复办理。")]
    CommitUnknown(String),
    /// The database cannot be used as it is: its version, its encoding, its place.
    #[error("数据库不能使用：{0}。")]
    Unusable(String),
    /// A column did not hold what the code expects.
    #[error("数据库中的数据与程序不符：{0}。请运行 shebao verify 查找原因。")]
    Unexpected(String),
    /// Anything else the engine says: a statement that is wrong.
    #[error("数据库语句出错：{0}。这是程序缺陷，请连同操作步骤报告。")]
    Statement(String),
    /// The caller's own row handler stopped the reading.
    #[error("{0}")]
    Stopped(String),
}

/// What both engines say in the same words for the same refusal.
impl StoreError {
    /// A key that exists; `name` is the constraint's, `table_unique_column_column`.
    pub(crate) fn repeated(name: &str) -> StoreError {
        StoreError::Refused(format!("已有相同的记录（{name}）"))
    }

    /// A CHECK that does not hold.
    pub(crate) fn check_failed(name: &str) -> StoreError {
        StoreError::Refused(format!("不符合检查条件（{name}）"))
    }

    /// A NULL where a value is needed; `column` is `table.column`.
    pub(crate) fn missing(column: &str) -> StoreError {
        StoreError::Refused(format!("不能为空（{column}）"))
    }

    /// A sum beyond 64 bits.
    pub(crate) fn overflow() -> StoreError {
        StoreError::Unexpected("合计超出 64 位整数的范围".into())
    }

    /// A write on a connection or in a transaction that only reads.
    pub(crate) fn read_only() -> StoreError {
        StoreError::Refused("这里只能读取，不能写入。请核对数据目录和数据库文件的写权限".into())
    }

    /// A value longer than the engine takes, in a row or in an index.
    pub(crate) fn too_long() -> StoreError {
        StoreError::Refused("一个值超出数据库允许的长度".into())
    }
}
